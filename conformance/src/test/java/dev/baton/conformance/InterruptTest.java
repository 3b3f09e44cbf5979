package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.Pipe;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class InterruptTest {
    @Test
    @Says(
            of = Thread.class,
            value = "The interrupted status of the thread is unaffected by this method.")
    void isInterruptedLeavesTheStatus() {
        Thread thread = Thread.currentThread();
        assertThat(thread.isInterrupted()).isFalse();
        thread.interrupt();
        assertThat(thread.isInterrupted()).isTrue();
        assertThat(thread.isInterrupted()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "The interrupted status of the thread is cleared by this method.")
    void interruptedClearsTheStatus() {
        Thread.currentThread().interrupt();
        assertThat(Thread.interrupted()).isTrue();
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "If none of the previous conditions hold then this thread's interrupt status"
                            + " will be set.")
    void aRunningThreadSeesTheInterrupt() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        Task<Void> task =
                Task.start(() -> {
                    running.countDown();
                    while (!Thread.currentThread().isInterrupted()) {
                        Thread.yield();
                    }
                });
        running.await();
        task.thread().interrupt();
        task.result();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "interruption of a thread that is not alive still records that the interrupt"
                            + " request was made")
    void anInterruptBeforeTheStartIsSeen() throws Exception {
        AtomicBoolean seen = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().unstarted(() -> seen.set(Thread.interrupted()));
        thread.interrupt();
        assertThat(thread.isInterrupted()).isTrue();
        thread.start();
        thread.join();
        assertThat(seen).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "interruption of a thread that is not alive still records that the interrupt"
                            + " request was made")
    void anInterruptAfterTheEndIsRecorded() throws Exception {
        Thread thread = Thread.ofVirtual().start(() -> {});
        thread.join();
        assertThat(thread.isInterrupted()).isFalse();
        thread.interrupt();
        assertThat(thread.isInterrupted()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "The interrupted status of the current thread is cleared when this exception is"
                            + " thrown.")
    void sleepIsInterrupted() throws Exception {
        Task<Boolean> task =
                Task.call(() -> {
                    assertThatThrownBy(() -> Thread.sleep(Duration.ofHours(1)))
                            .isInstanceOf(InterruptedException.class);
                    return Thread.currentThread().isInterrupted();
                });
        task.awaitTimedWaiting().thread().interrupt();
        assertThat(task.result()).isFalse();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "InterruptedException if any thread has interrupted the current thread.")
    void sleepThrowsAtOnceWhenItIsInterruptedAlready() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Thread.sleep(1_000_000)).isInstanceOf(InterruptedException.class);
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> Thread.sleep(0)).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "InterruptedException if any thread has interrupted the current thread.")
    void joinIsInterrupted() throws Exception {
        Task<Void> joined = Task.start(LockSupport::park).awaitWaiting();
        Task<Void> task = Task.start(() -> joined.thread().join()).awaitWaiting();
        task.thread().interrupt();
        assertThatThrownBy(task::result).isInstanceOf(InterruptedException.class);
        Task<Boolean> timed =
                Task.call(() -> joined.thread().join(Duration.ofHours(1))).awaitTimedWaiting();
        timed.thread().interrupt();
        assertThatThrownBy(timed::result).isInstanceOf(InterruptedException.class);
        LockSupport.unpark(joined.thread());
        joined.result();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "InterruptedException if any thread has interrupted the current thread.")
    void joinThrowsAtOnceWhenItIsInterruptedAlready() throws Exception {
        Task<Void> joined = Task.start(LockSupport::park).awaitWaiting();
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> joined.thread().join()).isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
        LockSupport.unpark(joined.thread());
        joined.result();
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "InterruptedException if any thread interrupted the current thread before or"
                            + " while the current thread was waiting.")
    void waitIsInterrupted() throws Exception {
        Object lock = new Object();
        Task<Boolean> task =
                Task.call(() -> {
                    synchronized (lock) {
                        assertThatThrownBy(lock::wait).isInstanceOf(InterruptedException.class);
                        return Thread.holdsLock(lock) && !Thread.currentThread().isInterrupted();
                    }
                });
        task.awaitWaiting().thread().interrupt();
        assertThat(task.result()).isTrue();
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "InterruptedException if any thread interrupted the current thread before or"
                            + " while the current thread was waiting.")
    void timedWaitIsInterrupted() throws Exception {
        Object lock = new Object();
        Task<Void> task =
                Task.start(() -> {
                    synchronized (lock) {
                        lock.wait(1_000_000);
                    }
                });
        task.awaitTimedWaiting().thread().interrupt();
        assertThatThrownBy(task::result).isInstanceOf(InterruptedException.class);
    }

    @Test
    @Says(
            of = Object.class,
            value =
                    "InterruptedException if any thread interrupted the current thread before or"
                            + " while the current thread was waiting.")
    void waitThrowsAtOnceWhenItIsInterruptedAlready() {
        Object lock = new Object();
        Thread.currentThread().interrupt();
        synchronized (lock) {
            assertThatThrownBy(lock::wait).isInstanceOf(InterruptedException.class);
        }
        assertThat(Thread.interrupted()).isFalse();
    }

    @Test
    @Says(of = LockSupport.class, value = "Some other thread interrupts the current thread")
    void parkReturnsWithTheStatusSet() throws Exception {
        Task<Boolean> task =
                Task.call(() -> {
                    LockSupport.park();
                    return Thread.currentThread().isInterrupted();
                });
        task.awaitWaiting().thread().interrupt();
        assertThat(task.result()).isTrue();
    }

    @Test
    @Says(of = LockSupport.class, value = "Some other thread interrupts the current thread")
    void timedParkReturnsWithTheStatusSet() throws Exception {
        Task<Boolean> task =
                Task.call(() -> {
                    LockSupport.parkNanos(Duration.ofHours(1).toNanos());
                    return Thread.currentThread().isInterrupted();
                });
        task.awaitTimedWaiting().thread().interrupt();
        assertThat(task.result()).isTrue();
    }

    @Test
    @Says(of = LockSupport.class, value = "Some other thread interrupts the current thread")
    void parkReturnsAtOnceWhenItIsInterruptedAlready() {
        Thread.currentThread().interrupt();
        LockSupport.park();
        LockSupport.parkNanos(Long.MAX_VALUE);
        LockSupport.parkUntil(Long.MAX_VALUE);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "If none of the previous conditions hold then this thread's interrupt status"
                            + " will be set.")
    void aThreadAtAMonitorIsInterruptedOnlyLater() throws Exception {
        Object lock = new Object();
        Task<Boolean> task;
        synchronized (lock) {
            task =
                    Task.call(() -> {
                        synchronized (lock) {
                            return Thread.currentThread().isInterrupted();
                        }
                    });
            task.await(Thread.State.BLOCKED);
            task.thread().interrupt();
            assertThat(task.thread().isInterrupted()).isTrue();
            task.await(Thread.State.BLOCKED);
        }
        assertThat(task.result()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "If this thread is blocked in a java.nio.channels.Selector then the thread's"
                            + " interrupt status will be set and it will return immediately from"
                            + " the selection operation")
    void selectReturnsWithTheStatusSet() throws Exception {
        try (Selector selector = Selector.open()) {
            CountDownLatch selecting = new CountDownLatch(1);
            Task<Boolean> task =
                    Task.call(() -> {
                        selecting.countDown();
                        selector.select();
                        return Thread.currentThread().isInterrupted() && selector.isOpen();
                    });
            selecting.await();
            task.thread().interrupt();
            assertThat(task.result()).isTrue();
        }
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "If this thread is blocked in an I/O operation upon an InterruptibleChannel"
                            + " then the channel will be closed, the thread's interrupt status will"
                            + " be set, and the thread will receive a"
                            + " java.nio.channels.ClosedByInterruptException.")
    void readingAPipeIsClosedByInterrupt() throws Exception {
        Pipe pipe = Pipe.open();
        try (var sink = pipe.sink();
                var source = pipe.source()) {
            Task<Boolean> task =
                    Task.call(() -> {
                        assertThatThrownBy(() -> source.read(ByteBuffer.allocate(1)))
                                .isInstanceOf(ClosedByInterruptException.class);
                        return Thread.currentThread().isInterrupted();
                    });
            task.awaitWaiting().thread().interrupt();
            assertThat(task.result()).isTrue();
            assertThat(source.isOpen()).isFalse();
            assertThat(sink.isOpen()).isTrue();
        }
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "If this thread is blocked in an I/O operation upon an InterruptibleChannel"
                            + " then the channel will be closed, the thread's interrupt status will"
                            + " be set, and the thread will receive a"
                            + " java.nio.channels.ClosedByInterruptException.")
    void acceptingOnAChannelIsClosedByInterrupt() throws Exception {
        try (var server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Task<Void> task = Task.start(server::accept).awaitWaiting();
            task.thread().interrupt();
            assertThatThrownBy(task::result).isInstanceOf(ClosedByInterruptException.class);
            assertThat(server.isOpen()).isFalse();
        }
    }

    @Test
    @Says(
            of = Socket.class,
            value =
                    "In that case, interrupting the virtual thread will cause it to wakeup and"
                            + " close the socket.")
    void readingASocketIsClosedByInterrupt() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var client = new Socket(server.getInetAddress(), server.getLocalPort());
                var accepted = server.accept()) {
            Task<Boolean> task =
                    Task.call(() -> {
                        assertThatThrownBy(() -> client.getInputStream().read())
                                .isInstanceOf(SocketException.class);
                        return Thread.currentThread().isInterrupted();
                    });
            task.awaitWaiting().thread().interrupt();
            assertThat(task.result()).isTrue();
            assertThat(client.isClosed()).isTrue();
        }
    }

    @Test
    @Says(
            of = ServerSocket.class,
            value =
                    "In that case, interrupting the virtual thread will cause it to wakeup and"
                            + " close the socket.")
    void acceptingOnASocketIsClosedByInterrupt() throws Exception {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Task<Void> task = Task.start(server::accept).awaitWaiting();
            task.thread().interrupt();
            assertThatThrownBy(task::result).isInstanceOf(SocketException.class);
            assertThat(server.isClosed()).isTrue();
        }
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value =
                    "then InterruptedException is thrown and the current thread's interrupted"
                            + " status is cleared.")
    void lockInterruptiblyIsInterrupted() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Task<Void> task = Task.start(lock::lockInterruptibly).awaitWaiting();
        task.thread().interrupt();
        assertThatThrownBy(task::result).isInstanceOf(InterruptedException.class);
        assertThat(lock.hasQueuedThreads()).isFalse();
        lock.unlock();
    }

    @Test
    @Says(
            of = ReentrantLock.class,
            value =
                    "If the lock is held by another thread then the current thread becomes disabled"
                            + " for thread scheduling purposes and lies dormant until the lock has"
                            + " been acquired")
    void lockIsNotInterrupted() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        lock.lock();
        Task<Boolean> task =
                Task.call(() -> {
                    lock.lock();
                    lock.unlock();
                    return Thread.currentThread().isInterrupted();
                });
        task.awaitWaiting().thread().interrupt();
        task.awaitWaiting();
        assertThat(task.thread().isAlive()).isTrue();
        lock.unlock();
        assertThat(task.result()).isTrue();
    }

    @Test
    @Says(
            of = Semaphore.class,
            value =
                    "Acquires the given number of permits from this semaphore, blocking until all"
                            + " are available.")
    void acquireUninterruptiblyIsNotInterrupted() throws Exception {
        Semaphore semaphore = new Semaphore(0);
        Task<Boolean> task =
                Task.call(() -> {
                    semaphore.acquireUninterruptibly();
                    return Thread.currentThread().isInterrupted();
                });
        task.awaitWaiting().thread().interrupt();
        task.awaitWaiting();
        semaphore.release();
        assertThat(task.result()).isTrue();
    }

    @Test
    @Says(
            of = CountDownLatch.class,
            value = "InterruptedException if the current thread is interrupted while waiting")
    void awaitOfALatchIsInterrupted() throws Exception {
        CountDownLatch latch = new CountDownLatch(1);
        Task<Void> task = Task.start(latch::await).awaitWaiting();
        task.thread().interrupt();
        assertThatThrownBy(task::result).isInstanceOf(InterruptedException.class);
    }

    @Test
    @Says(
            of = CyclicBarrier.class,
            value = "Some other thread interrupts one of the other waiting threads")
    void anInterruptBreaksTheBarrierForAll() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(3);
        Task<Integer> first = Task.call(barrier::await).awaitWaiting();
        Task<Integer> second = Task.call(barrier::await).awaitWaiting();
        first.thread().interrupt();
        assertThatThrownBy(first::result).isInstanceOf(InterruptedException.class);
        assertThatThrownBy(second::result).isInstanceOf(BrokenBarrierException.class);
        assertThat(barrier.isBroken()).isTrue();
    }

    @Test
    @Says(of = BlockingQueue.class, value = "InterruptedException if interrupted while waiting")
    void takeIsInterrupted() throws Exception {
        LinkedBlockingQueue<String> queue = new LinkedBlockingQueue<>();
        Task<String> task = Task.call(queue::take).awaitWaiting();
        task.thread().interrupt();
        assertThatThrownBy(task::result).isInstanceOf(InterruptedException.class);
    }
}
