package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.linux.IoUringRefusal;
import dev.baton.linux.RawFds;
import dev.baton.linux.RingOp;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Gs that wait for the kernel's ring, on the kernel as it is: reads of pipes that others feed. */
class RingPollTest {
    private static final long SECONDS = 60;

    private final RawFds fds = new RawFds();
    private final Arena arena = Arena.ofShared();
    private Scheduler sched;

    @BeforeEach
    void needsARing() {
        assumeThat(IoUringRefusal.ask()).as("io_uring").isNull();
    }

    @AfterEach
    void end() {
        if (sched != null) {
            sched.close();
        }
        fds.close();
        arena.close();
    }

    private void start(int procs) {
        sched = Scheduler.start("ring", procs, 10_000, StuckWatch.AUTO);
    }

    private <T> CompletableFuture<T> g(Callable<T> task) {
        CompletableFuture<T> found = new CompletableFuture<>();
        sched.newThread(
                        null,
                        0,
                        () -> {
                            try {
                                found.complete(task.call());
                            } catch (Throwable e) {
                                found.completeExceptionally(e);
                            }
                        })
                .start();
        return found;
    }

    private static <T> T get(CompletableFuture<T> found) throws Exception {
        return found.get(SECONDS, TimeUnit.SECONDS);
    }

    private long read(int fd) {
        return read(fd, arena.allocate(8));
    }

    private static long read(int fd, MemorySegment memory) {
        return RingPoll.ofCurrentThread()
                .call(RingOp.READ, fd, 0, memory.address(), (int) memory.byteSize(), 0);
    }

    private int[] pipe() {
        int[] pipe = fds.pipe();
        fds.block(pipe[0]);
        return pipe;
    }

    private void awaitUnderWay(int n) {
        while (underWay() != n) {
            Thread.onSpinWait();
        }
    }

    private int underWay() {
        RingPoll.Opened o = sched.netpoll.ring.lvOpened();
        return o == null ? 0 : o.waits().underWay();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void manyWaitAndHoldNoThread(int procs) throws Exception {
        start(procs);
        int n = 5_000;
        int[] pipe = pipe();
        List<CompletableFuture<Long>> found = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            MemorySegment own = arena.allocate(1);
            found.add(g(() -> read(pipe[0], own)));
        }
        awaitUnderWay(n);
        get(g(() -> null));
        assertThat(sched.stats().threadsLive).isLessThan(20);
        for (int i = 0; i < n; i++) {
            fds.write(pipe[1]);
        }
        for (CompletableFuture<Long> f : found) {
            assertThat(get(f)).isEqualTo(1);
        }
        assertThat(underWay()).isZero();
        assertThat(sched.stats().fileCallsByRing).isGreaterThanOrEqualTo(n);
    }

    @Test
    void eachHasItsOwnResult() throws Exception {
        start(2);
        int gs = 32;
        List<CompletableFuture<Integer>> found = new ArrayList<>();
        for (int i = 0; i < gs; i++) {
            int[] pipe = pipe();
            int bytes = 1 + i % 8;
            found.add(
                    g(() -> {
                        MemorySegment memory = arena.allocate(8);
                        for (int round = 0; round < 500; round++) {
                            for (int b = 0; b < bytes; b++) {
                                fds.write(pipe[1]);
                            }
                            assertThat(read(pipe[0], memory)).isEqualTo(bytes);
                        }
                        return bytes;
                    }));
        }
        for (CompletableFuture<Integer> f : found) {
            get(f);
        }
    }

    @Test
    void anInterruptDoesNotEndItAndIsKept() throws Exception {
        start(1);
        int[] pipe = pipe();
        CompletableFuture<Thread> reader = new CompletableFuture<>();
        CompletableFuture<Boolean> interrupted =
                g(() -> {
                    reader.complete(Thread.currentThread());
                    assertThat(read(pipe[0])).isEqualTo(1);
                    return Thread.interrupted();
                });
        awaitUnderWay(1);
        get(reader).interrupt();
        get(g(() -> null));
        assertThat(interrupted).isNotDone();
        fds.write(pipe[1]);
        assertThat(get(interrupted)).isTrue();
    }

    @Test
    void anUnparkDoesNotEndIt() throws Exception {
        start(1);
        int[] pipe = pipe();
        CompletableFuture<Thread> reader = new CompletableFuture<>();
        CompletableFuture<Long> found =
                g(() -> {
                    reader.complete(Thread.currentThread());
                    return read(pipe[0]);
                });
        awaitUnderWay(1);
        for (int i = 0; i < 100; i++) {
            LockSupport.unpark(get(reader));
            get(g(() -> null));
        }
        assertThat(found).isNotDone();
        fds.write(pipe[1]);
        assertThat(get(found)).isEqualTo(1);
    }

    @Test
    void aPermitThatComesMeanwhileIsThereAfterwards() throws Exception {
        start(1);
        int[] pipe = pipe();
        CompletableFuture<Thread> reader = new CompletableFuture<>();
        CompletableFuture<Long> found =
                g(() -> {
                    reader.complete(Thread.currentThread());
                    long n = read(pipe[0]);
                    LockSupport.park(); // for ever, were it lost
                    return n;
                });
        awaitUnderWay(1);
        LockSupport.unpark(get(reader));
        get(g(() -> null)); // it has had its turn, and waits again
        fds.write(pipe[1]);
        assertThat(get(found)).isEqualTo(1);
    }

    /** The thread that submitted its request sleeps in a call meanwhile, and the other is fed. */
    @Test
    void whatAnMSubmittedComesThoughItSleepsInAnotherCall() throws Exception {
        start(1);
        int[] first = pipe();
        int[] second = pipe();
        CompletableFuture<Long> waits = g(() -> read(first[0]));
        awaitUnderWay(1);
        CountDownLatch inCall = new CountDownLatch(1);
        CompletableFuture<Integer> holds =
                g(() -> {
                    boolean entered = Scheduler.enterSyscallBlock(0);
                    inCall.countDown();
                    int n = fds.read(second[0]);
                    if (entered) {
                        Scheduler.exitSyscall();
                    }
                    return n;
                });
        inCall.await();
        fds.write(first[1]);
        assertThat(get(waits)).isEqualTo(1);
        fds.write(second[1]);
        assertThat(get(holds)).isEqualTo(1);
    }

    @Test
    void whoComputesIsTakenOverForResults() throws Exception {
        start(1);
        int[] pipe = pipe();
        CompletableFuture<Long> waits = g(() -> read(pipe[0]));
        awaitUnderWay(1);
        AtomicInteger stop = new AtomicInteger();
        CompletableFuture<Integer> computes =
                g(() -> {
                    int n = 0;
                    while (stop.get() == 0) {
                        n++;
                    }
                    return n;
                });
        fds.write(pipe[1]);
        assertThat(get(waits)).isEqualTo(1);
        stop.set(1);
        get(computes);
    }

    @Test
    void beyondWhatThereIsRoomForNoneIsMade() throws Exception {
        start(1);
        int[] pipe = pipe();
        int most =
                get(
                        g(() -> {
                            fds.write(pipe[1]);
                            read(pipe[0]);
                            return sched.netpoll.ring.lvOpened().ring().capacity();
                        }));
        MemorySegment shared = arena.allocate(1);
        List<CompletableFuture<Long>> found = new ArrayList<>();
        for (int i = 0; i < most; i++) {
            found.add(g(() -> read(pipe[0], shared)));
        }
        awaitUnderWay(most);
        assertThat(get(g(() -> read(pipe[0], shared)))).isEqualTo(RingPoll.NOT_SERVED);
        for (int i = 0; i < most; i++) {
            fds.write(pipe[1]);
        }
        for (CompletableFuture<Long> f : found) {
            assertThat(get(f)).isEqualTo(1);
        }
    }

    @Test
    void onOtherThreadsThereIsNone() throws Exception {
        start(1);
        assertThat(RingPoll.ofCurrentThread()).isNull();
        CompletableFuture<RingPoll> ofVirtual = new CompletableFuture<>();
        Thread.startVirtualThread(() -> ofVirtual.complete(RingPoll.ofCurrentThread()));
        assertThat(get(ofVirtual)).isNull();
        assertThat(get(g(RingPoll::ofCurrentThread))).isSameAs(sched.netpoll.ring);
    }

    @Test
    void whereItIsForbiddenThereIsNone() throws Exception {
        start(1);
        sched.forbidIoUring();
        assertThat(get(g(RingPoll::ofCurrentThread))).isNull();
    }

    @Test
    void whatItReadIsThere() throws Exception {
        start(2);
        int[] pipe = pipe();
        MemorySegment memory = arena.allocate(8);
        memory.fill((byte) 9);
        CompletableFuture<Long> found = g(() -> read(pipe[0], memory));
        awaitUnderWay(1);
        fds.write(pipe[1]);
        assertThat(get(found)).isEqualTo(1);
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 0)).isZero();
        assertThat(memory.get(ValueLayout.JAVA_BYTE, 1)).isEqualTo((byte) 9);
    }
}
