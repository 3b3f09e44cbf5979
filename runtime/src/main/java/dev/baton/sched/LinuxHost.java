package dev.baton.sched;

import dev.baton.linux.Descriptors;
import dev.baton.linux.Futex;
import dev.baton.linux.FutexMutex;
import dev.baton.linux.Leftovers;
import dev.baton.linux.Libc;
import dev.baton.linux.StateFile;
import dev.baton.linux.SwitchWatch;
import dev.baton.linux.ThreadLimits;
import dev.baton.linux.ThreadStack;
import dev.baton.linux.ThreadState;
import dev.baton.linux.TimerSlack;
import dev.baton.vthread.FrozenStack;
import dev.baton.vthread.Leaving;
import dev.baton.vthread.LiveThreads;
import dev.baton.vthread.Parking;
import dev.baton.vthread.StackProbe;
import dev.baton.vthread.Suspension;
import dev.baton.vthread.VirtualThreads;
import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * The real outside: Linux, and the virtual threads of the JDK. Not final for the tests alone, as
 * {@link Scheduler}.
 */
class LinuxHost extends Host {
    /**
     * When it is called that often from the interpreter, the JDK makes code for a method handle
     * ({@code MethodHandle.maybeCustomize}), which takes memory.
     */
    private static final int CALLS_UNTIL_CUSTOMIZED = 128;

    private static final long PAUSE_NS = 1_000_000;

    /**
     * All locks, and the notes but those of Ms: a few, and one for each P of the most at a time. No
     * lock of Java's, for some are made under the scheduler's.
     */
    private final Queue<AutoCloseable> words = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean closed = new AtomicBoolean();

    /** Null where sysmon has to look. */
    private final SwitchAlarms alarms;

    /** sysmon's own. */
    private final ThreadLimits limits = new ThreadLimits();

    /** What sysmon saw last. */
    private volatile ThreadLimits.Limit nearestLimit;

    /** Its timer slack is that of its sleeps, all its life. Written before it starts. */
    private Thread sysmon;

    /**
     * The outside of one scheduler.
     *
     * @throws IllegalStateException when perf events are asked for and the kernel refuses them
     */
    LinuxHost(StuckWatch watch) {
        TimerSlack.link();
        Suspension.prepare();
        this.alarms = watch == StuckWatch.PROC ? null : openAlarms(watch);
    }

    private static SwitchAlarms openAlarms(StuckWatch watch) {
        String refusal = SwitchWatch.refusal();
        if (refusal == null) {
            try {
                return SwitchAlarms.open();
            } catch (IOException e) {
                refusal = e.getMessage();
            }
        }
        if (watch == StuckWatch.PERF) {
            throw new IllegalStateException(
                    "baton.stuck=perf, but the kernel refuses perf events: " + refusal);
        }
        return null;
    }

    @Override
    long nanoTime() {
        return System.nanoTime();
    }

    @Override
    M currentM() {
        return VirtualThreads.currentCarrier() instanceof MThread t ? t.m : null;
    }

    @Override
    Note newNote() {
        FutexNote note = new FutexNote();
        words.add(note.futex);
        return note;
    }

    @Override
    Note newParkNote() {
        return new FutexNote();
    }

    @Override
    Note newSysmonNote() {
        return alarms == null ? newNote() : alarms;
    }

    @Override
    void watch(M m) {
        if (alarms != null) {
            alarms.watch(m, mostAlarms());
        }
    }

    /** How many there may be in the process. */
    int mostAlarms() {
        return Descriptors.most(Libc.maxOpenFiles());
    }

    @Override
    void unwatch(M m) {
        if (alarms != null) {
            alarms.unwatch(m);
        }
    }

    @Override
    M ringing() {
        return alarms == null ? null : alarms.next();
    }

    @Override
    Network openNetwork() {
        try {
            return new EpollNetwork();
        } catch (IOException e) {
            return null; // forbidden, or no descriptor is left
        }
    }

    @Override
    Mutex newMutex() {
        FutexLock lock = new FutexLock();
        words.add(lock.mutex);
        return lock;
    }

    @Override
    void startThread(M m) {
        // Starting a thread takes monitors, and a G must not leave its M in the middle of this.
        disablePreempt();
        try {
            MThread t = new MThread(m, this);
            m.thread = t;
            start(t);
        } finally {
            enablePreempt();
        }
    }

    @Override
    void disablePreempt() {
        VirtualThreads.disablePreempt();
    }

    @Override
    void enablePreempt() {
        VirtualThreads.enablePreempt();
    }

    @Override
    boolean beginContact() {
        // Where there is room to begin there is room to end, or whoever suspends waits for ever.
        return Suspension.isThereATool() && StackRoom.isThere() && Suspension.begin();
    }

    @Override
    void endContact(boolean begun) {
        Suspension.end(begun);
    }

    @Override
    boolean areOthersSuspended() {
        return Suspension.areOthersSuspended();
    }

    /** Starts an M's thread, which is born with the timer slack of the caller. */
    private void start(MThread t) {
        boolean exact = Thread.currentThread() == sysmon;
        if (exact) {
            TimerSlack.beAsBorn();
        }
        try {
            t.start();
        } finally {
            if (exact) {
                TimerSlack.beExact();
            }
        }
    }

    @Override
    int roomForThreads() {
        ThreadLimits.Limit nearest;
        try {
            nearest = limits.nearest();
        } catch (OutOfMemoryError | RuntimeException e) {
            return Integer.MAX_VALUE; // not known: the OS will refuse
        }
        nearestLimit = nearest;
        return nearest == null
                ? Integer.MAX_VALUE
                : Math.clamp(nearest.room(), Integer.MIN_VALUE, Integer.MAX_VALUE);
    }

    @Override
    String threadLimit() {
        ThreadLimits.Limit nearest = nearestLimit;
        return nearest == null ? null : nearest.toString();
    }

    /** First thing on the thread of an M, which has a P already: what is thrown here loses it. */
    void threadStarted(M m) {
        m.stackFloor = StackRoom.floor();
        m.tid = Libc.gettid();
    }

    /** Last thing on the thread of an M. */
    static void threadEnds(M m) {
        ((MThread) m.thread).stateFile.end();
        SwitchAlarms.close(m);
        m.park.close();
    }

    @Override
    void startSysmon(Scheduler sched) {
        Thread t =
                new Thread(
                        null, () -> runSysmon(sched), "baton-" + sched.name + "-sysmon", 0, false);
        t.setDaemon(true);
        sysmon = t;
        t.setContextClassLoader(null); // not the program's, which may want it unloaded
        t.start();
    }

    private void runSysmon(Scheduler sched) {
        try {
            TimerSlack.beExact();
            prepare(sched);
            sched.sysmon.run();
        } catch (Throwable e) {
            throw sched.died("sysmon", e);
        }
        if (alarms != null) {
            alarms.close(); // the scheduler has ended: what is thrown here harms nobody
        }
    }

    /**
     * Takes early what memory the JDK needs for what the scheduler calls under its lock, or with a
     * P in hand: an OutOfMemoryError there would leave the lock locked. A few milliseconds, of a
     * thread that nobody waits for.
     */
    private void prepare(Scheduler sched) {
        try {
            lookAtSelf();
            if (alarms != null) {
                alarms.prepare();
            }
            boolean pointer = ThreadStack.isPointerKnown();
            for (int i = 0; i <= CALLS_UNTIL_CUSTOMIZED; i++) {
                Libc.touch();
                VirtualThreads.currentCarrier();
                StackProbe.hasRoom();
                StackProbe.requireLittle();
                if (pointer) {
                    ThreadStack.current();
                }
            }
        } catch (OutOfMemoryError e) {
            // The program has used it up already; then each does it when its time comes.
        } catch (Throwable e) {
            // Whoever needs it next will say so, too, where that can be done something about.
            sched.warn("sysmon", e, "; going on");
        }
    }

    private static void lookAtSelf() {
        StateFile file = new StateFile();
        try {
            stateOf(file, Libc.gettid());
        } finally {
            file.end();
        }
    }

    @Override
    KernelState kernelState(M m) {
        int tid = m.tid;
        KernelState state =
                tid == 0 ? KernelState.GONE : stateOf(((MThread) m.thread).stateFile, tid);
        return state == KernelState.ASLEEP && m.waitsForLock ? KernelState.RUNNING : state;
    }

    private static KernelState stateOf(StateFile file, int tid) {
        return switch (file.look(tid)) {
            case 'S', 'D' -> KernelState.ASLEEP;
            case 'R' -> KernelState.RUNNING;
            default -> KernelState.GONE;
        };
    }

    @Override
    long cpuNanos(M m) {
        int tid = m.tid;
        return tid == 0 ? -1 : Libc.cpuNanos(tid);
    }

    @Override
    long sleeps(M m) {
        return ((MThread) m.thread).usage.sleeps();
    }

    @Override
    boolean isSysmon() {
        return Thread.currentThread() == sysmon;
    }

    @Override
    String waitChannel(M m) {
        return ThreadState.waitChannel(m.tid);
    }

    @Override
    ParkReason whyParked(G g) {
        return switch (Leaving.of(g.thread())) {
            case PARK -> ParkReason.PARK;
            case TIMED_PARK -> ParkReason.TIMED_PARK;
            case MONITOR -> ParkReason.MONITOR;
            case WAIT, TIMED_WAIT -> ParkReason.WAIT;
            case OTHER -> ParkReason.OTHER;
        };
    }

    @Override
    String name(G g) {
        Thread t = g.thread();
        return t == null ? "" : t.getName();
    }

    @Override
    StackTraceElement[] stack() {
        return new Throwable().getStackTrace();
    }

    @Override
    void tellWork(M m, boolean waits) {
        ((MThread) m.thread).tellWork(waits);
    }

    @Override
    void run(G g) {
        Thread t = g.thread();
        // Its interrupt has given the M a permit, for it is passed on to the thread that runs it.
        // The next G that parks on the M, below a native frame, would come back from that at once.
        boolean interrupted = VirtualThreads.isInterrupted(t);
        g.continuation().run();
        if (interrupted || VirtualThreads.isInterrupted(t)) {
            takePermit();
        }
    }

    /** One that an interrupt left, and that belongs to nobody. */
    void takePermit() {
        VirtualThreads.takeCarriersPermit();
    }

    @Override
    void yieldCurrent(G g) {
        Thread.yield();
    }

    @Override
    void giveBackStack() {
        M m = currentM();
        if (m.stackFloor != 0) {
            try {
                var _ = ThreadStack.giveBack(m.stackFloor);
            } catch (OutOfMemoryError e) {
                // To make the call for the first time takes memory. It stays as it is.
            }
        }
    }

    @Override
    void awaitUninterruptibly(BooleanSupplier isThere) {
        Thread self = Thread.currentThread();
        boolean interrupted = false;
        Parking.takePermit(self);
        boolean there = false;
        while (!there) {
            try {
                there = isThere.getAsBoolean();
                if (!there) {
                    LockSupport.park();
                    interrupted |= Thread.interrupted(); // else the next park would end at once
                }
            } catch (OutOfMemoryError | StackOverflowError e) {
                pause();
            }
        }
        LockSupport.unpark(self);
        if (interrupted) {
            self.interrupt();
        }
    }

    /** There may be memory then. */
    static void pause() {
        try {
            Libc.nanosleep(PAUSE_NS);
        } catch (OutOfMemoryError | StackOverflowError e) {
            Thread.onSpinWait();
        }
    }

    @Override
    void unpark(G g) {
        LockSupport.unpark(g.thread());
    }

    @Override
    boolean isYielding(G g) {
        return VirtualThreads.isYielding(g.thread());
    }

    @Override
    boolean isRunnable(G g) {
        return VirtualThreads.isRunnable(g.thread());
    }

    @Override
    boolean isTerminated(G g) {
        return VirtualThreads.isTerminated(g.thread());
    }

    @Override
    void reportMisuse(G g, IllegalStateException misuse) {
        Thread t = g.thread();
        // The thread is over and has no handler of its own any more.
        Thread.UncaughtExceptionHandler handler = Thread.getDefaultUncaughtExceptionHandler();
        try {
            if (handler != null) {
                handler.uncaughtException(t, misuse);
            } else {
                System.err.println("Exception in thread \"" + t.getName() + "\" " + misuse);
            }
        } catch (Throwable e) {
            g.sched().warn(handler + " threw " + e); // a handler's own trouble is not ours
        }
    }

    @Override
    void prepareSites() {
        FrozenStack.prepare();
    }

    @Override
    String siteOf(G g) {
        Thread thread = g.thread();
        return thread == null ? "" : WaitSite.of(thread.getName(), FrozenStack.of(thread));
    }

    @Override
    void forEachG(Scheduler sched, Predicate<? super G> see) {
        LiveThreads.forEach(t ->
                !(VirtualThreads.schedulerOf(t) instanceof G g && g.sched() == sched)
                        || see.test(g));
    }

    @Override
    void closed(Scheduler sched) {
        if (!closed.getAndSet(true)) {
            Leftovers.closeAfter(sched, words);
        }
    }

    @Override
    String whyGsAreMissing() {
        return LiveThreads.whyIncomplete();
    }

    @Override
    public void step() {}

    @Override
    String stuckWatch() {
        return alarms == null ? "proc" : "perf";
    }

    @Override
    boolean isReal() {
        return true;
    }

    private final class FutexNote extends Note {
        private final Futex futex = new Futex();

        @Override
        boolean sleep(long timeoutNs) {
            // Of a G that was interrupted on the M and cleared that there, nothing tells run.
            takePermit();
            // Only an M waits for timers, which would be late by the slack; and only while it does:
            // what a G starts is born as exact as its M is then.
            boolean exact = timeoutNs > 0 && Thread.currentThread() instanceof MThread;
            if (exact) {
                TimerSlack.beExact();
            }
            boolean woken = futex.await(timeoutNs);
            if (exact) {
                TimerSlack.beAsBorn();
            }
            VmExit.parkIfOver();
            return woken;
        }

        @Override
        void wakeup() {
            futex.signal();
        }

        @Override
        void close() {
            futex.close();
        }
    }

    private static final class FutexLock extends Mutex {
        private final FutexMutex mutex = new FutexMutex();

        @Override
        public void lock() {
            if (!mutex.tryLock()) {
                lockContended();
            }
        }

        /** It may sleep, and sysmon is not to take that for a call of the G's. */
        private void lockContended() {
            if (VirtualThreads.currentCarrier() instanceof MThread t) {
                t.m.waitsForLock = true;
                mutex.lock();
                t.m.waitsForLock = false;
            } else {
                mutex.lock();
            }
        }

        @Override
        boolean tryLock() {
            return mutex.tryLock();
        }

        @Override
        public void unlock() {
            mutex.unlock();
        }
    }
}
