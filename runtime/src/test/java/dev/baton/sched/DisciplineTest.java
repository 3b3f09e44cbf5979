package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.sched.queues.RunQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bound that {@link Discipline} states, on one P in virtual time: random crowds of Gs with
 * bursts short, long and changing, that sleep in between; some wait with an M.
 */
class DisciplineTest {
    private static final int BURSTS = 20_000;
    private static final long LONGEST_SLEEP_NS = 3_000_000;

    private final Model model = new Model(new Model.RealScheduler(1));

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void nobodyWaitsLongerThanTheBound(long seed) {
        new Crowd(new Discipline(model.sched), new Random(seed)).run();
    }

    @Test
    void anOrderWithoutTheRuleBreaksTheBound() {
        Crowd crowd = new Crowd(new FirstSourceFirst(model.sched), new Random(1));
        assertThatThrownBy(crowd::run).isInstanceOf(AssertionError.class);
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
        assertThat(queue.next(false)).isSameAs(third);
        assertThat(queue.next(false)).isSameAs(first);
        assertThat(queue.next(false)).isSameAs(second);
        assertThat(queue.next(false)).isNull();
        assertThat(queue.isEmpty()).isTrue();
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
        for (G g = queue.next(false); g != null; g = queue.next(false)) {
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

        queue.charge(queue.source(), 100_000_000);

        Discipline.learn(g, 100_000_000);
        assertThat(Discipline.isHog(g)).isTrue();

        queue.charge(queue.source(), 1_000_000);

        Discipline.learn(g, 1_000_000);
        queue.charge(queue.source(), 1_000_000);
        Discipline.learn(g, 1_000_000);
        assertThat(Discipline.isHog(g)).isFalse();
        assertThat(Discipline.isShort(g)).isFalse();
    }

    @Test
    void hogsThatWaitAreNoReasonToRunMoreThanOthersDo() {
        Discipline queue = model.sched.ps.get(null).queue;
        queue.put(gOf(100_000_000), true);
        queue.put(gOf(100_000_000), false);
        queue.put(gOf(20_000), false); // which a P that is lent runs
        model.sched.runq.put(gOf(100_000_000));
        model.sched.runq.put(gOf(100_000_000));
        assertThat(model.sched.work.isOrdinaryOneWaiting()).isFalse();

        G unknown = model.g();
        model.sched.runq.put(unknown);
        assertThat(model.sched.work.isOrdinaryOneWaiting()).isTrue();
        model.sched.runq.longs.get();
        model.sched.runq.longs.get();
        assertThat(model.sched.runq.longs.get()).isSameAs(unknown);
        assertThat(model.sched.work.isOrdinaryOneWaiting()).isFalse();

        queue.put(gOf(1_000_000), true);
        assertThat(model.sched.work.isOrdinaryOneWaiting()).isTrue();
    }

    /** Else each of the others might come to hold a thread before it gives its own back. */
    @Test
    void whoHoldsAThreadGoesFirstOfItsKind() {
        Discipline queue = new Discipline(model.sched);
        G own = model.g();
        G outside = model.g();
        G held = waitsWithM(model.g());
        G own1 = gOf(20_000);
        G outside1 = gOf(20_000);
        G held1 = waitsWithM(gOf(20_000));
        queue.put(own, false);
        model.sched.runq.put(outside);
        model.sched.runq.put(held);
        queue.put(own1, false);
        model.sched.runq.put(outside1);
        model.sched.runq.put(held1);

        List<G> got = new ArrayList<>();
        for (G g = queue.next(false); g != null; g = queue.next(false)) {
            got.add(g);
        }
        assertThat(got).containsExactly(held1, own1, outside1, held, own, outside);
        assertThat(model.sched.runq.isEmpty()).isTrue();
    }

    @Test
    void whereThereIsNoThreadThoseThatHoldOneAreTaken() {
        G alone = model.g();
        G held = waitsWithM(model.g());
        G held1 = waitsWithM(gOf(20_000));
        for (G g : List.of(alone, held, held1)) {
            model.sched.runq.put(g);
        }
        assertThat(model.sched.runq.takePinned()).isSameAs(held1.lockedm);
        assertThat(model.sched.runq.takePinned()).isSameAs(held.lockedm);
        assertThat(model.sched.runq.takePinned()).isNull();
        assertThat(model.sched.runq.size()).isEqualTo(1);
    }

    /** One that sleeps amid each burst, so that its P is taken, goes first of its kind. */
    @Test
    void whoLosesThePInEachBurstIsChargedForWhatItHad() {
        assertThat(turnsBeside(true)).isGreaterThan(400);
        assertThat(turnsBeside(false)).isZero(); // if nobody charged them
    }

    private int turnsBeside(boolean charged) {
        Discipline queue = new Discipline(model.sched);
        G other = gOf(200_000);
        queue.put(other, false);
        model.sched.runq.put(waitsWithM(gOf(1_000_000)));
        int turns = 0;
        for (int i = 0; i < 1_000; i++) {
            G g = queue.next(false);
            queue.begins(model.host.now);
            model.host.now += 1_000_000;
            if (g == other) {
                turns++;
                queue.charge(queue.source(), 1_000_000);
                queue.put(g, false);
            } else {
                if (charged) {
                    queue.chargeTaken(model.host);
                }
                model.sched.runq.put(g);
            }
        }
        return turns;
    }

    private G waitsWithM(G g) {
        g.lockedm = new M(0, model.sched);
        return g;
    }

    private G gOf(long burstNs) {
        G g = model.g();
        Discipline.wantsToKnow(g);
        Discipline.learn(g, burstNs);
        return g;
    }

    @Test
    void oneLongBurstMakesNoLongGOfAShortOne() {
        Discipline queue = new Discipline(model.sched);
        G g = model.g();
        queue.charge(queue.source(), 20_000);
        Discipline.learn(g, 20_000);
        queue.charge(queue.source(), 50_000_000);
        Discipline.learn(g, 50_000_000);

        assertThat(Discipline.isShort(g)).isTrue();
    }

    /**
     * Gs that run and sleep, or yield, or hand each other the turn; readied here and elsewhere.
     * Some crowds leave the P idle half of the time, in others one kind alone would keep it busy.
     */
    private final class Crowd {
        private final Discipline queue;
        private final Random random;
        private final long maxSleepNs;
        private final int handOver;
        private final int outside;
        private final List<G> gs = new ArrayList<>();
        private final List<Integer> usualNs = new ArrayList<>();
        private final List<Long> waitsSince = new ArrayList<>();
        private final PriorityQueue<Sleeper> asleep = new PriorityQueue<>();
        private final M m = new M(0, model.sched);
        private long now;

        private Crowd(Discipline queue, Random random) {
            this.queue = queue;
            this.random = random;
            this.maxSleepNs = random.nextLong(1, LONGEST_SLEEP_NS);
            this.handOver = 1 + random.nextInt(10);
            this.outside = 1 + random.nextInt(10);
        }

        private record Sleeper(long until, int index) implements Comparable<Sleeper> {
            @Override
            public int compareTo(Sleeper other) {
                return Long.compare(until, other.until);
            }
        }

        /** The bound that {@link Discipline} gives reasons for. */
        private static long longestWaitNs(int before, long burstNs) {
            int n = Discipline.SOURCES;
            return 2L * (n - 1) * (Discipline.AHEAD_NS + burstNs) + burstNs * n * before;
        }

        private void run() {
            int n = 2 + random.nextInt(60);
            long longest = 0;
            for (int i = 0; i < n; i++) {
                gs.add(model.g());
                int usual =
                        random.nextBoolean()
                                ? 1_000 + random.nextInt(45_000)
                                : 150_000 + random.nextInt(1_000_000);
                usualNs.add(usual);
                longest = Math.max(longest, 2L * usual);
                waitsSince.add(0L);
                asleep.add(new Sleeper(random.nextLong(maxSleepNs), i));
            }
            long bound = longestWaitNs(n, longest);
            for (int k = 0; k < BURSTS; k++) {
                wake();
                G g = queue.next(false);
                int i = gs.indexOf(g);
                g.lockedm = null;
                assertThat(queue.ahead()).isLessThanOrEqualTo(Discipline.AHEAD_NS);
                assertThat(now - waitsSince.get(i))
                        .as("G %d of %d, with bursts of %d ns", i, n, usualNs.get(i))
                        .isLessThanOrEqualTo(bound);
                long ns = 500L + random.nextInt(2 * usualNs.get(i) - 500);
                now += ns;
                queue.charge(queue.source(), ns);
                Discipline.learn(g, ns);
                // It wakes another, which runs next, or nobody; then it sleeps, or yields.
                if (random.nextInt(handOver) == 0 && !asleep.isEmpty()) {
                    ready(asleep.poll().index, true);
                }
                if (random.nextInt(4) == 0) {
                    ready(i, false);
                } else {
                    asleep.add(new Sleeper(now + random.nextLong(maxSleepNs), i));
                }
            }
        }

        private void wake() {
            if (queue.isEmpty() && model.sched.runq.isEmpty()) {
                now = Math.max(now, asleep.peek().until);
            }
            while (!asleep.isEmpty() && asleep.peek().until <= now) {
                ready(asleep.poll().index, false);
            }
        }

        private void ready(int i, boolean next) {
            waitsSince.set(i, now);
            if (!next && random.nextInt(outside) == 0) {
                gs.get(i).lockedm = random.nextBoolean() ? m : null;
                model.sched.runq.put(gs.get(i));
            } else {
                queue.put(gs.get(i), next);
            }
        }
    }
}
