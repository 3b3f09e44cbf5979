package dev.baton.sched;

import dev.baton.linux.IoUring;
import dev.baton.sched.netpoll.PollHost;
import dev.baton.sched.netpoll.PollTable;
import dev.baton.sched.queues.Steps;
import dev.baton.sched.timers.TimerHeap;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * What the scheduler asks of the outside: time, parking and waking a thread, starting one, its
 * state in the kernel, and the JDK's side of a virtual thread. {@link LinuxHost} is the real one;
 * the simulation in the tests is the other, and runs the whole scheduler in one thread under a
 * schedule that a seed replays.
 */
abstract class Host implements Steps {
    /** The clock of all deadlines. Any origin; differences are nanoseconds. */
    abstract long nanoTime();

    /** The M whose thread is running this, or null on a thread that is no M. */
    abstract M currentM();

    /** A new note for one sleeper. */
    abstract Note newNote();

    /** The note of an M, which ends with it: {@link Note#close}. */
    Note newParkNote() {
        return newNote();
    }

    /**
     * The note that sysmon sleeps on. Where the kernel tells when a thread goes to sleep, it also
     * wakes when an alarm rings.
     */
    abstract Note newSysmonNote();

    /**
     * Gives an M that was caught in an unannounced call an alarm, if the kernel allows it, or has
     * the one that it has ring again. By sysmon.
     */
    abstract void watch(M m);

    /**
     * The M has not been caught for long: its alarm, if it has one, is not to ring, and to cost
     * little. By sysmon, under {@code sched.lock}, which keeps the M from ending.
     */
    abstract void unwatch(M m);

    /**
     * The next M whose alarm woke sysmon, or null when that were all. By sysmon, after its sleep.
     */
    abstract M ringing();

    /** What the kernel tells of the network, or null where it tells nothing. */
    Network openNetwork() {
        return null;
    }

    /** A new lock. Not reentrant; may be held across no call that blocks. */
    abstract Mutex newMutex();

    /**
     * Starts the OS thread that runs {@link Dispatcher#mstart}.
     *
     * @throws OutOfMemoryError when the OS refuses another thread
     */
    abstract void startThread(M m);

    /**
     * Until {@link #enablePreempt} the caller, if it is a G, does not leave its M, not even for a
     * monitor.
     */
    void disablePreempt() {}

    void enablePreempt() {}

    /**
     * Until {@link #endContact} the caller, if it is a G, is not suspended by a tool. It does not
     * park, yield or wait in between, and begins no other.
     *
     * @return what {@link #endContact} is given
     */
    boolean beginContact() {
        return false;
    }

    void endContact(boolean begun) {}

    /**
     * Whether a tool has suspended all Gs but the caller, and maybe some more; a debugger also has
     * the scheduler's own threads suspended then, with what they have. False where no G calls.
     */
    boolean areOthersSuspended() {
        return false;
    }

    /**
     * How many threads more there may be for Ms, beside what the program and the JVM are to have. A
     * look at the system: 1 ms, and 0.06 when it is done often. By sysmon.
     *
     * @return may be negative
     */
    int roomForThreads() {
        return Integer.MAX_VALUE;
    }

    /** By which limit that was, and what it is, for a warning; null where none is known. */
    String threadLimit() {
        return null;
    }

    /** Starts the watcher's thread. */
    abstract void startSysmon(Scheduler sched);

    /**
     * Whether m's thread sleeps in the kernel, runs on a CPU, or ended. One that waits for a lock
     * of the scheduler's own runs, as far as the scheduler is concerned.
     */
    abstract KernelState kernelState(M m);

    /** How long m's thread has been on a CPU, in nanoseconds; negative when that is not known. */
    abstract long cpuNanos(M m);

    /**
     * How often the thread of m, which is the caller's, has gone to sleep in the kernel. Pre-empted
     * it did not. Negative when that is not known.
     */
    abstract long sleeps(M m);

    /** Whether the caller is the watcher's thread. */
    boolean isSysmon() {
        return false;
    }

    /** The function of the kernel in which m's thread sleeps; null where that is not told. */
    String waitChannel(M m) {
        return null;
    }

    /** What a G parks for, that is about to leave its M. */
    ParkReason whyParked(G g) {
        return ParkReason.OTHER;
    }

    /** The name of a G's thread, or nothing. */
    String name(G g) {
        return "";
    }

    /** The stack of the current G. */
    StackTraceElement[] stack() {
        return new StackTraceElement[0];
    }

    /** Tells the JDK whether others wait for m's P: code that would spin lets them run then. */
    abstract void tellWork(M m, boolean waits);

    /** Runs a G until it parks, yields or ends. Called on m's thread with {@code m.curg == g}. */
    abstract void run(G g);

    /**
     * Lets the current G go to the back of the line. Returns with the G running again, or at once
     * when it can't leave its thread (a native frame is on its stack).
     */
    abstract void yieldCurrent(G g);

    /**
     * Parks the current G until something of the scheduler's own is there, whatever happens before:
     * an interrupt does not end it, nor an error for want of memory or stack. Interrupts that come
     * meanwhile are there afterwards; so is a permit, whoever gave it: to come back from a park for
     * no reason is allowed, to miss a permit that was given is not.
     *
     * @param isThere asked before each park
     */
    abstract void awaitUninterruptibly(BooleanSupplier isThere);

    /** Has a G that waits so look. Any thread. */
    abstract void unpark(G g);

    /** Whether a G that is leaving its M does so in a yield. */
    abstract boolean isYielding(G g);

    /** Whether running g would go on with it. */
    abstract boolean isRunnable(G g);

    /** Whether g's task is over. */
    abstract boolean isTerminated(G g);

    /** Tells a G's owner of a misuse that was found when the G had already ended. */
    abstract void reportMisuse(G g, IllegalStateException misuse);

    /**
     * Shows all Gs of a scheduler that it knows to be alive, for a dump. Takes no lock; those that
     * come and go meanwhile may be missing.
     *
     * @param see is given each, until it says false
     */
    abstract void forEachG(Scheduler sched, Predicate<? super G> see);

    /** The scheduler has ended: what it has off-heap is to go when nobody can ask it any more. */
    void closed(Scheduler sched) {}

    /** The M that calls, which runs no G, gives back what its stack has held of memory. */
    void giveBackStack() {}

    /** Loads what {@link #siteOf} takes. */
    void prepareSites() {}

    /** Where a G goes on that is runnable and runs next, in a line of text; by who runs it. */
    String siteOf(G g) {
        return "";
    }

    /** Why {@link #forEachG} may miss Gs, in words that begin a sentence; null when it doesn't. */
    abstract String whyGsAreMissing();

    /** By which means {@link #kernelState} knows. */
    abstract String stuckWatch();

    /** Whether a broken invariant is to be printed. */
    abstract boolean isReal();

    /** What a thread is doing, as its kernel sees it. */
    enum KernelState {
        /** Asleep in the kernel: it blocks. */
        ASLEEP,
        /** On a CPU, or ready for one: it computes. */
        RUNNING,
        /** Not known, or over. */
        GONE
    }

    /** Where one thread sleeps until another wakes it. Go's {@code note}. */
    abstract static class Note {
        /** Wait without limit. */
        static final long FOREVER = -1;

        /**
         * Sleeps until {@link #wakeup}, and takes it. Returns at once if it came before.
         *
         * @param timeoutNs how long at most, or {@link #FOREVER}
         * @return true when woken, false when the time was up
         */
        abstract boolean sleep(long timeoutNs);

        /** Wakes the sleeper, now or when it comes. Everything before it is seen by the sleeper. */
        abstract void wakeup();

        /** Its sleeper has ended, or never began. */
        void close() {}
    }

    /**
     * What the kernel tells of descriptors, once for each time that one becomes ready. Go's
     * netpoll_epoll.go.
     */
    abstract static class Network implements PollHost {
        /** What one poll was told. */
        abstract static class Ready {
            /**
             * Whether a call that reads or writes would not wait now, whoever is told of what; and
             * where the kernel doesn't say.
             *
             * @param event POLLIN or POLLOUT
             */
            abstract boolean isReadyNow(int fd, int event);

            abstract int size();

            /** What the descriptor was registered with: {@link PollTable#data}. */
            abstract long data(int i);

            /** Ready to be read, or over. */
            abstract boolean isReadable(int i);

            /** Ready to be written, or over. */
            abstract boolean isWritable(int i);

            /** What is there may be more than what one read gets that has room for more. */
            abstract boolean stopsShort(int i);

            abstract void clear();
        }

        /** Whether it is a pipe or a FIFO of which a read waits for something. */
        abstract boolean isPipeToWaitFor(int fd);

        /** The number of an open file; -1 when it is closed, or about to be. */
        abstract int number(Object file);

        abstract Ready newReady();

        /** What is ready now. Any thread. Returns how much it is. */
        abstract int poll(Ready ready);

        /**
         * Waits for something to become ready. One thread at a time.
         *
         * @param timeoutNs how long at most, or {@link Note#FOREVER}
         */
        abstract void await(Ready ready, long timeoutNs);

        /** Ends the wait, or the next one. */
        abstract void wakeup();

        /**
         * A new ring; while there are results in it, a wait ends at once. Null where there is none.
         */
        Ring openRing() {
            return null;
        }

        abstract void close();

        /** The thread that calls, and may wait. */
        abstract Thread self();

        /** Whether it would come back from a park at once. */
        abstract boolean isInterrupted();

        /** Takes its permit, if it has one, so that it does not come back from a park at once. */
        abstract void takePermit();

        /** Parks it, for some time at most, or 0. */
        abstract void park(long nanos);
    }

    /** Requests to the kernel, and their results: {@link IoUring}. */
    abstract static class Ring {
        /** How many requests may be under way. */
        abstract int capacity();

        /** As {@link IoUring#put}. */
        abstract boolean put(
                int op, int fd, long offset, long address, int length, int opFlags, long userData);

        /** As {@link IoUring#submit}. */
        abstract void submit();

        /** As {@link IoUring#hasCompletions}. */
        abstract boolean hasCompletions();

        /** As {@link IoUring#reap}. */
        abstract int reap(IoUring.Completions completions);

        abstract void close();
    }

    /**
     * Tells sysmon when an M goes to sleep in the kernel, once for each time that it is armed.
     * Armed and disarmed by the M itself.
     */
    abstract static class Alarm {
        abstract void arm();

        abstract void disarm();

        /** Armed, and did not ring yet. */
        abstract boolean isArmed();
    }

    /** A lock for a few instructions. */
    abstract static class Mutex implements TimerHeap.Lock {
        /** False when another has it. */
        abstract boolean tryLock();
    }
}
