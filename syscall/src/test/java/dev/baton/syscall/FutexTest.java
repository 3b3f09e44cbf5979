package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FutexTest {
    private static final int PRIVATE = Futex.FUTEX_PRIVATE_FLAG;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment words = arena.allocate(16, 8);
    private final long one = words.address();
    private final long two = one + Integer.BYTES;

    @AfterEach
    void closeIt() {
        arena.close();
    }

    /** Starts a thread that waits, and returns when it sleeps in the kernel. */
    private static FutureTask<Long> sleeper(int trap, LongSupplier call) {
        CompletableFuture<Integer> tid = new CompletableFuture<>();
        FutureTask<Long> task =
                new FutureTask<>(() -> {
                    tid.complete(Syscall.gettid());
                    return call.getAsLong();
                });
        Thread.ofPlatform().daemon().start(task);
        OsThread.of(tid.join()).awaitIn(trap);
        return task;
    }

    private static long result(FutureTask<Long> sleeper) throws Exception {
        return sleeper.get(1, TimeUnit.MINUTES);
    }

    @Test
    void whoWaitsIsWoken() throws Exception {
        var sleeper = sleeper(Sysno.SYS_FUTEX, () -> Futex.futexWait(one, 0, -1, PRIVATE));
        assertThat(Futex.futexWake(two, 1, PRIVATE)).as("another word").isZero();
        assertThat(Futex.futexWake(one, 1, PRIVATE)).isOne();
        assertThat(result(sleeper)).isZero();
    }

    @Test
    void aWordThatHasChangedIsNotWaitedFor() {
        words.set(JAVA_INT, 0, 7);
        assertThat(Futex.futexWait(one, 6, -1, 0)).isEqualTo(Errno.EAGAIN.result());
        assertThat(Futex.futexWait(one, 7, 1_000, 0)).isEqualTo(Errno.ETIMEDOUT.result());
        assertThat(Futex.futexWait(one + 1, 7, 0, 0)).isEqualTo(Errno.EINVAL.result());
        assertThat(Futex.futexWake(one + 1, 1, 0)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void onlyThoseThatWaitForABitAreWoken() throws Exception {
        var sleeper =
                sleeper(Sysno.SYS_FUTEX, () -> Futex.futexWaitBitset(one, 0, -1, PRIVATE, 0b110));
        assertThat(Futex.futexWakeBitset(one, 1, PRIVATE, 0b001)).isZero();
        assertThat(Futex.futexWakeBitset(one, 1, PRIVATE, 0b100)).isOne();
        assertThat(result(sleeper)).isZero();

        int any = Futex.FUTEX_BITSET_MATCH_ANY;
        assertThat(Futex.futexWaitBitset(one, 0, 1, PRIVATE, any))
                .as("a nanosecond after the start of the machine")
                .isEqualTo(Errno.ETIMEDOUT.result());
        int realtime = PRIVATE | Futex.FUTEX_CLOCK_REALTIME;
        assertThat(Futex.futexWaitBitset(one, 0, 1, realtime, any))
                .isEqualTo(Errno.ETIMEDOUT.result());
        assertThat(Futex.futexWaitBitset(one, 0, -1, PRIVATE, 0)).isEqualTo(Errno.EINVAL.result());
        assertThat(Futex.futexWakeBitset(one, 1, PRIVATE, 0)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void oneIsWokenAndTheOtherMoved() throws Exception {
        var first = sleeper(Sysno.SYS_FUTEX, () -> Futex.futexWait(one, 0, -1, PRIVATE));
        var second = sleeper(Sysno.SYS_FUTEX, () -> Futex.futexWait(one, 0, -1, PRIVATE));
        assertThat(Futex.futexCmpRequeue(one, 1, 1, two, 1, PRIVATE))
                .isEqualTo(Errno.EAGAIN.result());
        assertThat(Futex.futexCmpRequeue(one, 0, 1, two, 1, PRIVATE)).isEqualTo(2);
        assertThat(Futex.futexWake(one, 1, PRIVATE)).as("nobody is left").isZero();
        assertThat(Futex.futexWake(two, 1, PRIVATE)).isOne();
        assertThat(result(first)).isZero();
        assertThat(result(second)).isZero();
    }

    @Test
    void theSecondWordIsChangedAndItsSleepersWokenIfItWas() throws Exception {
        words.set(JAVA_INT, Integer.BYTES, 5);
        var sleeper = sleeper(Sysno.SYS_FUTEX, () -> Futex.futexWait(two, 5, -1, PRIVATE));
        int op = Futex.wakeOp(Futex.FUTEX_OP_ADD, 3, Futex.FUTEX_OP_CMP_GT, 5);
        assertThat(Futex.futexWakeOp(one, 1, two, 1, op, PRIVATE)).as("5 is not").isZero();
        assertThat(words.get(JAVA_INT, Integer.BYTES)).isEqualTo(8);
        op = Futex.wakeOp(Futex.FUTEX_OP_ADD, -1, Futex.FUTEX_OP_CMP_GT, -1);
        assertThat(Futex.futexWakeOp(one, 1, two, 1, op, PRIVATE)).isOne();
        assertThat(words.get(JAVA_INT, Integer.BYTES)).isEqualTo(7);
        assertThat(result(sleeper)).isZero();
        assertThat(Futex.futexWakeOp(one + 1, 1, two, 1, op, PRIVATE))
                .isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void oneOfSeveralWordsIsWaitedFor() throws Exception {
        MemorySegment waiters = arena.allocate(2 * FutexWaitv.LAYOUT.byteSize(), 8);
        FutexWaitv.set(waiters, 0, one, 0, PRIVATE);
        FutexWaitv.set(waiters, 1, two, 0, PRIVATE);
        long address = waiters.address();
        int clock = Clocks.CLOCK_MONOTONIC;
        long timedOut = Futex.futexWaitv(address, 2, 1, clock);
        assumeTrue(timedOut != Errno.ENOSYS.result(), "futex_waitv is of Linux 5.16");
        assertThat(timedOut).isEqualTo(Errno.ETIMEDOUT.result());
        var sleeper = sleeper(Sysno.SYS_FUTEX_WAITV, () -> Futex.futexWaitv(address, 2, -1, clock));
        assertThat(Futex.futexWake(two, 1, PRIVATE)).isOne();
        assertThat(result(sleeper)).as("the second").isOne();
        words.set(JAVA_INT, 0, 1);
        assertThat(Futex.futexWaitv(address, 2, -1, clock)).isEqualTo(Errno.EAGAIN.result());
    }
}
