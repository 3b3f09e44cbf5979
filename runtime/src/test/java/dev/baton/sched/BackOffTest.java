package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where the OS has no more threads it is not asked for one at each look of sysmon. */
class BackOffTest {
    private static final long MS = 1_000_000;
    private static final long SECOND = 1000 * MS;
    private static final int PROCS = 4;
    private static final int FIRST = PROCS + ThreadAllowance.FEW;

    private final Narrow host = new Narrow();

    @Test
    void refusalsBecomeRarer() {
        host.threads = FIRST;
        host.run(new Scheduler("test", PROCS, 1_000, host), 10 * SECOND);

        assertThat(host.refusals).hasSizeBetween(10, 20);
        long longest = 0;
        for (int i = 1; i < host.refusals.size(); i++) {
            long pause = host.refusals.get(i) - host.refusals.get(i - 1);
            assertThat(pause).isBetween(longest, ThreadAllowance.MAX_BACK_OFF_NS + 2 * MS);
            longest = pause;
        }
    }

    @Test
    void aTwinThatDoesNotBackOffIsFound() {
        host.threads = FIRST;
        host.run(
                new Scheduler("test", PROCS, 1_000, host) {
                    @Override
                    ThreadAllowance newAllowance(int maxThreads) {
                        return new ThreadAllowance(maxThreads, PROCS) {
                            @Override
                            boolean isBackingOff(long now) {
                                return false;
                            }
                        };
                    }
                },
                10 * SECOND);

        assertThat(host.refusals).hasSizeGreaterThan(1_000);
    }

    @Test
    void whenTheOsHasThemAgainTheyAreTaken() {
        host.threads = FIRST;
        Scheduler sched = new Scheduler("test", PROCS, 1_000, host);
        host.run(sched, 5 * SECOND);
        assertThat(sched.ms.count()).isEqualTo(FIRST);

        host.threads = 300;
        host.run(sched, 2 * SECOND);

        assertThat(sched.ms.count()).isGreaterThan(100);
    }

    @Test
    void noThreadIsAskedForWhereTheLimitIsKnown() {
        host.threads = 100;
        host.kept = 30;
        Scheduler sched = new Scheduler("test", PROCS, 1_000, host);
        host.run(sched, 20 * SECOND);

        assertThat(sched.ms.count()).isEqualTo(70);
        assertThat(host.refusals).isEmpty();
        assertThat(host.asked).isLessThan(100);
    }

    @Test
    void aFewMoreThanThereArePsThereMayBeInAnyCase() {
        host.threads = 100;
        host.kept = 1_000;
        Scheduler sched = new Scheduler("test", PROCS, 1_000, host);
        host.run(sched, 5 * SECOND);

        assertThat(sched.ms.count()).isEqualTo(FIRST);
    }

    /** No M ever comes back; once a millisecond another one is wanted, and sysmon looks. */
    private static final class Narrow extends SilentHost {
        final List<Long> refusals = new ArrayList<>();
        int threads;

        /** For others; negative where the limit is not known to us. */
        int kept = -1;

        int asked;
        private long now = SECOND;
        private int started;

        void run(Scheduler sched, long ns) {
            for (long end = now + ns; now < end; now += MS) {
                sched.ms.start(new P(0, sched), false);
                sched.sysmon.retake.look(now);
            }
        }

        @Override
        long nanoTime() {
            return now;
        }

        @Override
        void startThread(M m) {
            if (started >= threads) {
                refusals.add(now);
                throw new OutOfMemoryError("refused");
            }
            started++;
        }

        @Override
        int roomForThreads() {
            asked++;
            return kept < 0 ? Integer.MAX_VALUE : threads - started - kept;
        }
    }
}
