package dev.baton.agent.observe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * Who is charged, for what and for how long, on carriers whose time is made by the test. Each has
 * its twin, a watch that is broken in the one way that it is for, which must not pass.
 */
class CarrierWatchTest {
    private static final long MS = 1_000_000;

    /** Carriers that there are not. */
    private static final class Simulation implements Carriers {
        private final List<Thread> carriers = new ArrayList<>();
        private final Map<Thread, Simulated> watched = new HashMap<>();
        private final Map<Thread, Thread> mounted = new HashMap<>();
        private long nowNs = 1_000 * MS;
        private long waiting = 1;

        Thread carrier(char state) {
            Thread carrier = new Thread("carrier");
            carriers.add(carrier);
            watched.put(carrier, new Simulated(carrier, state));
            return carrier;
        }

        /** Lets a time pass, of which each that is on a CPU has it for so many percent. */
        void pass(CarrierWatch watch, int looks, int percent) {
            for (int i = 0; i < looks; i++) {
                nowNs += CarrierWatch.LOOK_MS * MS;
                for (Simulated each : watched.values()) {
                    each.cpuNs += each.state == 'R' ? CarrierWatch.LOOK_MS * MS * percent / 100 : 0;
                }
                watch.run();
            }
        }

        @Override
        public long nanoTime() {
            return nowNs;
        }

        @Override
        public List<Thread> all() {
            return new ArrayList<>(carriers);
        }

        @Override
        public WatchedCarrier watch(Thread carrier) {
            return watched.get(carrier);
        }

        @Override
        public long waiting() {
            return waiting;
        }

        @Override
        public Map<Thread, Thread> mounted() {
            return Map.copyOf(mounted);
        }

        @Override
        public boolean isOn(Thread virtual, Thread carrier) {
            return mounted.get(carrier) == virtual;
        }

        @Override
        public StackTraceElement[] stack(Thread virtual) {
            return new StackTraceElement[] {
                new StackTraceElement("Program", virtual.getName(), "Program.java", 1)
            };
        }
    }

    private static final class Simulated extends WatchedCarrier {
        private char state;
        private long cpuNs;

        Simulated(Thread thread, char state) {
            super(thread, 1);
            this.state = state;
        }

        @Override
        char state() {
            return state;
        }

        @Override
        long cpuNs() {
            return cpuNs;
        }
    }

    /** In milliseconds, by the method that was seen on the carrier. */
    private static Map<String, Long> charged(CarrierWatch watch) {
        Map<String, Long> charged = new HashMap<>();
        for (Culprit c : watch.observed().culprits()) {
            charged.merge(c.frames.getFirst().getMethodName(), c.totalNs / MS, Long::sum);
        }
        return charged;
    }

    // ---- Who ------------------------------------------------------------------------------------

    private static final class BlamesWhoWasThereFirst extends CarrierWatch {
        BlamesWhoWasThereFirst(Carriers jdk) {
            super(jdk);
        }

        @Override
        boolean isStillOn(WatchedCarrier c) {
            return true;
        }
    }

    /** Two sleep on one carrier, one after the other, and no look sees it awake in between. */
    private static void whoIsThereIsCharged(Function<Carriers, CarrierWatch> make) {
        Simulation jdk = new Simulation();
        CarrierWatch watch = make.apply(jdk);
        Thread carrier = jdk.carrier('S');
        jdk.mounted.put(carrier, new Thread("first"));
        jdk.pass(watch, 50, 0);
        jdk.mounted.put(carrier, new Thread("second"));
        jdk.pass(watch, 50, 0);

        assertThat(charged(watch)).containsOnlyKeys("first", "second");
        assertThat(charged(watch).get("first")).isBetween(450L, 500L);
        assertThat(charged(watch).get("second")).isBetween(450L, 500L);
    }

    @Test
    void whoSleepsOnACarrierIsChargedUntilAnotherTakesItsPlace() {
        whoIsThereIsCharged(CarrierWatch::new);
    }

    @Test
    void theTwinThatBlamesWhoWasThereFirstIsFound() {
        assertThatThrownBy(() -> whoIsThereIsCharged(BlamesWhoWasThereFirst::new))
                .isInstanceOf(AssertionError.class);
    }

    // ---- For what -------------------------------------------------------------------------------

    private static final class TakesRForRunning extends CarrierWatch {
        TakesRForRunning(Carriers jdk) {
            super(jdk);
        }

        @Override
        long didNs(WatchedCarrier c, long now) {
            return now - c.since;
        }
    }

    /** Two in state R, of which the machine gives each a tenth of a CPU. */
    private static void whatHasNoCpuIsNotCharged(Function<Carriers, CarrierWatch> make) {
        Simulation jdk = new Simulation();
        CarrierWatch watch = make.apply(jdk);
        jdk.mounted.put(jdk.carrier('R'), new Thread("computes"));
        jdk.mounted.put(jdk.carrier('R'), new Thread("computes"));
        jdk.pass(watch, 100, 10);

        Observed seen = watch.observed();
        assertThat(charged(watch).getOrDefault("computes", 0L)).isLessThanOrEqualTo(200);
        assertThat(seen.starvedNs()).isZero();
        assertThat(seen.noCpuNs() / MS).isBetween(1_600L, 1_800L);
        assertThat(seen.text()).contains("carriers had work and no CPU for 1.");
    }

    @Test
    void whoOnlyWaitsForACpuIsNotSaidToCompute() {
        whatHasNoCpuIsNotCharged(CarrierWatch::new);
    }

    @Test
    void theTwinThatTakesTheKernelsRForRunningIsFound() {
        assertThatThrownBy(() -> whatHasNoCpuIsNotCharged(TakesRForRunning::new))
                .isInstanceOf(AssertionError.class);
    }

    @Test
    void whoComputesWhileOthersWaitIsCharged() {
        Simulation jdk = new Simulation();
        CarrierWatch watch = new CarrierWatch(jdk);
        jdk.mounted.put(jdk.carrier('R'), new Thread("computes"));
        jdk.pass(watch, 100, 100);

        assertThat(charged(watch).get("computes")).isBetween(900L, 1_000L);
        assertThat(watch.observed().starvedNs() / MS).isBetween(900L, 1_000L);
        assertThat(watch.observed().noCpuNs()).isZero();
    }

    @Test
    void whileNobodyWaitsNobodyIsCharged() {
        Simulation jdk = new Simulation();
        CarrierWatch watch = new CarrierWatch(jdk);
        jdk.waiting = 0;
        jdk.mounted.put(jdk.carrier('S'), new Thread("sleeps"));
        jdk.pass(watch, 100, 0);

        assertThat(charged(watch)).isEmpty();
    }

    @Test
    void whileOneCarrierIsFreeNothingStarves() {
        Simulation jdk = new Simulation();
        CarrierWatch watch = new CarrierWatch(jdk);
        jdk.mounted.put(jdk.carrier('S'), new Thread("sleeps"));
        jdk.carrier('S'); // with nobody on it
        jdk.pass(watch, 100, 0);

        assertThat(charged(watch)).containsOnlyKeys("sleeps");
        assertThat(watch.observed().starvedNs()).isZero();
    }
}
