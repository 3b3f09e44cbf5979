package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * What sysmon can be woken for while an M is in a call, and others wait for its P: for a suspicion
 * less and less often, where all was well; for a call of which nothing is known all the same, for
 * that may be the one that keeps the P. It was not: a G was readied in vain, the next call slept
 * for 5 ms, and the P slept with it.
 */
class SysmonTest {
    private static final long MS = 1_000_000;

    /** Who sleeps for less looks soon anyway. */
    private static final long SOON_NS = 4 * Sysmon.MIN_DELAY_NS;

    private final Watched host = new Watched();
    private final Scheduler sched = new Scheduler("test", 1, 10, host);

    @Test
    void aCallIsHeardWhenSuspicionsAreNot() {
        host.sleeps =
                timeoutNs -> {
                    sched.sysmon.wake();
                    if (timeoutNs >= SOON_NS && !host.isWoken()) {
                        sched.sysmon.wakeIfSlow();
                        assertThat(host.isWoken()).isTrue();
                        sched.sysmon.stop();
                    }
                };
        host.run();
        assertThat(host.heard).isNotEmpty();
    }

    @Test
    void whoHearsBothOrNoneMissesIt() {
        boolean[] missed = new boolean[1];
        host.sleeps =
                timeoutNs -> {
                    sched.sysmon.wake();
                    if (timeoutNs >= SOON_NS && !host.isWoken()) {
                        sched.sysmon.wake(); // the twin, who knows no difference
                        missed[0] = !host.isWoken();
                        sched.sysmon.stop();
                    }
                };
        host.run();
        assertThat(missed[0]).isTrue();
    }

    @Test
    void callsThatNeverBlockAreHeardFiveHundredTimesASecondAtMost() {
        host.sleeps =
                timeoutNs -> {
                    sched.sysmon.wakeIfSlow();
                    if (host.now > 1000 * MS) {
                        sched.sysmon.stop();
                    }
                };
        host.run();
        assertThat(host.heard).hasSizeBetween(50, 500);
    }

    @Test
    void whileItDoesNotHearItLooksByItself() {
        host.sleeps =
                timeoutNs -> {
                    sched.sysmon.wake();
                    if (host.now > 1000 * MS) {
                        sched.sysmon.stop();
                    }
                };
        host.run();
        assertThat(host.longest).isLessThanOrEqualTo(5 * MS);
    }

    /** What goes on while sysmon sleeps. */
    @FunctionalInterface
    private interface Sleeps {
        void during(long timeoutNs);
    }

    /** One M runs in a call, and a G waits for its P. */
    private final class Watched extends SilentHost {
        private final List<Long> heard = new ArrayList<>();
        private Sleeps sleeps;
        private long now = 1;
        private long longest;
        private boolean woken;

        boolean isWoken() {
            return woken;
        }

        void run() {
            RetakeTest.inACall(sched);
            sched.sysmon.run();
        }

        @Override
        long nanoTime() {
            return now;
        }

        @Override
        void startThread(M m) {}

        @Override
        KernelState kernelState(M m) {
            return KernelState.RUNNING;
        }

        @Override
        Note newSysmonNote() {
            return new Note() {
                @Override
                boolean sleep(long timeoutNs) {
                    woken = false;
                    sleeps.during(timeoutNs);
                    if (woken) {
                        heard.add(now);
                        now += 10_000;
                    } else {
                        longest = Math.max(longest, timeoutNs);
                        now += timeoutNs;
                    }
                    return woken;
                }

                @Override
                void wakeup() {
                    woken = true;
                }

                @Override
                void close() {}
            };
        }
    }
}
