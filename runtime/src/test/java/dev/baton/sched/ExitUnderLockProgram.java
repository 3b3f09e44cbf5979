package dev.baton.sched;

import dev.baton.linux.ThreadState;
import dev.baton.vthread.LastHook;
import java.util.concurrent.locks.LockSupport;

/** A G ends the JVM while another thread has the scheduler's lock. With an argument, a twin. */
public final class ExitUnderLockProgram {
    /** What the G ends it with. */
    public static final int EXIT_CODE = 7;

    private static final int LOOKS = 10;

    private ExitUnderLockProgram() {}

    /**
     * Runs it.
     *
     * @param args "twin" for the one that parks between two looks at the lock
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length > 0) {
            LastHook.register(() -> VmExit.parkAll(LockSupport::parkNanos)); // the first one counts
        }
        Scheduler sched = Scheduler.start("exits", 1, 100, new LinuxHost(StuckWatch.AUTO));
        Thread g =
                sched.newThread(
                        null,
                        0,
                        () -> {
                            // Held from here on by a thread that waits for us.
                            Thread.ofPlatform().daemon().start(() -> holdLock(sched));
                            while (sched.lock.tryLock()) {
                                sched.lock.unlock();
                                Thread.onSpinWait();
                            }
                            System.exit(EXIT_CODE);
                        });
        exits = g;
        g.start();
        g.join();
    }

    private static volatile Thread exits;

    private static void holdLock(Scheduler sched) {
        sched.lock.lock();
        M m = sched.ms.first();
        // On its M it is now awake and now asleep, for as long as this has the lock.
        char before = 'R';
        int changes = 0;
        while (changes < LOOKS) {
            if (!VmExit.isOver()) {
                Thread.onSpinWait();
                continue;
            }
            if (exits.getState() != Thread.State.RUNNABLE) {
                System.out.println("the thread that ends the JVM has left its M");
                Runtime.getRuntime().halt(1);
            }
            char now = ThreadState.of(m.tid);
            if (now != before) {
                before = now;
                changes++;
            }
        }
        sched.lock.unlock();
    }
}
