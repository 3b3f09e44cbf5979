package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bound that {@link Discipline} states, on one P in virtual time: random crowds of Gs with
 * bursts short, long and changing, that sleep in between.
 */
class DisciplineTest {
    private static final int BURSTS = 20_000;
    private static final long LONGEST_SLEEP_NS = 3_000_000;

    private final Model model = new Model(new Model.RealScheduler(1));
    private final P p = model.sched.ps.makeP(0);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void shortOnesGetAheadOfLongOnesThatWaitWithinTheBound(long seed) {
        Discipline queue = new Discipline(model.sched);
        new Crowd(queue, (g, ns) -> queue.ran(g, ns, false), new Random(seed)).run();
    }

    @Test
    void aDisciplineThatKeepsNoAccountBreaksTheBound() {
        Discipline queue = new Discipline(model.sched);
        Account twin =
                (g, ns) -> {
                    queue.ran(g, ns, false);
                    queue.ran(
                            model.g(), Discipline.MAX_CREDIT_NS, false); // as if a long one had run
                };
        assertThatThrownBy(new Crowd(queue, twin, new Random(1))::run)
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void runnextComesFirstAndTheOneItDisplacesIsNotLost() {
        Discipline queue = new Discipline(model.sched);
        G first = model.g();
        G second = model.g();
        G third = model.g();
        queue.put(first, false);
        queue.put(second, true);
        queue.put(third, true);

        assertThat(queue.size()).isEqualTo(3);
        assertThat(queue.local(p)).isSameAs(third);
        assertThat(queue.local(p)).isSameAs(first);
        assertThat(queue.local(p)).isSameAs(second);
        assertThat(queue.local(p)).isNull();
        assertThat(queue.isEmpty()).isTrue();
    }

    @Test
    void anInheritedSliceIsNoNewSliceUntilItIsOver() {
        Discipline queue = new Discipline(model.sched);
        int slices = p.schedtick();
        queue.put(model.g(), true);
        queue.local(p);
        assertThat(p.schedtick()).isEqualTo(slices);

        queue.put(model.g(), true);
        p.sliceOver = true;
        queue.local(p);
        assertThat(p.schedtick()).isEqualTo(slices + 1);
    }

    @Test
    void aFullRingOverflowsIntoTheGlobalQueueAndLosesNone() {
        Discipline queue = new Discipline(model.sched);
        int n = 3 * RunQueue.CAPACITY;
        for (int i = 0; i < n; i++) {
            queue.put(model.g(), false);
        }
        assertThat(queue.size()).isLessThanOrEqualTo(RunQueue.CAPACITY);

        List<G> got = new ArrayList<>();
        for (G g = queue.local(p); g != null; g = queue.local(p)) {
            got.add(g);
        }
        assertThat(got).hasSize(n).doesNotHaveDuplicates();
    }

    @Test
    void whoComputesForLongAtATimeIsAHogUntilItIsQuickAgain() {
        Discipline queue = new Discipline(model.sched);
        G g = model.g();
        assertThat(Discipline.isHog(g)).isFalse(); // nothing is known of it
        Discipline.wantsToKnow(g);
        assertThat(Discipline.isHog(g)).isFalse();

        queue.ran(g, 100_000_000, false);
        assertThat(Discipline.isHog(g)).isTrue();

        queue.ran(g, 1_000_000, false);
        queue.ran(g, 1_000_000, false);
        assertThat(Discipline.isHog(g)).isFalse();
        assertThat(Discipline.isShort(g)).isFalse();
    }

    @Test
    void hogsThatWaitAreNoReasonToRunMoreThanOthersDo() {
        Discipline queue = model.sched.ps.get(null).queue;
        queue.put(gOf(100_000_000), true);
        queue.put(gOf(100_000_000), false);
        queue.put(gOf(20_000), false); // which a spare P for short ones runs
        model.sched.runq.put(gOf(100_000_000));
        model.sched.injected.put(gOf(100_000_000));
        assertThat(model.sched.isOrdinaryOneWaiting()).isFalse();

        G unknown = model.g();
        model.sched.injected.put(unknown);
        assertThat(model.sched.isOrdinaryOneWaiting()).isTrue();
        model.sched.injected.longs.get();
        assertThat(model.sched.injected.longs.get()).isSameAs(unknown);
        assertThat(model.sched.isOrdinaryOneWaiting()).isFalse();

        queue.put(gOf(1_000_000), true);
        assertThat(model.sched.isOrdinaryOneWaiting()).isTrue();
    }

    private G gOf(long burstNs) {
        G g = model.g();
        Discipline.wantsToKnow(g);
        model.sched.ps.makeP(0).queue.ran(g, burstNs, false);
        return g;
    }

    @Test
    void oneLongBurstMakesNoLongGOfAShortOne() {
        Discipline queue = new Discipline(model.sched);
        G g = model.g();
        queue.ran(g, 20_000, false);
        queue.ran(g, 50_000_000, false);

        assertThat(Discipline.isShort(g)).isTrue();
    }

    /** Who is told that a burst is over. */
    private interface Account {
        void ran(G g, long ns);
    }

    /** Gs that run and sleep. */
    private final class Crowd {
        private final Discipline queue;
        private final Account account;
        private final Random random;
        private final List<G> gs = new ArrayList<>();
        private final List<Integer> usual = new ArrayList<>();
        private final long maxSleepNs;
        private final PriorityQueue<Sleeper> asleep = new PriorityQueue<>();

        // Since long ones began to wait.
        private boolean longWaits;
        private long shortNs;
        private long longNs;
        private long longestShortNs;

        private Crowd(Discipline queue, Account account, Random random) {
            this.queue = queue;
            this.account = account;
            this.random = random;
            // From a P that is idle half of the time to one that short ones alone would keep busy.
            this.maxSleepNs = random.nextLong(1, LONGEST_SLEEP_NS);
        }

        private record Sleeper(long until, int index) implements Comparable<Sleeper> {
            @Override
            public int compareTo(Sleeper other) {
                return Long.compare(until, other.until);
            }
        }

        private void run() {
            int n = 2 + random.nextInt(100);
            for (int i = 0; i < n; i++) {
                gs.add(model.g());
                usual.add(
                        random.nextBoolean()
                                ? 5_000 + random.nextInt(45_000)
                                : 150_000 + random.nextInt(2_000_000));
                asleep.add(new Sleeper(random.nextLong(maxSleepNs), i));
            }
            long now = 0;
            for (int k = 0; k < BURSTS; k++) {
                now = wake(now);
                longWaits(isLongWaiting());
                G g = queue.local(p);
                int i = gs.indexOf(g);
                boolean isShort = Discipline.isShort(g);
                long ns = burst(i);
                now = wakeUpTo(now + ns);
                account.ran(g, ns);
                if (longWaits) {
                    count(isShort, ns);
                }
                asleep.add(new Sleeper(now + random.nextLong(maxSleepNs), i));
            }
        }

        private long burst(int i) {
            // Now and then quite another.
            int about = random.nextInt(20) == 0 ? 1_000_000 : usual.get(i);
            return 1_000L + random.nextInt(2 * about);
        }

        private long wake(long now) {
            long t = queue.isEmpty() ? Math.max(now, asleep.peek().until) : now;
            return wakeUpTo(t);
        }

        private long wakeUpTo(long now) {
            while (!asleep.isEmpty() && asleep.peek().until <= now) {
                queue.put(gs.get(asleep.poll().index), false);
            }
            return now;
        }

        private boolean isLongWaiting() {
            boolean[] found = {false};
            queue.forEach(g -> found[0] |= !Discipline.isShort(g));
            return found[0];
        }

        private void longWaits(boolean now) {
            if (!now || !longWaits) {
                shortNs = 0;
                longNs = 0;
                longestShortNs = 0;
            }
            longWaits = now;
        }

        private void count(boolean isShort, long ns) {
            if (isShort) {
                shortNs += ns;
                longestShortNs = Math.max(longestShortNs, ns);
            } else {
                longNs += ns;
            }
            assertThat(shortNs)
                    .as("time of short ones, %d ns of long ones", longNs)
                    .isLessThanOrEqualTo(Discipline.MAX_CREDIT_NS + longNs + longestShortNs);
        }
    }
}
