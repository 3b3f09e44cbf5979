package dev.baton.syscall;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ClocksTest {
    private static final int NO_CLOCK = 99;

    @Test
    void aTimeIsSecondsAndNanosecondsThatAreAdded() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(Timespec.LAYOUT);
            for (long nanos : new long[] {0, 1, 1_999_999_999, -1, Long.MAX_VALUE}) {
                Timespec.set(memory, 0, nanos);
                assertThat(Timespec.nanos(memory, 0)).isEqualTo(nanos);
            }
            Timespec.set(memory, 0, -1);
            assertThat(memory.toArray(java.lang.foreign.ValueLayout.JAVA_LONG))
                    .as("nanoseconds are never below 0")
                    .containsExactly(-1, 999_999_999);
        }
    }

    @Test
    void theMonotonicClockIsThatOfNanoTime() {
        long before = System.nanoTime();
        long now = Clocks.clockGettime(Clocks.CLOCK_MONOTONIC);
        assertThat(now).isBetween(before, System.nanoTime());
        assertThat(Clocks.clockGettime(NO_CLOCK)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void theClockOfTheDayIsThatOfTheJdk() {
        long now = TimeUnit.NANOSECONDS.toSeconds(Clocks.clockGettime(Clocks.CLOCK_REALTIME));
        assertThat(now).isCloseTo(System.currentTimeMillis() / 1000, within(60));
    }

    private static org.assertj.core.data.Offset<Long> within(long seconds) {
        return org.assertj.core.data.Offset.offset(seconds);
    }

    @Test
    void clocksOfCpuTimeAreNamedByProcessAndThread() {
        long process = Clocks.clockGettime(Clocks.CLOCK_PROCESS_CPUTIME_ID);
        assertThat(Clocks.clockGettime(Clocks.cpuClockOfProcess(Syscall.getpid())))
                .isGreaterThanOrEqualTo(process);
        long thread = Clocks.clockGettime(Clocks.CLOCK_THREAD_CPUTIME_ID);
        assertThat(Clocks.clockGettime(Clocks.cpuClockOfThread(Syscall.gettid())))
                .isGreaterThanOrEqualTo(thread)
                .isLessThanOrEqualTo(Clocks.clockGettime(Clocks.CLOCK_THREAD_CPUTIME_ID));
        assertThat(Clocks.clockGettime(Clocks.cpuClockOfProcess(Integer.MAX_VALUE >> 3)))
                .isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void clocksSayHowFineTheyAre() {
        assertThat(Clocks.clockGetres(Clocks.CLOCK_MONOTONIC)).isPositive();
        assertThat(Clocks.clockGetres(Clocks.CLOCK_MONOTONIC_COARSE))
                .isGreaterThan(Clocks.clockGetres(Clocks.CLOCK_MONOTONIC));
        assertThat(Clocks.clockGetres(NO_CLOCK)).isEqualTo(Errno.EINVAL.result());
    }

    /** To set the clock of the machine is no test's. */
    @Test
    void aClockThatNobodySetsCannotBeSet() {
        assertThat(Clocks.clockSettime(Clocks.CLOCK_MONOTONIC, 0)).isEqualTo(Errno.EINVAL.result());
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(
                                Sysno.SYS_CLOCK_SETTIME,
                                request -> {
                                    assertThat(request.a1()).isEqualTo(Clocks.CLOCK_REALTIME);
                                    MemorySegment time =
                                            MemorySegment.ofAddress(request.a2()).reinterpret(16);
                                    assertThat(Timespec.nanos(time, 0)).isEqualTo(1_500_000_000);
                                    return 0;
                                })) {
            assertThat(Clocks.clockSettime(Clocks.CLOCK_REALTIME, 1_500_000_000)).isZero();
            assertThat(kernel.calls()).isOne();
        }
    }

    @Test
    void aSleepEndsWhenItsTimeHasCome() {
        long until = Clocks.clockGettime(Clocks.CLOCK_MONOTONIC) + 1_000_000;
        assertThat(Clocks.clockNanosleep(Clocks.CLOCK_MONOTONIC, Clocks.TIMER_ABSTIME, until))
                .isZero();
        assertThat(Clocks.clockGettime(Clocks.CLOCK_MONOTONIC)).isGreaterThanOrEqualTo(until);
        assertThat(Clocks.clockNanosleep(Clocks.CLOCK_BOOTTIME, 0, 1)).isZero();
        assertThat(Clocks.clockNanosleep(NO_CLOCK, 0, 1)).isEqualTo(Errno.EINVAL.result());
    }

    @Test
    void aTimerThatSignalsNobodyIsAsked() {
        int[] timer = new int[1];
        assertThat(Clocks.timerCreate(Clocks.CLOCK_MONOTONIC, Clocks.SIGEV_NONE, 0, 0, timer))
                .isZero();
        long hour = TimeUnit.HOURS.toNanos(1);
        assertThat(Clocks.timerSettime(timer[0], 0, hour, 2 * hour)).isZero();
        long[] nanos = new long[2];
        assertThat(Clocks.timerGettime(timer[0], nanos)).isZero();
        assertThat(nanos[0]).isBetween(1L, hour);
        assertThat(nanos[1]).isEqualTo(2 * hour);
        assertThat(Clocks.timerGetoverrun(timer[0])).isZero();
        assertThat(Clocks.timerDelete(timer[0])).isZero();

        assertThat(Clocks.timerDelete(timer[0])).isEqualTo(Errno.EINVAL.result());
        assertThat(Clocks.timerSettime(timer[0], 0, 1, 0)).isEqualTo(Errno.EINVAL.result());
        assertThat(Clocks.timerGettime(timer[0], nanos)).isEqualTo(Errno.EINVAL.result());
        assertThat(Clocks.timerGetoverrun(timer[0])).isEqualTo(Errno.EINVAL.result());
        assertThat(Clocks.timerCreate(NO_CLOCK, Clocks.SIGEV_NONE, 0, 0, timer))
                .isEqualTo(Errno.EINVAL.result());
    }

    /** The signal is blocked in the one thread that gets it, and taken there. */
    @Test
    void aTimerSignalsTheThreadThatIsNamed() {
        int signal = Signals.SIGRTMIN + 9;
        long[] old = new long[1];
        assertThat(Signals.rtSigprocmask(Signals.SIG_BLOCK, Signals.bit(signal), old)).isZero();
        int[] timer = new int[1];
        assertThat(
                        Clocks.timerCreate(
                                Clocks.CLOCK_MONOTONIC,
                                Clocks.SIGEV_THREAD_ID,
                                signal,
                                Syscall.gettid(),
                                timer))
                .isZero();
        assertThat(Clocks.timerSettime(timer[0], 0, 1, 0)).isZero();
        assertThat(Signals.rtSigtimedwait(Signals.bit(signal), -1, null)).isEqualTo(signal);
        assertThat(Clocks.timerDelete(timer[0])).isZero();
        assertThat(Signals.rtSigprocmask(Signals.SIG_SETMASK, old[0], null)).isZero();
    }
}
