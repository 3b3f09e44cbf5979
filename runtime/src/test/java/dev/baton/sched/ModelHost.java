package dev.baton.sched;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The outside as a model checker sees it. The threads are those of the checker, so between any two
 * accesses to memory it may go on with another one. What the thread of an M does ends where the M
 * falls asleep ({@link Asleep}): a test looks then whether it would be woken. Notes and locks are
 * the plainest there are.
 */
class ModelHost extends Host {
    private static final int MAX_THREADS = 8;

    /** An M sleeps: its thread is unwound, nothing on its stack is needed any more. */
    static final class Asleep extends Error {
        private static final long serialVersionUID = 1L;

        @SuppressWarnings("StaticAssignmentOfThrowable") // it has no stack trace
        private static final Asleep INSTANCE = new Asleep();

        private Asleep() {
            super(null, null, false, false);
        }
    }

    /** Each look at the clock takes so long, so that waiting for a time ends. */
    private static final long LOOK_NS = 1_000;

    long now = 1;

    /** No M may run a G meanwhile. */
    boolean isWorldStopped;

    /** Thrown through the loop of an M, to stay in the middle of a G: in the kernel, say. */
    InvariantViolation away;

    private final Thread[] threads = new Thread[MAX_THREADS];
    private final M[] ms = new M[MAX_THREADS];

    /** All that there are, for dumps. */
    final List<ModelG> gs = new ArrayList<>();

    private boolean isBuilt;
    private volatile Throwable failure;

    /** The scheduler is built: notes that are made from now on are those of Ms. */
    void built(Scheduler sched) {
        isBuilt = true;
        away = sched.fatal("stays away");
    }

    void failed(Throwable e) {
        failure = e;
    }

    void throwFailure() {
        Throwable e = failure;
        if (e != null) {
            throw new AssertionError(e.toString(), e);
        }
    }

    /** The calling thread is that of an M, or of none (null), until further notice. */
    private synchronized void play(M m) {
        Thread current = Thread.currentThread();
        int i = 0;
        while (threads[i] != null && threads[i] != current) {
            i++;
        }
        ms[i] = m;
        threads[i] = current;
    }

    /** Something that the thread of an M does until the M sleeps or stays away. */
    interface Life {
        void run(M m);
    }

    void live(M m, Life life) {
        play(m);
        try {
            life.run(m);
        } catch (Asleep e) {
            // It is in the list of idle Ms, or waits for a timer.
        } catch (Throwable e) {
            if (e != away) {
                failed(e);
            }
        }
        play(null);
    }

    @Override
    long nanoTime() {
        now += LOOK_NS;
        return now;
    }

    @Override
    M currentM() {
        Thread current = Thread.currentThread();
        for (int i = 0; i < MAX_THREADS; i++) {
            if (threads[i] == current) {
                return ms[i];
            }
        }
        return null;
    }

    @Override
    Note newNote() {
        return isBuilt ? new ParkNote() : new BlockingNote();
    }

    @Override
    Note newSysmonNote() {
        return new BlockingNote();
    }

    @Override
    Mutex newMutex() {
        return new ModelMutex();
    }

    /** The M has been handed a P: the test runs it, at once or when all others sleep. */
    @Override
    void startThread(M m) {}

    @Override
    void startSysmon(Scheduler sched) {}

    @Override
    void watch(M m) {}

    @Override
    void unwatch(M m) {}

    @Override
    M ringing() {
        return null;
    }

    @Override
    KernelState kernelState(M m) {
        return KernelState.ASLEEP;
    }

    @Override
    long cpuNanos(M m) {
        return -1;
    }

    @Override
    long sleeps(M m) {
        return 0;
    }

    @Override
    void tellWork(M m, boolean waits) {}

    @Override
    void run(G g) {
        ((ModelG) g).runContinuation();
    }

    @Override
    void yieldCurrent(G g) {
        ((ModelG) g).yieldNow();
    }

    @Override
    void awaitUninterruptibly(BooleanSupplier isThere) {
        throw new UnsupportedOperationException("nobody waits for a thread here");
    }

    @Override
    void unpark(G g) {
        throw new UnsupportedOperationException("nobody waits for a thread here");
    }

    @Override
    boolean isYielding(G g) {
        return ((ModelG) g).isYielding();
    }

    @Override
    boolean isRunnable(G g) {
        return ((ModelG) g).isRunnable();
    }

    @Override
    boolean isTerminated(G g) {
        return ((ModelG) g).isTerminated();
    }

    @Override
    void reportMisuse(G g, IllegalStateException misuse) {
        failed(misuse);
    }

    @Override
    void forEachG(Scheduler sched, Predicate<? super G> see) {
        for (ModelG g : gs) {
            if (!see.test(g)) {
                return;
            }
        }
    }

    @Override
    String whyGsAreMissing() {
        return null;
    }

    @Override
    public void step() {}

    @Override
    String stuckWatch() {
        return "model";
    }

    @Override
    boolean isReal() {
        return false;
    }

    /** Where an M sleeps. */
    static final class ParkNote extends Note {
        private boolean signalled;

        @Override
        synchronized boolean sleep(long timeoutNs) {
            if (!take()) {
                throw Asleep.INSTANCE;
            }
            return true;
        }

        @Override
        synchronized void wakeup() {
            signalled = true;
        }

        /** True when the M was woken; the wake-up is taken. */
        synchronized boolean take() {
            boolean was = signalled;
            signalled = false;
            return was;
        }
    }

    /** Where any other thread sleeps. Time does not pass: only a wake-up ends it. */
    private static final class BlockingNote extends Note {
        private boolean signalled;

        @Override
        synchronized boolean sleep(long timeoutNs) {
            while (!signalled) {
                ModelHost.await(this);
            }
            signalled = false;
            return true;
        }

        @Override
        synchronized void wakeup() {
            signalled = true;
            notifyAll();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // its callers loop
    static void await(Object monitor) {
        try {
            monitor.wait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
