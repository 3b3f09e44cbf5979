package dev.baton.sched;

import dev.baton.linux.Futex;
import dev.baton.linux.FutexMutex;
import dev.baton.linux.Libc;
import dev.baton.linux.ThreadState;
import dev.baton.vthread.VirtualThreads;

/** The real outside: Linux, and the virtual threads of the JDK. */
final class LinuxHost implements Host {
    private final StuckWatch watch;

    LinuxHost(StuckWatch watch) {
        this.watch = watch;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public M currentM() {
        return VirtualThreads.currentCarrier() instanceof MThread t ? t.m : null;
    }

    @Override
    public Note newNote() {
        return new FutexNote();
    }

    @Override
    public Mutex newMutex() {
        return new FutexLock();
    }

    @Override
    public void startThread(M m) {
        Thread current = Thread.currentThread();
        boolean virtual = current.isVirtual();
        if (virtual) {
            // Starting a thread takes monitors, and a G must not leave its M in the middle of this.
            VirtualThreads.disablePreempt(current);
        }
        try {
            MThread t = new MThread(m);
            m.thread = t;
            t.start();
        } finally {
            if (virtual) {
                VirtualThreads.enablePreempt(current);
            }
        }
    }

    /** First thing on the thread of an M. */
    static void threadStarted(M m) {
        Libc.setTimerSlack(1); // the M that waits for timers is late by the slack
        m.tid = Libc.gettid();
    }

    /** Last thing on the thread of an M. */
    static void threadEnds(M m) {
        ((FutexNote) m.park).close();
    }

    @Override
    public void startSysmon(Scheduler sched) {
        Thread t =
                new Thread(
                        null,
                        () -> {
                            Libc.setTimerSlack(1);
                            sched.sysmon.run();
                        },
                        "baton-" + sched.name + "-sysmon",
                        0,
                        false);
        t.setDaemon(true);
        t.start();
    }

    @Override
    public KernelState kernelState(M m) {
        int tid = m.tid;
        if (tid == 0) {
            return KernelState.GONE;
        }
        return switch (ThreadState.of(tid)) {
            case 'S', 'D' -> KernelState.ASLEEP;
            case 'R' -> KernelState.RUNNING;
            default -> KernelState.GONE;
        };
    }

    @Override
    public void run(G g) {
        g.continuation().run();
    }

    @Override
    public void yieldCurrent(G g) {
        Thread.yield();
    }

    @Override
    public boolean isYielding(G g) {
        return VirtualThreads.isYielding(g.thread());
    }

    @Override
    public boolean isRunnable(G g) {
        return VirtualThreads.isRunnable(g.thread());
    }

    @Override
    public boolean isTerminated(G g) {
        return VirtualThreads.isTerminated(g.thread());
    }

    @Override
    public void reportMisuse(G g, IllegalStateException misuse) {
        Thread t = g.thread();
        t.getUncaughtExceptionHandler().uncaughtException(t, misuse);
    }

    @Override
    public void step() {}

    @Override
    public String stuckWatch() {
        return "proc";
    }

    @Override
    public boolean isReal() {
        return true;
    }

    private static final class FutexNote implements Note {
        private final Futex futex = new Futex();

        @Override
        public boolean sleep(long timeoutNs) {
            return futex.await(timeoutNs);
        }

        @Override
        public void wakeup() {
            futex.signal();
        }

        void close() {
            futex.close();
        }
    }

    private static final class FutexLock implements Mutex {
        private final FutexMutex mutex = new FutexMutex();

        @Override
        public void lock() {
            mutex.lock();
        }

        @Override
        public void unlock() {
            mutex.unlock();
        }
    }
}
