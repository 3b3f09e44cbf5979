package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class StackTracesTest {
    @Test
    @Says(
            of = Thread.class,
            value =
                    "Returns an array of stack trace elements representing the stack dump of this"
                            + " thread.")
    void theTraceOfAParkedThreadHasItsFrames() throws Exception {
        Task<Void> task = Task.start(StackTracesTest::parkHere).awaitWaiting();
        List<String> methods = methods(task.thread().getStackTrace());
        assertThat(methods).contains("park", "parkHere");
        LockSupport.unpark(task.thread());
        task.result();
    }

    private static void parkHere() {
        LockSupport.park();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "The last element of the array represents the bottom of the stack, which is the"
                            + " least recent method invocation in the sequence.")
    void theTraceEndsAtTheThreadsRunMethod() throws Exception {
        AtomicReference<StackTraceElement[]> own = new AtomicReference<>();
        Thread thread =
                Thread.ofVirtual().start(() -> own.set(Thread.currentThread().getStackTrace()));
        thread.join();
        StackTraceElement bottom = own.get()[own.get().length - 1];
        assertThat(bottom.getClassName()).isEqualTo("java.lang.VirtualThread");
        assertThat(bottom.getMethodName()).isEqualTo("run");
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "This method will return a zero-length array if this thread has not started,"
                        + " has started but has not yet been scheduled to run by the system, or has"
                        + " terminated.")
    void anUnstartedAndATerminatedThreadHaveNoTrace() throws Exception {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        assertThat(thread.getStackTrace()).isEmpty();
        thread.start();
        thread.join();
        assertThat(thread.getStackTrace()).isEmpty();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Returns an array of stack trace elements representing the stack dump of this"
                            + " thread.")
    void theTraceOfARunningThreadIsItsOwn() throws Exception {
        AtomicReference<Boolean> stop = new AtomicReference<>(false);
        Task<Void> task = Task.start(() -> spinHere(stop));
        while (!methods(task.thread().getStackTrace()).contains("spinHere")) {
            Thread.yield();
        }
        stop.set(true);
        task.result();
    }

    private static void spinHere(AtomicReference<Boolean> stop) {
        while (!stop.get()) {
            Thread.yield();
        }
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Returns an array of stack trace elements representing the stack dump of this"
                            + " thread.")
    void theTraceOfABlockedThreadHasItsFrames() throws Exception {
        Object lock = new Object();
        Task<Void> task;
        synchronized (lock) {
            task = Task.start(() -> enterHere(lock)).await(Thread.State.BLOCKED);
            assertThat(methods(task.thread().getStackTrace()).getFirst()).isEqualTo("enterHere");
        }
        task.result();
    }

    private static void enterHere(Object lock) {
        synchronized (lock) {
            Thread.onSpinWait();
        }
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Returns an array of stack trace elements representing the stack dump of this"
                            + " thread.")
    void theTraceOfAWaiterAndOfASleeperHasItsFrames() throws Exception {
        Object lock = new Object();
        Task<Void> waiter =
                Task.start(
                                () -> {
                                    synchronized (lock) {
                                        lock.wait();
                                    }
                                })
                        .awaitWaiting();
        Task<Void> sleeper = Task.start(() -> Thread.sleep(1_000_000)).awaitTimedWaiting();
        assertThat(methods(waiter.thread().getStackTrace())).contains("wait");
        assertThat(methods(sleeper.thread().getStackTrace())).contains("sleep");
        synchronized (lock) {
            lock.notify();
        }
        sleeper.thread().interrupt();
        waiter.result();
        assertThatThrownBy(sleeper::result).isInstanceOf(InterruptedException.class);
    }

    @Test
    @Says(of = Thread.class, value = "The map does not include virtual threads.")
    void getAllStackTracesHasNoVirtualThread() throws Exception {
        Task<Void> task = Task.start(LockSupport::park).awaitWaiting();
        Set<Thread> threads = Thread.getAllStackTraces().keySet();
        assertThat(threads).doesNotContain(Thread.currentThread(), task.thread());
        assertThat(threads).noneMatch(Thread::isVirtual);
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(of = Thread.class, value = "Returns a map of stack traces for all live platform threads.")
    void getAllStackTracesHasPlatformThreads() throws Exception {
        Task<Void> task =
                Task.startOn(Thread.ofPlatform(), StackTracesTest::parkHere).awaitWaiting();
        assertThat(methods(Thread.getAllStackTraces().get(task.thread()))).contains("parkHere");
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(
            of = Throwable.class,
            value =
                    "Provides programmatic access to the stack trace information printed by"
                            + " printStackTrace().")
    void anExceptionsTraceShowsOnlyTheThreadsOwnFrames() throws Exception {
        AtomicReference<Throwable> made = new AtomicReference<>();
        Thread.ofVirtual().start(() -> made.set(new Exception("made"))).join();
        assertThat(made.get().getStackTrace())
                .allMatch(e ->
                        e.getClassName().startsWith("java.lang.")
                                || e.getClassName().startsWith("dev.baton.conformance."));
        assertThat(made.get().getStackTrace()).hasSizeBetween(2, 4);
    }

    @Test
    @Says(
            of = Throwable.class,
            value =
                    "A throwable contains a snapshot of the execution stack of its thread at the"
                            + " time it was created.")
    void anExceptionsTraceIsTheSameBeforeAndAfterAPark() throws Exception {
        AtomicReference<StackTraceElement[]> before = new AtomicReference<>();
        AtomicReference<StackTraceElement[]> after = new AtomicReference<>();
        Task<Void> task =
                Task.start(() -> {
                    for (var where : List.of(before, after)) {
                        where.set(new Throwable().getStackTrace());
                        if (where == before) {
                            LockSupport.park();
                        }
                    }
                });
        LockSupport.unpark(task.awaitWaiting().thread());
        task.result();
        assertThat(after.get()).isEqualTo(before.get());
    }

    @Test
    @Says(
            of = StackWalker.class,
            value =
                    "The walk method opens a sequential stream of StackFrames for the current"
                            + " thread and then applies the given function to walk the StackFrame"
                            + " stream.")
    void aWalkSeesTheThreadsOwnFramesOnly() throws Exception {
        AtomicReference<List<String>> classes = new AtomicReference<>();
        Thread.ofVirtual()
                .start(() ->
                        classes.set(
                                StackWalker.getInstance()
                                        .walk(s -> s.map(f -> f.getClassName()).toList())))
                .join();
        assertThat(classes.get().getFirst()).isEqualTo(StackTracesTest.class.getName());
        assertThat(classes.get().getLast()).isEqualTo("java.lang.VirtualThread");
        assertThat(classes.get()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    @Says(
            of = StackWalker.class,
            value =
                    "Gets the Class object of the caller who invoked the method that invoked"
                            + " getCallerClass.")
    void theCallersClassIsKnown() {
        assertThat(Callee.whoCalls()).isSameAs(StackTracesTest.class);
    }

    private static final class Callee {
        static Class<?> whoCalls() {
            return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                    .getCallerClass();
        }
    }

    @Test
    @Says(
            of = StackWalker.class,
            value =
                    "Performs the given action on each element of StackFrame stream of the current"
                            + " thread, traversing from the top frame of the stack")
    void aWalkGoesOnOverAPark() throws Exception {
        Task<Integer> task =
                Task.call(() -> {
                    int[] frames = new int[1];
                    StackWalker.getInstance()
                            .forEach(f -> {
                                if (frames[0]++ == 0) {
                                    LockSupport.park();
                                }
                            });
                    return frames[0];
                });
        LockSupport.unpark(task.await(Thread.State.WAITING, Thread.State.TERMINATED).thread());
        assertThat(task.result()).isGreaterThan(2);
    }

    @Test
    @Says(
            of = StackOverflowError.class,
            value =
                    "Thrown when a stack overflow occurs because an application recurses too"
                            + " deeply.")
    void aStackOverflowIsThrownAndSurvived() throws Exception {
        Task<Integer> task =
                Task.call(() -> {
                    assertThatThrownBy(() -> recurse(0)).isInstanceOf(StackOverflowError.class);
                    Thread.yield();
                    return recurseTo(2_000);
                });
        assertThat(task.result()).isEqualTo(2_000);
    }

    @SuppressWarnings("InfiniteRecursion") // which is the point
    private static int recurse(int depth) {
        return recurse(depth + 1) + 1;
    }

    private static int recurseTo(int depth) {
        if (depth == 0) {
            Thread.yield(); // with two thousand frames below
            return 0;
        }
        return recurseTo(depth - 1) + 1;
    }

    @Test
    @Says(
            of = Thread.class,
            value = "Prints a stack trace of the current thread to the standard error stream.")
    void dumpStackWritesTheTrace() throws Exception {
        ChildJvm child = ChildJvm.run(DumpsItsStack.class);
        assertThat(child.status()).isZero();
        assertThat(child.err())
                .contains("java.lang.Exception: Stack trace")
                .contains("DumpsItsStack")
                .contains("java.lang.VirtualThread.run");
    }

    static final class DumpsItsStack {
        private DumpsItsStack() {}

        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(Thread::dumpStack).join();
            Thread.startVirtualThread(DumpsItsStack::dump).join();
        }

        private static void dump() {
            Thread.dumpStack();
        }
    }

    private static List<String> methods(StackTraceElement[] trace) {
        return Arrays.stream(trace)
                .map(StackTraceElement::getMethodName)
                .collect(Collectors.toList());
    }
}
