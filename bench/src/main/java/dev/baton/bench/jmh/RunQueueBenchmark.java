package dev.baton.bench.jmh;

import dev.baton.sched.queues.RunQueue;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/** The queue of a P, as its owner uses it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class RunQueueBenchmark {
    private static final int HALF = 128;

    private final Object element = new Object();
    private final RunQueue<Object> queue = new RunQueue<>();
    private final RunQueue<Object> other = new RunQueue<>();

    /** JMH makes it. */
    public RunQueueBenchmark() {}

    /**
     * In and out again.
     *
     * @return for JMH
     */
    @Benchmark
    public Object putGet() {
        boolean put = queue.put(element);
        return put ? queue.get() : null;
    }

    /**
     * The same with a queue that fills to a half.
     *
     * @param taken for JMH
     */
    @Benchmark
    @OperationsPerInvocation(HALF)
    public void putManyGetMany(Blackhole taken) {
        for (int i = 0; i < HALF; i++) {
            taken.consume(queue.put(element));
        }
        for (int i = 0; i < HALF; i++) {
            taken.consume(queue.get());
        }
    }

    /**
     * One in, and stolen from there by the owner of another.
     *
     * @return for JMH
     */
    @Benchmark
    public Object putSteal() {
        boolean put = queue.put(element);
        return put ? queue.stealInto(other) : null;
    }
}
