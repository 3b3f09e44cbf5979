package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class ThreadTest {
    @Test
    @Says(of = Thread.class, value = "Returns true if this thread is a virtual thread.")
    void aThreadKnowsThatItIsVirtual() throws Exception {
        assertThat(Thread.currentThread().isVirtual()).isTrue();
        assertThat(Thread.ofPlatform().unstarted(() -> {}).isVirtual()).isFalse();
    }

    @Test
    @Says(of = Thread.class, value = "Returns the Thread object for the current thread.")
    void currentThreadIsTheOneThatWasStarted() throws Exception {
        Task<Thread> task = Task.call(Thread::currentThread);
        assertThat(task.result()).isSameAs(task.thread());
    }

    @Test
    @Says(of = Thread.class, value = "Returns the Thread object for the current thread.")
    void currentThreadIsTheSameAfterAPark() throws Exception {
        Task<Thread> task =
                Task.call(() -> {
                    LockSupport.park();
                    return Thread.currentThread();
                });
        LockSupport.unpark(task.awaitWaiting().thread());
        assertThat(task.result()).isSameAs(task.thread());
    }

    @Test
    @Says(of = Thread.class, value = "Returns the Thread object for the current thread.")
    void currentThreadIsTheSameInAndAfterAContendedBlock() throws Exception {
        Object lock = new Object();
        Task<Boolean> task;
        synchronized (lock) {
            task =
                    Task.call(() -> {
                        Thread before = Thread.currentThread();
                        Thread inside;
                        synchronized (lock) {
                            inside = Thread.currentThread();
                        }
                        return before == inside && inside == Thread.currentThread();
                    });
            task.await(Thread.State.BLOCKED);
        }
        assertThat(task.result()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "Creates a virtual thread to execute a task and schedules it to execute.")
    void startVirtualThreadRunsTheTaskInAVirtualThread() throws Exception {
        Thread[] seen = new Thread[1];
        Thread thread = Thread.startVirtualThread(() -> seen[0] = Thread.currentThread());
        thread.join();
        assertThat(seen[0]).isSameAs(thread);
        assertThat(thread.isVirtual()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Unless otherwise specified, passing a null argument to a constructor or method"
                            + " in this class will cause a NullPointerException to be thrown.")
    void startVirtualThreadOfNullIsRefused() {
        assertThatThrownBy(() -> Thread.startVirtualThread(null))
                .isInstanceOf(NullPointerException.class);
    }

    @Test
    @Says(of = Thread.class, value = "Schedules this thread to begin execution.")
    void nothingRunsBeforeStart() throws Exception {
        AtomicBoolean ran = new AtomicBoolean();
        Thread thread = Thread.ofVirtual().unstarted(() -> ran.set(true));
        assertThat(ran).isFalse();
        thread.start();
        thread.join();
        assertThat(ran).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "IllegalThreadStateException if the thread was already started")
    void aRunningThreadCannotBeStarted() throws Exception {
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        assertThatThrownBy(task.thread()::start).isInstanceOf(IllegalThreadStateException.class);
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "In particular, a thread can not be restarted after it has terminated.")
    void aTerminatedThreadCannotBeStarted() throws Exception {
        Thread thread = Thread.ofVirtual().start(() -> {});
        thread.join();
        assertThatThrownBy(thread::start).isInstanceOf(IllegalThreadStateException.class);
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "If this thread is a virtual thread then invoking this method directly does"
                            + " nothing.")
    void runDoesNothing() {
        AtomicBoolean ran = new AtomicBoolean();
        Thread.ofVirtual().unstarted(() -> ran.set(true)).run();
        assertThat(ran).isFalse();
    }

    @Test
    @Says(of = Thread.class, value = "UnsupportedOperationException always")
    @SuppressWarnings({"deprecation", "removal"})
    void stopIsUnsupported() throws Exception {
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        assertThatThrownBy(task.thread()::stop).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(Thread.currentThread()::stop)
                .isInstanceOf(UnsupportedOperationException.class);
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = Thread.class, value = "The daemon status of a virtual thread is always true.")
    void everyVirtualThreadIsADaemon() throws Exception {
        assertThat(Thread.currentThread().isDaemon()).isTrue();
        assertThat(Thread.ofVirtual().unstarted(() -> {}).isDaemon()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "IllegalArgumentException if this is a virtual thread and on is false")
    void aVirtualThreadCannotBecomeANonDaemon() {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        assertThatThrownBy(() -> thread.setDaemon(false))
                .isInstanceOf(IllegalArgumentException.class);
        thread.setDaemon(true);
        assertThat(thread.isDaemon()).isTrue();
    }

    @Test
    @Says(of = Thread.class, value = "IllegalThreadStateException if this thread is alive")
    void setDaemonOfALiveThreadIsRefused() {
        assertThatThrownBy(() -> Thread.currentThread().setDaemon(true))
                .isInstanceOf(IllegalThreadStateException.class);
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "The priority of a virtual thread is always Thread.NORM_PRIORITY and"
                            + " newPriority is ignored.")
    void thePriorityCannotBeChanged() {
        Thread thread = Thread.currentThread();
        thread.setPriority(Thread.MAX_PRIORITY);
        assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
        thread.setPriority(Thread.MIN_PRIORITY);
        assertThat(thread.getPriority()).isEqualTo(Thread.NORM_PRIORITY);
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "IllegalArgumentException if the priority is not in the range MIN_PRIORITY to"
                            + " MAX_PRIORITY.")
    void aPriorityOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Thread.currentThread().setPriority(Thread.MIN_PRIORITY - 1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Thread.currentThread().setPriority(Thread.MAX_PRIORITY + 1))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Says(of = Thread.class, value = "Virtual threads do not have a thread name by default.")
    void theNameIsEmptyByDefault() throws Exception {
        assertThat(Task.call(() -> Thread.currentThread().getName()).result()).isEmpty();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "Changes the name of this thread to be equal to the argument name.")
    void theNameCanBeChangedAtAnyTime() throws Exception {
        Task<String> task =
                Task.call(() -> {
                    Thread.currentThread().setName("inside");
                    LockSupport.park();
                    return Thread.currentThread().getName();
                });
        task.awaitWaiting();
        assertThat(task.thread().getName()).isEqualTo("inside");
        task.thread().setName("outside");
        LockSupport.unpark(task.thread());
        assertThat(task.result()).isEqualTo("outside");
        task.thread().setName("after");
        assertThat(task.thread().getName()).isEqualTo("after");
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "The thread group returned for a virtual thread is the special ThreadGroup for"
                            + " virtual threads.")
    void allVirtualThreadsAreOfOneGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        assertThat(group.getName()).isEqualTo("VirtualThreads");
        assertThat(Thread.ofVirtual().unstarted(() -> {}).getThreadGroup()).isSameAs(group);
    }

    @Test
    @Says(
            of = Thread.class,
            value = "Returns the thread's thread group or null if the thread has terminated.")
    void aTerminatedThreadHasNoGroup() throws Exception {
        Thread thread = Thread.ofVirtual().start(() -> {});
        thread.join();
        assertThat(thread.getThreadGroup()).isNull();
    }

    @Test
    @Says(of = ThreadGroup.class, value = "Virtual threads are not enumerated by this method.")
    void enumerateOfTheirGroupFindsNoVirtualThread() {
        Thread[] found = new Thread[1000];
        int n = Thread.currentThread().getThreadGroup().enumerate(found);
        for (int i = 0; i < n; i++) {
            assertThat(found[i].isVirtual()).isFalse();
        }
    }

    @Test
    @Says(of = Thread.class, value = "Virtual threads are not included in the estimate.")
    void activeCountDoesNotCountVirtualThreads() throws Exception {
        int before = Thread.activeCount();
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        assertThat(Thread.activeCount()).isEqualTo(before);
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = Thread.class, value = "Virtual threads are not enumerated by this method.")
    void enumerateFindsNoVirtualThread() {
        Thread[] found = new Thread[1000];
        int n = Thread.enumerate(found);
        for (int i = 0; i < n; i++) {
            assertThat(found[i].isVirtual()).isFalse();
        }
    }

    @Test
    @Says(
            of = Thread.class,
            value = "The thread ID is unique and remains unchanged during its lifetime.")
    void threadIdsAreUniqueAndStay() throws Exception {
        Set<Long> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            Thread thread = Thread.ofVirtual().unstarted(() -> {});
            long id = thread.threadId();
            assertThat(id).isPositive();
            assertThat(ids.add(id)).isTrue();
            thread.start();
            thread.join();
            assertThat(thread.threadId()).isEqualTo(id);
        }
    }

    @Test
    @Says(of = Thread.class, value = "Returns the identifier of this Thread.")
    @SuppressWarnings("deprecation")
    void getIdIsTheThreadId() {
        Thread thread = Thread.currentThread();
        assertThat(thread.getId()).isEqualTo(thread.threadId());
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "The string representation will usually include the thread's identifier and"
                            + " name.")
    void toStringHasIdAndName() throws Exception {
        Task<String> task =
                Task.callOn(
                        Thread.ofVirtual().name("duke"), () -> Thread.currentThread().toString());
        assertThat(task.result())
                .startsWith("VirtualThread[#" + task.thread().threadId() + ",duke]/runnable");
    }

    @Test
    @Says(
            of = Thread.class,
            value = "A thread is alive if it has been started and has not yet terminated.")
    void isAliveFromStartToTermination() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        Thread thread =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            started.countDown();
                            LockSupport.park();
                        });
        assertThat(thread.isAlive()).isFalse();
        thread.start();
        started.await();
        assertThat(thread.isAlive()).isTrue();
        LockSupport.unpark(thread);
        thread.join();
        assertThat(thread.isAlive()).isFalse();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "This method returns immediately, without waiting, if the thread has not been"
                            + " started.")
    void joinOfAnUnstartedThreadReturns() throws Exception {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        thread.join();
        thread.join(0);
        thread.join(10_000);
        thread.join(10_000, 1);
        assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
    }

    @Test
    @Says(
            of = Thread.class,
            value = "IllegalThreadStateException if this thread has not been started.")
    void joinWithADurationOfAnUnstartedThreadIsRefused() {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        assertThatThrownBy(() -> thread.join(Duration.ofSeconds(1)))
                .isInstanceOf(IllegalThreadStateException.class);
        assertThatThrownBy(() -> thread.join(Duration.ZERO))
                .isInstanceOf(IllegalThreadStateException.class);
    }

    @Test
    @Says(
            of = Thread.class,
            value = "true if the thread has terminated, false if the thread has not terminated")
    void joinWithADurationTellsWhetherTheThreadHasTerminated() throws Exception {
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        assertThat(task.thread().join(Duration.ofMillis(5))).isFalse();
        LockSupport.unpark(task.thread());
        assertThat(task.thread().join(Duration.ofSeconds(20))).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "This method does not wait if the duration to wait is less than or equal to"
                            + " zero.")
    void joinWithNoDurationOnlyTests() throws Exception {
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        assertThat(task.thread().join(Duration.ZERO)).isFalse();
        assertThat(task.thread().join(Duration.ofDays(-1))).isFalse();
        LockSupport.unpark(task.thread());
        task.result();
        assertThat(task.thread().join(Duration.ZERO)).isTrue();
        assertThat(task.thread().join(Duration.ofDays(-1))).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value = "Waits at most millis milliseconds for this thread to terminate.")
    void joinWithALimitReturnsWhileTheThreadLives() throws Exception {
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        long start = System.nanoTime();
        task.thread().join(5);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
        assertThat(task.thread().isAlive()).isTrue();
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = Thread.class, value = "Waits for this thread to terminate.")
    void manyJoinOneThread() throws Exception {
        Task<Void> joined = Task.start(LockSupport::park).awaitWaiting();
        Task<Boolean> first = Task.call(() -> joined.thread().join(Duration.ofSeconds(20)));
        Task<Boolean> second = Task.call(() -> joined.thread().join(Duration.ofDays(100_000)));
        Task<Boolean> third =
                Task.callOn(
                        Thread.ofPlatform(), () -> joined.thread().join(Duration.ofSeconds(20)));
        first.awaitTimedWaiting();
        second.await(Thread.State.TIMED_WAITING, Thread.State.WAITING);
        third.awaitTimedWaiting();
        LockSupport.unpark(joined.thread());
        assertThat(first.result()).isTrue();
        assertThat(second.result()).isTrue();
        assertThat(third.result()).isTrue();
    }

    @Test
    @Says(of = Thread.class, value = "Waits for this thread to terminate.")
    void aVirtualThreadJoinsAPlatformThread() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        Task<Void> platform = Task.startOn(Thread.ofPlatform(), go::await);
        Task<Void> joiner = Task.start(() -> platform.thread().join());
        joiner.awaitWaiting();
        go.countDown();
        joiner.result();
        assertThat(platform.thread().isAlive()).isFalse();
    }

    @Test
    @Says(of = Thread.class, value = "IllegalArgumentException if the value of millis is negative")
    void aNegativeJoinIsRefused() {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        assertThatThrownBy(() -> thread.join(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> thread.join(0, 1_000_000))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Causes the currently executing thread to sleep (temporarily cease execution)"
                            + " for the specified number of milliseconds")
    void sleepLastsAtLeastAsLongAsAsked() throws Exception {
        long start = System.nanoTime();
        Thread.sleep(10);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(10_000_000);
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "for the specified number of milliseconds plus the specified number of"
                            + " nanoseconds")
    void sleepTakesNanoseconds() throws Exception {
        long start = System.nanoTime();
        Thread.sleep(1, 500_000);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(1_500_000);
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Causes the currently executing thread to sleep (temporarily cease execution)"
                            + " for the specified duration")
    void sleepTakesADuration() throws Exception {
        long start = System.nanoTime();
        Thread.sleep(Duration.ofNanos(2_345_678));
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_345_678);
    }

    @Test
    @Says(of = Thread.class, value = "This method is a no-op if the duration is negative.")
    void sleepOfANegativeDurationIsNothing() throws Exception {
        Thread.currentThread().interrupt();
        Thread.sleep(Duration.ofSeconds(-1));
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "IllegalArgumentException if the value of millis is negative, or the value of"
                            + " nanos is not in the range 0-999999")
    void sleepOutOfRangeIsRefused() {
        assertThatThrownBy(() -> Thread.sleep(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Thread.sleep(0, 1_000_000))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Thread.sleep(0, -1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Says(of = Thread.class, value = "The thread does not lose ownership of any monitors.")
    void aSleeperKeepsItsMonitors() throws Exception {
        Object lock = new Object();
        CountDownLatch inside = new CountDownLatch(1);
        Task<Boolean> sleeper =
                Task.call(() -> {
                    synchronized (lock) {
                        inside.countDown();
                        Thread.sleep(5);
                        return Thread.holdsLock(lock);
                    }
                });
        inside.await();
        synchronized (lock) {
            assertThat(sleeper.thread().join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(sleeper.result()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "A hint to the scheduler that the current thread is willing to yield its"
                            + " current use of a processor.")
    void yieldLetsAnotherThreadGoOn() throws Exception {
        AtomicBoolean seen = new AtomicBoolean();
        Task<Void> other = Task.start(() -> seen.set(true));
        while (!seen.get()) {
            Thread.yield();
        }
        other.result();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "A hint to the scheduler that the current thread is willing to yield its"
                            + " current use of a processor.")
    void yieldKeepsAnInterruptPending() {
        Thread.currentThread().interrupt();
        Thread.yield();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Returns true if and only if the current thread holds the monitor lock on the"
                            + " specified object.")
    void holdsLockAlsoAfterAPark() throws Exception {
        Object lock = new Object();
        Task<Boolean> task =
                Task.call(() -> {
                    boolean before = Thread.holdsLock(lock);
                    synchronized (lock) {
                        LockSupport.park();
                        return !before && Thread.holdsLock(lock);
                    }
                });
        task.awaitWaiting();
        assertThat(Thread.holdsLock(lock)).isFalse();
        LockSupport.unpark(task.thread());
        assertThat(task.result()).isTrue();
        assertThat(Thread.holdsLock(lock)).isFalse();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "If not set, the default is to inherit the context class loader from the parent"
                            + " thread.")
    void theContextClassLoaderIsInherited() throws Exception {
        ClassLoader loader = new ClassLoader() {};
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            assertThat(Task.call(() -> Thread.currentThread().getContextClassLoader()).result())
                    .isSameAs(loader);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "The context ClassLoader may be set by the creator of the thread for use by"
                            + " code running in this thread when loading classes and resources.")
    void theContextClassLoaderStaysOverAPark() throws Exception {
        ClassLoader loader = new ClassLoader() {};
        Task<ClassLoader> task =
                Task.call(() -> {
                    Thread.currentThread().setContextClassLoader(loader);
                    LockSupport.park();
                    return Thread.currentThread().getContextClassLoader();
                });
        LockSupport.unpark(task.awaitWaiting().thread());
        assertThat(task.result()).isSameAs(loader);
    }

    @Test
    @Says(
            of = Thread.class,
            value = "Throws CloneNotSupportedException as a Thread can not be meaningfully cloned.")
    void aThreadCannotBeCloned() throws Exception {
        class Cloner extends Thread {
            @Override
            public Object clone() throws CloneNotSupportedException {
                return super.clone();
            }
        }
        assertThatThrownBy(() -> new Cloner().clone())
                .isInstanceOf(CloneNotSupportedException.class);
    }

    @Test
    @Says(of = Thread.class, value = "Initializes a new platform Thread.")
    void theConstructorsMakePlatformThreadsInAVirtualThreadToo() throws Exception {
        Boolean[] virtual = new Boolean[1];
        Thread thread = new Thread(() -> virtual[0] = Thread.currentThread().isVirtual());
        assertThat(thread.getName()).startsWith("Thread-");
        thread.start();
        thread.join();
        assertThat(virtual[0]).isFalse();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Virtual threads are suitable for executing tasks that spend most of the time"
                            + " blocked, often waiting for I/O operations to complete.")
    void tenThousandBlockedThreadsGoOnWhenTheyAreLet() throws Exception {
        int n = 10_000;
        CountDownLatch all = new CountDownLatch(n);
        CountDownLatch go = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(n);
        for (int i = 0; i < n; i++) {
            Thread.startVirtualThread(() -> {
                all.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    return;
                }
                done.countDown();
            });
        }
        all.await();
        assertThat(done.getCount()).isEqualTo(n);
        go.countDown();
        done.await();
    }
}
