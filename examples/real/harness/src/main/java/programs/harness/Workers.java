package programs.harness;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;

/** The virtual threads that send requests. */
final class Workers {
    private final List<Thread> threads = new ArrayList<>();

    /**
     * Starts them.
     *
     * @param count how many
     * @param work what each does, given its number from 0
     */
    Workers(int count, IntConsumer work) {
        for (int i = 0; i < count; i++) {
            int worker = i;
            threads.add(Thread.ofVirtual().name("worker " + i).start(() -> work.accept(worker)));
        }
    }

    /** Returns whether all of them ended in that time. */
    boolean join(double seconds) throws InterruptedException {
        long deadlineNs = System.nanoTime() + (long) (seconds * 1e9);
        for (Thread thread : threads) {
            long leftMs = TimeUnit.NANOSECONDS.toMillis(deadlineNs - System.nanoTime());
            thread.join(Math.max(1, leftMs));
            if (thread.isAlive()) {
                return false;
            }
        }
        return true;
    }
}
