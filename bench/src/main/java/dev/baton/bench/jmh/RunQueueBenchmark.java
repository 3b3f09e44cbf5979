package dev.baton.bench.jmh;

import static java.lang.invoke.MethodType.methodType;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * The queue of a P, as its owner uses it. It is nobody's business outside its package, so it is
 * reached through constant method handles, which the compiler sees through.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@State(Scope.Thread)
public class RunQueueBenchmark {
    private static final int HALF = 128;

    private static final MethodHandle NEW;
    private static final MethodHandle PUT;
    private static final MethodHandle GET;
    private static final MethodHandle STEAL_INTO;

    static {
        try {
            Class<?> queue = Class.forName("dev.baton.sched.RunQueue");
            MethodHandles.Lookup lookup =
                    MethodHandles.privateLookupIn(queue, MethodHandles.lookup());
            NEW =
                    lookup.findConstructor(queue, methodType(void.class))
                            .asType(methodType(Object.class));
            PUT =
                    lookup.findVirtual(queue, "put", methodType(boolean.class, Object.class))
                            .asType(methodType(boolean.class, Object.class, Object.class));
            GET =
                    lookup.findVirtual(queue, "get", methodType(Object.class))
                            .asType(methodType(Object.class, Object.class));
            STEAL_INTO =
                    lookup.findVirtual(queue, "stealInto", methodType(Object.class, queue))
                            .asType(methodType(Object.class, Object.class, Object.class));
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final Object element = new Object();
    private Object queue;
    private Object other;

    /** JMH makes it. */
    public RunQueueBenchmark() {}

    /**
     * Makes the queues.
     *
     * @throws Throwable never
     */
    @Setup
    public void makeQueues() throws Throwable {
        queue = (Object) NEW.invokeExact();
        other = (Object) NEW.invokeExact();
    }

    /**
     * In and out again.
     *
     * @return for JMH
     * @throws Throwable never
     */
    @Benchmark
    public Object putGet() throws Throwable {
        boolean put = (boolean) PUT.invokeExact(queue, element);
        return put ? (Object) GET.invokeExact(queue) : null;
    }

    /**
     * The same with a queue that fills to a half.
     *
     * @param taken for JMH
     * @throws Throwable never
     */
    @Benchmark
    @OperationsPerInvocation(HALF)
    public void putManyGetMany(Blackhole taken) throws Throwable {
        for (int i = 0; i < HALF; i++) {
            taken.consume((boolean) PUT.invokeExact(queue, element));
        }
        for (int i = 0; i < HALF; i++) {
            taken.consume((Object) GET.invokeExact(queue));
        }
    }

    /**
     * One in, and stolen from there by the owner of another.
     *
     * @return for JMH
     * @throws Throwable never
     */
    @Benchmark
    public Object putSteal() throws Throwable {
        boolean put = (boolean) PUT.invokeExact(queue, element);
        return put ? (Object) STEAL_INTO.invokeExact(queue, other) : null;
    }
}
