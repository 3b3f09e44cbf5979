package dev.baton.bench.jmh;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Going from one G to another, in loops of our own. When a virtual thread goes on, the JDK copies
 * only its topmost frames back; the frames of JMH below them stay in a stack chunk that the
 * collector has moved to the old generation, and as long as that is on top, each switch allocates a
 * new chunk. In a loop, that is once for all its turns.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class SwitchBenchmark {
    private static final int YIELDS = 1_000;
    private static final int ROUND_TRIPS = 1_000;
    private static final int SPAWNED = 1_000;

    /** JMH makes it. */
    public SwitchBenchmark() {}

    /** A G that sends back what it gets. */
    @State(Scope.Thread)
    public static class Partner {
        private Thread pinger;
        private Thread ponger;
        private volatile boolean isPongs;
        private volatile boolean over;

        /** JMH makes it. */
        public Partner() {}

        /** Starts it. On the G that measures, which is another in each iteration. */
        @Setup(Level.Iteration)
        public void start() {
            over = false;
            isPongs = false;
            pinger = Thread.currentThread();
            ponger = GExecutor.baton().startVirtualThread(this::pong);
        }

        /**
         * Ends it.
         *
         * @throws InterruptedException never, for nobody interrupts
         */
        @TearDown(Level.Iteration)
        public void end() throws InterruptedException {
            over = true;
            LockSupport.unpark(ponger);
            ponger.join();
        }

        private void pong() {
            while (!over) {
                if (isPongs) {
                    isPongs = false;
                    LockSupport.unpark(pinger);
                } else {
                    LockSupport.park();
                }
            }
        }
    }

    /** A yield with nobody else to run. */
    @Benchmark
    @OperationsPerInvocation(YIELDS)
    public void yieldAlone() {
        for (int i = 0; i < YIELDS; i++) {
            Thread.yield();
        }
    }

    /**
     * To the partner and back: two switches.
     *
     * @param partner the other
     */
    @Benchmark
    @OperationsPerInvocation(ROUND_TRIPS)
    public void pingPong(Partner partner) {
        for (int i = 0; i < ROUND_TRIPS; i++) {
            partner.isPongs = true;
            LockSupport.unpark(partner.ponger);
            while (partner.isPongs) {
                LockSupport.park();
            }
        }
    }

    /**
     * Start and end of a G, in batches.
     *
     * @throws InterruptedException never, for nobody interrupts
     */
    @Benchmark
    @OperationsPerInvocation(SPAWNED)
    public void spawn() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(SPAWNED);
        for (int i = 0; i < SPAWNED; i++) {
            GExecutor.baton().startVirtualThread(ended::countDown);
        }
        ended.await();
    }
}
