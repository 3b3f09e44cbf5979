package programs.rates;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/** Threads are started, call pools of the JDK's, and wait for time to pass. */
final class Starting {
    private static final int AT_A_TIME = 1_000;
    private static final int CALLERS = 4;
    private static final int STREAM_LENGTH = 10_000;
    private static final int FIBONACCI = 15;
    private static final int WAITERS = 1_000;
    private static final long WAIT_US = 200;
    private static final int SLEEPERS = 100_000;
    private static final long SLEEP_MS = 100;

    private Starting() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("spawn-by-1", crew -> crew.virtual(Starting::spawn));
        cases.put("spawn-by-2", crew -> crew.virtual(2, Starting::spawn));
        cases.put("spawn-by-platform", crew -> crew.platform(Starting::spawn));
        cases.put("parallel-stream", crew -> crew.virtual(CALLERS, Starting::stream));
        cases.put("fork-join-pool", Starting::forkJoinPool);
        cases.put("timed-wait-expires", Starting::expires);
        cases.put("timed-wait-met", Starting::met);
        cases.put(
                "sleepers-100000",
                crew ->
                        crew.virtual(
                                SLEEPERS,
                                () -> {
                                    Thread.sleep(SLEEP_MS);
                                    return 1;
                                }));
    }

    private static int spawn() throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(AT_A_TIME);
        for (int i = 0; i < AT_A_TIME; i++) {
            Thread.startVirtualThread(ended::countDown);
        }
        ended.await();
        return AT_A_TIME;
    }

    private static int stream() {
        long sum = IntStream.range(0, STREAM_LENGTH).parallel().mapToLong(i -> i * i % 7).sum();
        return sum > 0 ? 1 : 0;
    }

    private static void forkJoinPool(Crew crew) {
        class Fibonacci extends RecursiveTask<Integer> {
            private static final long serialVersionUID = 1;

            private final int n;

            Fibonacci(int n) {
                this.n = n;
            }

            @Override
            protected Integer compute() {
                if (n < 2) {
                    return n;
                }
                Fibonacci left = new Fibonacci(n - 1);
                left.fork();
                return new Fibonacci(n - 2).compute() + left.join();
            }
        }
        ForkJoinPool pool = new ForkJoinPool(2);
        crew.virtual(
                CALLERS,
                () -> {
                    pool.submit(new Fibonacci(FIBONACCI)).get();
                    return 1;
                });
    }

    private static void expires(Crew crew) {
        crew.virtual(
                WAITERS,
                () -> {
                    LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(WAIT_US));
                    return 1;
                });
    }

    /** As of a server's request with a time limit: it is met, and the timer taken back. */
    private static void met(Crew crew) {
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1);
        crew.virtual(() -> queue.poll(10, TimeUnit.SECONDS) == null ? 0 : 1);
        crew.virtual(() -> {
            queue.offer(1, 10, TimeUnit.SECONDS);
            return 0;
        });
    }
}
