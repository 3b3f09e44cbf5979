package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** What happens before what: the actions that make plain writes visible. */
@OnVirtualThreads
class MemoryTest {
    private static final int ROUNDS = 500;

    private int plain;

    @Test
    @Says(
            of = Thread.class,
            value =
                    "The newly started thread executes concurrently with the thread that caused it"
                            + " to start.")
    void whatIsWrittenBeforeStartIsSeenByTheThread() throws Exception {
        for (int i = 1; i <= ROUNDS; i++) {
            plain = i;
            int[] seen = new int[1];
            Thread thread = Thread.startVirtualThread(() -> seen[0] = plain);
            thread.join();
            assertThat(seen[0]).isEqualTo(i);
        }
    }

    @Test
    @Says(
            of = Thread.class,
            value = "The join method can be used to wait for a thread to terminate.")
    void whatAThreadWroteIsSeenAfterItsJoin() throws Exception {
        for (int i = 1; i <= ROUNDS; i++) {
            int value = i;
            Thread thread = Thread.startVirtualThread(() -> plain = value);
            thread.join();
            assertThat(plain).isEqualTo(i);
        }
    }

    @Test
    @Says(of = Thread.class, value = "A thread that has exited is in this state.")
    void whatAThreadWroteIsSeenOnceItIsNotAlive() throws Exception {
        for (int i = 1; i <= ROUNDS; i++) {
            int value = i;
            Thread thread = Thread.startVirtualThread(() -> plain = value);
            while (thread.isAlive()) {
                Thread.yield();
            }
            assertThat(plain).isEqualTo(i);
        }
    }

    @Test
    @Says(
            of = CountDownLatch.class,
            value =
                    "actions in a thread prior to calling countDown() happen-before actions"
                        + " following a successful return from a corresponding await() in another"
                        + " thread.")
    void aLatchMakesWritesVisible() throws Exception {
        for (int i = 1; i <= ROUNDS; i++) {
            int value = i;
            CountDownLatch written = new CountDownLatch(1);
            Thread.startVirtualThread(() -> {
                plain = value;
                written.countDown();
            });
            written.await();
            assertThat(plain).isEqualTo(i);
        }
    }

    @Test
    @Says(
            of = Future.class,
            value =
                    "Actions taken by the asynchronous computation happen-before actions following"
                            + " the corresponding Future.get() in another thread.")
    void aFutureMakesWritesVisible() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 1; i <= ROUNDS; i++) {
                int value = i;
                executor.submit(() -> plain = value).get();
                assertThat(plain).isEqualTo(i);
            }
        }
    }

    @Test
    @Says(
            of = ConcurrentLinkedQueue.class,
            value =
                    "actions in a thread prior to placing an object into a ConcurrentLinkedQueue"
                            + " happen-before actions subsequent to the access or removal of that"
                            + " element from the ConcurrentLinkedQueue in another thread.")
    void aQueueMakesWritesVisible() throws Exception {
        class Box {
            private int content;
        }

        ConcurrentLinkedQueue<Box> queue = new ConcurrentLinkedQueue<>();
        Task<Void> producer =
                Task.start(() -> {
                    for (int i = 1; i <= ROUNDS; i++) {
                        Box box = new Box();
                        box.content = i;
                        queue.add(box);
                    }
                });
        for (int i = 1; i <= ROUNDS; i++) {
            Box box;
            while ((box = queue.poll()) == null) {
                Thread.yield();
            }
            assertThat(box.content).isEqualTo(i);
        }
        producer.result();
    }

    @Test
    @Says(
            of = LockSupport.class,
            value = "A call to unpark makes the permit available, if it was not already available.")
    void locksMakeWritesVisibleThroughParks() throws Exception {
        var lock = new ReentrantLock();
        Task<?>[] tasks = new Task<?>[8];
        for (int i = 0; i < tasks.length; i++) {
            tasks[i] =
                    Task.start(() -> {
                        for (int round = 0; round < ROUNDS; round++) {
                            lock.lock();
                            try {
                                plain++;
                            } finally {
                                lock.unlock();
                            }
                        }
                    });
        }
        for (Task<?> task : tasks) {
            task.result();
        }
        assertThat(plain).isEqualTo(tasks.length * ROUNDS);
    }
}
