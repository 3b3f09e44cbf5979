package dev.baton.sched;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The outside of a scheduler that runs nothing: for checking one part of it by itself. Its locks
 * are Java's, which Lincheck understands.
 */
class SilentHost extends Host {
    @Override
    long nanoTime() {
        return 0;
    }

    @Override
    M currentM() {
        return null;
    }

    @Override
    Note newNote() {
        return new NoNote();
    }

    @Override
    Note newSysmonNote() {
        return new NoNote();
    }

    @Override
    void watch(M m) {}

    @Override
    void unwatch(M m) {}

    @Override
    M ringing() {
        return null;
    }

    @Override
    Mutex newMutex() {
        return new JavaLock();
    }

    @Override
    void startThread(M m) {
        throw noThread();
    }

    @Override
    void startSysmon(Scheduler sched) {
        throw noThread();
    }

    @Override
    KernelState kernelState(M m) {
        return KernelState.GONE;
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
        throw noThread();
    }

    @Override
    void yieldCurrent(G g) {
        throw noThread();
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
        return false;
    }

    @Override
    boolean isRunnable(G g) {
        return false;
    }

    @Override
    boolean isTerminated(G g) {
        return false;
    }

    @Override
    void reportMisuse(G g, IllegalStateException misuse) {
        throw misuse;
    }

    @Override
    void forEachG(Scheduler sched, Predicate<? super G> see) {}

    @Override
    String whyGsAreMissing() {
        return null;
    }

    @Override
    public void step() {}

    @Override
    String stuckWatch() {
        return "none";
    }

    @Override
    boolean isReal() {
        return false;
    }

    private static UnsupportedOperationException noThread() {
        return new UnsupportedOperationException("nothing runs here");
    }

    private static final class NoNote extends Note {
        @Override
        boolean sleep(long timeoutNs) {
            throw noThread();
        }

        @Override
        void wakeup() {}
    }

    /** A lock as the scheduler's own, in Java. */
    static final class JavaLock extends Mutex {
        private final ReentrantLock lock = new ReentrantLock();

        @Override
        public void lock() {
            lock.lock();
        }

        @Override
        boolean tryLock() {
            return lock.tryLock();
        }

        @Override
        public void unlock() {
            lock.unlock();
        }
    }
}
