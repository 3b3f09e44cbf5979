package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.linux.RawFds;
import dev.baton.sched.Host.Network;
import dev.baton.sched.netpoll.PollDesc;
import dev.baton.sched.netpoll.PollTable;
import dev.baton.vthread.VirtualThreads;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Netpoll on the kernel, with threads that park. One thread sleeps in it, another looks. */
class EpollNetworkTest {
    private static final int READ = PollDesc.READ;
    private static final int WRITE = PollDesc.WRITE;
    private static final Duration LIMIT = Duration.ofMinutes(1);

    private final RawFds fds = new RawFds();
    private final List<Thread> pollers = new ArrayList<>();
    private Network network;
    private PollTable table;
    private volatile boolean stop;

    @BeforeEach
    void open() throws IOException {
        use(new EpollNetwork());
    }

    private void use(Network of) {
        network = of;
        table = new PollTable(network);
    }

    @AfterEach
    void close() throws InterruptedException {
        stop = true;
        network.wakeup();
        for (Thread t : pollers) {
            t.join();
        }
        network.close();
        fds.close();
    }

    private void startPollers() {
        pollers.add(Thread.ofPlatform().daemon().start(() -> poll(-1)));
        pollers.add(Thread.ofPlatform().daemon().start(() -> poll(0)));
    }

    private void poll(long timeoutNs) {
        Network.Ready ready = network.newReady();
        while (!stop) {
            pollOnce(ready, timeoutNs);
            if (timeoutNs == 0) {
                LockSupport.parkNanos(ThreadLocalRandom.current().nextInt(100_000));
            }
        }
    }

    private int pollOnce(Network.Ready ready, long timeoutNs) {
        network.await(ready, timeoutNs);
        for (int i = 0; i < ready.size(); i++) {
            if (ready.isReadable(i)) {
                unpark(table.ready(ready.data(i), READ));
            }
            if (ready.isWritable(i)) {
                unpark(table.ready(ready.data(i), WRITE));
            }
        }
        return ready.size();
    }

    private void unpark(Thread waiter) {
        if (waiter != null) {
            network.unpark(waiter);
        }
    }

    /** How many bytes came. */
    private int read(int fd, int seq) {
        PollDesc desc = table.get(fd);
        for (; ; ) {
            int n = fds.read(fd);
            if (n >= 0) {
                return n;
            }
            if (desc.open(seq) != 0) {
                throw new AssertionError("not open: " + desc);
            }
            if (!desc.prepare(READ, Thread.currentThread(), seq)) {
                LockSupport.park(this);
                desc.finish(READ, Thread.currentThread());
            }
        }
    }

    private static void within(Duration limit, Thread.Builder builder, Runnable body)
            throws Exception {
        CompletableFuture<Void> end = new CompletableFuture<>();
        builder.start(() -> {
            try {
                body.run();
                end.complete(null);
            } catch (Throwable t) {
                end.completeExceptionally(t);
            }
        });
        end.get(limit.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Test
    void pingAndPongLoseNothing() throws Exception {
        startPollers();
        int rounds = 20_000;
        int[] pair = fds.socketpair();
        Thread pong =
                Thread.ofPlatform()
                        .daemon()
                        .start(() -> {
                            for (int i = 0; i < rounds; i++) {
                                read(pair[1], 0);
                                fds.write(pair[1]);
                            }
                        });
        within(
                LIMIT,
                Thread.ofVirtual(),
                () -> {
                    for (int i = 0; i < rounds; i++) {
                        fds.write(pair[0]);
                        read(pair[0], 0);
                    }
                });
        pong.join();
        assertThat(table.waiting()).isEqualTo(2);
    }

    /** One number is the file of one round after the other; the files of before go on telling. */
    @Test
    void nothingIsLostThoughTheNumberIsAnothersAllTheTime() throws Exception {
        startPollers();
        int[] first = fds.pipe();
        int number = first[0];
        within(
                LIMIT,
                Thread.ofPlatform(),
                () -> {
                    int oldWriter = first[1];
                    for (int round = 0; round < 3000; round++) {
                        int other = fds.dup(number);
                        int[] next = fds.pipe();
                        table.close(number);
                        fds.dup(next[0], number);
                        int stale = oldWriter;
                        Thread writer =
                                Thread.ofVirtual()
                                        .start(() -> {
                                            fds.write(stale);
                                            LockSupport.parkNanos(
                                                    ThreadLocalRandom.current().nextInt(20_000));
                                            fds.write(next[1]);
                                        });
                        assertThat(read(number, table.get(number).seq())).isEqualTo(1);
                        join(writer);
                        fds.close(other);
                        fds.close(oldWriter);
                        fds.close(next[0]);
                        oldWriter = next[1];
                    }
                });
        assertThat(table.waiting()).as("it may not have waited in the last round").isBetween(0, 1);
    }

    private static void join(Thread t) {
        try {
            t.join();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aCloseEndsAWait() throws Exception {
        startPollers();
        int[] pipe = fds.pipe();
        PollDesc desc = table.get(pipe[0]);
        Thread self = Thread.currentThread();
        for (int round = 0; round < 1000; round++) {
            int seq = desc.seq();
            Thread closer = Thread.ofPlatform().daemon().start(desc::close);
            while (desc.open(seq) == 0 && !desc.prepare(READ, self, seq)) {
                LockSupport.park(this);
                desc.finish(READ, self);
            }
            closer.join();
        }
        assertThat(table.waiting()).isZero();
    }

    @Test
    void aFileUnderItsNumberAgainIsToldOfTheNewLife() throws Exception {
        checkAgain();
    }

    /** The twin: EEXIST is as good as 0, it seems. */
    @Test
    void keepingWhatTheKernelWasToldFirstIsCaught() throws Exception {
        network.close();
        use(
                new EpollNetwork() {
                    @Override
                    public int renew(int fd, int seq) {
                        return 0;
                    }
                });
        assertThatThrownBy(this::checkAgain).isInstanceOf(AssertionError.class);
    }

    private void checkAgain() {
        Thread self = Thread.currentThread();
        int[] pipe = fds.pipe();
        PollDesc desc = table.get(pipe[0]);
        assertThat(desc.open(0)).isZero();
        int other = fds.dup(pipe[0]);
        desc.close();
        fds.close(pipe[0]);
        fds.dup(other, pipe[0]);
        assertThat(desc.open(1)).isZero();
        assertThat(desc.prepare(READ, self, 1)).isFalse();
        fds.write(pipe[1]);
        assertThat(pollOnce(network.newReady(), 0)).isEqualTo(1);
        assertThat(desc.finish(READ, self)).as("told").isTrue();
    }

    @Test
    void bothDirectionsAreToldOfTheEnd() {
        Thread reader = new Thread(() -> {});
        int[] pair = fds.socketpair();
        Network.Ready ready = network.newReady();
        PollDesc desc = table.get(pair[0]);
        desc.open(0);
        pollOnce(ready, 0);
        assertThat(desc.prepare(WRITE, reader, 0)).as("there is room").isTrue();
        assertThat(desc.prepare(READ, reader, 0)).isFalse();
        assertThat(desc.prepare(WRITE, reader, 0)).isFalse();
        fds.close(pair[1]);
        pollOnce(ready, 0);
        assertThat(desc.finish(READ, reader)).isTrue();
        assertThat(desc.finish(WRITE, reader)).isTrue();
    }

    @Test
    void aNumberThatIsNotOpenIsRefused() {
        int[] pipe = fds.pipe();
        fds.close(pipe[0]);
        assertThat(table.get(pipe[0]).open(0)).isEqualTo(9);
    }

    @Test
    void theTwinThatLosesIsFoundByTheLimit() {
        // No poller at all: whoever waits is not told, and `within` sees it.
        int[] pipe = fds.pipe();
        fds.write(pipe[1]);
        fds.read(pipe[0]);
        assertThatThrownBy(() ->
                        within(
                                Duration.ofMillis(50),
                                Thread.ofPlatform().daemon(),
                                () -> read(pipe[0], 0)))
                .isInstanceOf(TimeoutException.class);
    }

    /** One of another scheduler is no harm of those who come after it. */
    @Test
    void whoseSchedulerRefusesItIsPassedOver() throws Exception {
        AtomicBoolean refuses = new AtomicBoolean();
        Thread t =
                VirtualThreads.newVirtualThread(
                        task -> {
                            if (refuses.get()) {
                                throw new RejectedExecutionException();
                            }
                            ForkJoinPool.commonPool().execute(task);
                        },
                        null,
                        0,
                        LockSupport::park);
        t.start();
        while (t.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        refuses.set(true);
        network.unpark(t); // throws nothing
        assertThat(t.isAlive()).isTrue();
    }
}
