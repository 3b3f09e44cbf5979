package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.linux.RawFds;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Where threads wait for descriptors that are no Gs of the instance that serves them, or of none.
 */
class PollerTest {
    private static final int POLLIN = 1;
    private static final int POLLOUT = 4;
    private static final long SECONDS = 60;
    private static final long LONG_NS = TimeUnit.SECONDS.toNanos(SECONDS);
    private static final int EPERM = 1;

    private final RawFds fds = new RawFds();

    @AfterEach
    void closeThem() {
        fds.close();
    }

    private static Thread start(boolean virtual, Runnable task) {
        return virtual ? Thread.ofVirtual().start(task) : Thread.ofPlatform().start(task);
    }

    private static void awaitParked(Thread thread) {
        while (thread.getState() != Thread.State.WAITING
                && thread.getState() != Thread.State.TIMED_WAITING) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
    }

    private static <T> T get(CompletableFuture<T> future) throws Exception {
        return future.get(SECONDS, TimeUnit.SECONDS);
    }

    // ---- Threads without an instance -----------------------------------------------------------

    @Test
    void aThreadWithoutAnInstanceWaitsInTheThreadForThose() {
        assertThat(Poller.ofCurrentThread())
                .isInstanceOf(PollerThread.class)
                .isSameAs(Poller.ofCurrentThread());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatComesWakesWhoWaitsForThatDirection(boolean virtual) throws Exception {
        int[] pair = fds.socketpair();
        Poller poller = PollerThread.ofProcess();
        CompletableFuture<Integer> result = new CompletableFuture<>();
        Thread reader =
                start(
                        virtual,
                        () -> {
                            int r = 0;
                            while (r == 0 && fds.read(pair[0]) < 0) {
                                r = poller.awaitReady(pair[0], POLLIN, 0, () -> true);
                            }
                            result.complete(r);
                        });
        awaitParked(reader);
        assertThat(poller.awaitReady(pair[0], POLLOUT, 0, () -> true)).as("there is room").isZero();
        assertThat(result).isNotDone();
        fds.write(pair[1]);
        assertThat(get(result)).isZero();
        poller.stop(pair[0]);
    }

    @Test
    void aWaitEndsWithItsTimeWhenItIsToLookAgainAndWhenItIsStopped() throws Exception {
        int[] pipe = fds.pipe();
        Poller poller = PollerThread.ofProcess();
        assertThat(poller.awaitReady(pipe[0], POLLIN, 1, () -> true)).isZero();
        for (Runnable end :
                new Runnable[] {
                    () -> poller.lookAgain(pipe[0], POLLIN), () -> poller.stop(pipe[0])
                }) {
            Thread reader =
                    start(false, () -> poller.awaitReady(pipe[0], POLLIN, LONG_NS, () -> true));
            awaitParked(reader);
            poller.lookAgain(pipe[0], POLLOUT);
            awaitParked(reader);
            end.run();
            assertThat(reader.join(Duration.ofSeconds(SECONDS))).isTrue();
        }
        poller.lookAgain(1 << 20, POLLIN);
        poller.stop(1 << 20);
    }

    @Test
    void whoMayNotParkDoesNot() {
        int[] pipe = fds.pipe();
        Poller poller = PollerThread.ofProcess();
        assertThat(poller.awaitReady(pipe[0], POLLIN, 0, () -> false)).isZero();
        poller.stop(pipe[0]);
    }

    @Test
    void aRegularFileCannotBeWaitedFor() throws Exception {
        Path file = Files.createTempFile("baton", "poll");
        int[] pipe = fds.pipe();
        try (RandomAccessFile open = new RandomAccessFile(file.toFile(), "rw")) {
            fds.dup(numberOf(file), pipe[0]);
            Poller poller = PollerThread.ofProcess();
            assertThat(poller.awaitReady(pipe[0], POLLIN, 0, () -> true)).isEqualTo(EPERM);
            poller.stop(pipe[0]);
            open.write(1);
        } finally {
            Files.delete(file);
        }
    }

    private static int numberOf(Path file) throws IOException {
        try (Stream<Path> numbers = Files.list(Path.of("/proc/self/fd"))) {
            return numbers.filter(n -> isLinkTo(n, file))
                    .mapToInt(n -> Integer.parseInt(n.getFileName().toString()))
                    .findAny()
                    .orElseThrow();
        }
    }

    private static boolean isLinkTo(Path number, Path file) {
        try {
            return Files.readSymbolicLink(number).equals(file);
        } catch (IOException e) {
            return false; // that of the listing itself
        }
    }

    // ---- An instance that others wait in -------------------------------------------------------

    /** Does not tell those that wait there when its instance ends. */
    private static final class NetPollThatTurnsNobodyAway extends NetPoll {
        NetPollThatTurnsNobodyAway(Scheduler sched) {
            super(sched);
        }

        @Override
        void turnAway() {}
    }

    private static Scheduler start(boolean broken) {
        LinuxHost host = new LinuxHost(StuckWatch.PROC);
        Scheduler sched =
                new Scheduler("poller-test", 1, 10, host) {
                    @Override
                    NetPoll newNetPoll() {
                        return broken ? new NetPollThatTurnsNobodyAway(this) : super.newNetPoll();
                    }
                };
        VirtualThreadTimers.install();
        StackRoom.prepare();
        VmExit.add(sched);
        host.startSysmon(sched);
        return sched;
    }

    /** What a thread of no instance is told that waits in one which ends, and comes again. */
    private int whatAForeignerIsToldWhenTheInstanceEnds(boolean broken, long nanos)
            throws ExecutionException, InterruptedException {
        int[] pipe = fds.pipe();
        Scheduler sched = start(broken);
        CompletableFuture<Integer> told = new CompletableFuture<>();
        Thread reader =
                start(
                        false,
                        () -> {
                            sched.netpoll.awaitReady(pipe[0], POLLIN, nanos, () -> true);
                            told.complete(
                                    sched.netpoll.awaitReady(pipe[0], POLLIN, nanos, () -> true));
                        });
        awaitParked(reader);
        sched.close();
        int result = told.get();
        assertThat(sched.netpoll.isThere()).isEqualTo(broken);
        return result;
    }

    @Test
    void whoWaitsInAnInstanceThatEndsIsTurnedAway() throws Exception {
        assertThat(whatAForeignerIsToldWhenTheInstanceEnds(false, 0)).isEqualTo(Poller.GONE);
    }

    @Test
    void anInstanceThatTurnsNobodyAwayIsCaught() throws Exception {
        assertThat(whatAForeignerIsToldWhenTheInstanceEnds(true, 1_000_000_000)).isZero();
    }

    @Test
    void whoComesToAnInstanceThatHasEndedIsTurnedAway() {
        Scheduler sched = start(false);
        int[] pipe = fds.pipe();
        assertThat(sched.netpoll.isThere()).isTrue();
        sched.close();
        assertThat(sched.netpoll.awaitReady(pipe[0], POLLIN, 0, () -> true)).isEqualTo(Poller.GONE);
        sched.netpoll.lookAgain(pipe[0], POLLIN);
        sched.netpoll.stop(pipe[0]);
    }

    @Test
    void whatComesWakesAForeignerInAnInstanceThatHasNothingElseToDo() throws Exception {
        int[] pipe = fds.pipe();
        Scheduler sched = start(false);
        CompletableFuture<Integer> told = new CompletableFuture<>();
        Thread reader =
                start(
                        false,
                        () ->
                                told.complete(
                                        sched.netpoll.awaitReady(pipe[0], POLLIN, 0, () -> true)));
        awaitParked(reader);
        fds.write(pipe[1]);
        assertThat(get(told)).isZero();
        sched.netpoll.stop(pipe[0]);
        sched.close();
    }

    @Test
    void aGWaitsInItsOwnInstance() throws Exception {
        Scheduler sched = start(false);
        CompletableFuture<Poller> own = new CompletableFuture<>();
        sched.newThread("g", 0, () -> own.complete(Poller.ofCurrentThread())).start();
        assertThat(get(own)).isSameAs(sched.netpoll);
        sched.close();
    }

    /** As a thread that wanted to see to it that somebody polls, and was late. */
    @Test
    void noThreadIsStartedForAnInstanceThatHasEnded() throws Exception {
        Scheduler sched = start(false);
        CountDownLatch ran = new CountDownLatch(1);
        sched.newThread("g", 0, ran::countDown).start();
        ran.await();
        sched.close();
        long started = sched.stats().threadsStarted;
        for (int i = 0; i < 3; i++) {
            sched.waking.wakep();
        }
        assertThat(sched.stats().threadsStarted).isEqualTo(started);
        assertThat(sched.ms.count()).isZero();
    }
}
