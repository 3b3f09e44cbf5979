package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class QueuesTest {
    @Test
    @Says(
            of = BlockingQueue.class,
            value =
                    "Retrieves and removes the head of this queue, waiting if necessary until an"
                            + " element becomes available.")
    void takeWaitsForAnElement() throws Exception {
        for (BlockingQueue<String> queue : queues()) {
            Task<String> taker = Task.call(queue::take).awaitWaiting();
            queue.put("element");
            assertThat(taker.result()).isEqualTo("element");
        }
    }

    @Test
    @Says(
            of = BlockingQueue.class,
            value =
                    "Inserts the specified element into this queue, waiting if necessary for space"
                            + " to become available.")
    void putWaitsForSpace() throws Exception {
        for (BlockingQueue<String> queue :
                List.of(
                        new ArrayBlockingQueue<String>(1),
                        new LinkedBlockingQueue<String>(1),
                        new LinkedBlockingDeque<String>(1))) {
            queue.put("first");
            Task<Void> putter = Task.start(() -> queue.put("second")).awaitWaiting();
            assertThat(queue.take()).isEqualTo("first");
            putter.result();
            assertThat(queue.take()).isEqualTo("second");
        }
    }

    @Test
    @Says(
            of = BlockingQueue.class,
            value =
                    "Retrieves and removes the head of this queue, waiting up to the specified wait"
                            + " time if necessary for an element to become available.")
    void pollGivesUpAfterItsTime() throws Exception {
        for (BlockingQueue<String> queue : queues()) {
            long start = System.nanoTime();
            assertThat(queue.poll(2, TimeUnit.MILLISECONDS)).isNull();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
        }
    }

    @Test
    @Says(
            of = BlockingQueue.class,
            value =
                    "Inserts the specified element into this queue, waiting up to the specified"
                            + " wait time if necessary for space to become available.")
    void offerGivesUpAfterItsTime() throws Exception {
        BlockingQueue<String> queue = new ArrayBlockingQueue<>(1);
        queue.put("first");
        assertThat(queue.offer("second", 2, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(queue.offer("second")).isFalse();
    }

    @Test
    @Says(of = BlockingQueue.class, value = "BlockingQueue implementations are thread-safe.")
    void everyElementArrivesOnce() throws Exception {
        for (BlockingQueue<Integer> queue :
                List.of(
                        new ArrayBlockingQueue<Integer>(4),
                        new LinkedBlockingQueue<Integer>(4),
                        new LinkedBlockingDeque<Integer>(4),
                        new SynchronousQueue<Integer>(),
                        new SynchronousQueue<Integer>(true),
                        new LinkedTransferQueue<Integer>(),
                        new PriorityBlockingQueue<Integer>())) {
            int producers = 5;
            int each = 200;
            AtomicInteger sum = new AtomicInteger();
            List<Task<Void>> tasks = new ArrayList<>();
            for (int p = 0; p < producers; p++) {
                tasks.add(
                        Task.start(() -> {
                            for (int i = 1; i <= each; i++) {
                                queue.put(i);
                            }
                        }));
                tasks.add(
                        Task.start(() -> {
                            for (int i = 1; i <= each; i++) {
                                sum.addAndGet(queue.take());
                            }
                        }));
            }
            for (Task<Void> task : tasks) {
                task.result();
            }
            assertThat(sum).hasValue(producers * each * (each + 1) / 2);
            assertThat(queue).isEmpty();
        }
    }

    private static List<BlockingQueue<String>> queues() {
        return List.of(
                new ArrayBlockingQueue<String>(4),
                new LinkedBlockingQueue<String>(),
                new LinkedBlockingDeque<String>(),
                new LinkedTransferQueue<String>(),
                new PriorityBlockingQueue<String>());
    }

    @Test
    @Says(
            of = ArrayBlockingQueue.class,
            value =
                    "a queue constructed with fairness set to true grants threads access in FIFO"
                            + " order.")
    void aFairQueueServesInOrder() throws Exception {
        ArrayBlockingQueue<Integer> queue = new ArrayBlockingQueue<>(1, true);
        List<Task<Integer>> takers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            takers.add(Task.call(queue::take).awaitWaiting());
        }
        for (int i = 0; i < 20; i++) {
            queue.put(i);
            assertThat(takers.get(i).result()).isEqualTo(i);
        }
    }

    @Test
    @Says(
            of = SynchronousQueue.class,
            value =
                    "each insert operation must wait for a corresponding remove operation by"
                            + " another thread, and vice versa.")
    void aSynchronousQueueHandsOver() throws Exception {
        SynchronousQueue<String> queue = new SynchronousQueue<>();
        assertThat(queue.offer("nobody takes it")).isFalse();
        Task<Void> putter = Task.start(() -> queue.put("element")).awaitWaiting();
        assertThat(queue.take()).isEqualTo("element");
        putter.result();
    }

    @Test
    @Says(
            of = LinkedTransferQueue.class,
            value = "Transfers the element to a consumer, waiting if necessary to do so.")
    void transferWaitsForAConsumer() throws Exception {
        LinkedTransferQueue<String> queue = new LinkedTransferQueue<>();
        Task<Void> transfer = Task.start(() -> queue.transfer("element")).awaitWaiting();
        assertThat(queue.take()).isEqualTo("element");
        transfer.result();
    }

    @Test
    @Says(
            of = LinkedTransferQueue.class,
            value = "Transfers the element to a waiting consumer immediately, if possible.")
    void tryTransferNeedsAConsumer() throws Exception {
        LinkedTransferQueue<String> queue = new LinkedTransferQueue<>();
        assertThat(queue.tryTransfer("nobody waits")).isFalse();
        Task<String> taker = Task.call(queue::take).awaitWaiting();
        assertThat(queue.tryTransfer("element")).isTrue();
        assertThat(taker.result()).isEqualTo("element");
    }

    @Test
    @Says(
            of = DelayQueue.class,
            value =
                    "in which an element generally becomes eligible for removal when its delay has"
                            + " expired.")
    void aDelayedElementComesNotBeforeItsTime() throws Exception {
        record Later(long atNs) implements Delayed {
            @Override
            public long getDelay(TimeUnit unit) {
                return unit.convert(atNs - System.nanoTime(), TimeUnit.NANOSECONDS);
            }

            @Override
            public int compareTo(Delayed other) {
                return Long.compare(atNs, ((Later) other).atNs);
            }
        }

        DelayQueue<Later> queue = new DelayQueue<>();
        long now = System.nanoTime();
        queue.put(new Later(now + 8_000_000));
        queue.put(new Later(now + 4_000_000));
        assertThat(queue.take().atNs()).isEqualTo(now + 4_000_000);
        assertThat(System.nanoTime() - now).isGreaterThanOrEqualTo(4_000_000);
        assertThat(queue.take().atNs()).isEqualTo(now + 8_000_000);
        assertThat(System.nanoTime() - now).isGreaterThanOrEqualTo(8_000_000);
    }

    @Test
    @Says(
            of = PriorityBlockingQueue.class,
            value =
                    "An unbounded blocking queue that uses the same ordering rules as class"
                            + " PriorityQueue and supplies blocking retrieval operations.")
    void thePriorityOrderHolds() throws Exception {
        PriorityBlockingQueue<Integer> queue = new PriorityBlockingQueue<>();
        for (int i = 9; i >= 0; i--) {
            int value = i;
            Task.start(() -> queue.put(value)).result();
        }
        for (int i = 0; i < 10; i++) {
            assertThat(queue.take()).isEqualTo(i);
        }
    }

    @Test
    @Says(
            of = Exchanger.class,
            value =
                    "Waits for another thread to arrive at this exchange point (unless the current"
                            + " thread is interrupted), and then transfers the given object to it,"
                            + " receiving its object in return.")
    void twoThreadsExchange() throws Exception {
        Exchanger<String> exchanger = new Exchanger<>();
        Task<String> other = Task.call(() -> exchanger.exchange("from the other"));
        assertThat(exchanger.exchange("from here")).isEqualTo("from the other");
        assertThat(other.result()).isEqualTo("from here");
    }

    @Test
    @Says(
            of = Exchanger.class,
            value =
                    "TimeoutException if the specified waiting time elapses before another thread"
                            + " enters the exchange")
    void exchangeGivesUpAfterItsTime() {
        assertThatThrownBy(
                        () -> new Exchanger<String>().exchange("alone", 2, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
    }

    @Test
    @Says(
            of = Exchanger.class,
            value = "InterruptedException if the current thread was interrupted while waiting")
    void exchangeIsInterrupted() throws Exception {
        Task<String> task =
                Task.call(() -> new Exchanger<String>().exchange("alone")).awaitWaiting();
        task.thread().interrupt();
        assertThatThrownBy(task::result).isInstanceOf(InterruptedException.class);
    }

    @Test
    @Says(
            of = ConcurrentHashMap.class,
            value = "The entire method invocation is performed atomically.")
    void computeIfAbsentIsCalledOnceThoughItBlocks() throws Exception {
        ConcurrentHashMap<String, Integer> map = new ConcurrentHashMap<>();
        AtomicInteger calls = new AtomicInteger();
        List<Task<Integer>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(
                    Task.call(() ->
                            map.computeIfAbsent(
                                    "key",
                                    k -> {
                                        Task.pause();
                                        return calls.incrementAndGet();
                                    })));
        }
        for (Task<Integer> task : tasks) {
            assertThat(task.result()).isEqualTo(1);
        }
    }
}
