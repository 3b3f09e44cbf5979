package dev.baton.sched;

import dev.baton.linux.Libc;
import dev.baton.vthread.LastHook;
import dev.baton.vthread.VirtualThreads;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;

/**
 * Lets the JVM end at once. Before it ends, HotSpot waits up to 300 ms for threads that are in
 * native code to come out ({@code VM_Exit::wait_for_threads_in_native_to_block}), and to HotSpot an
 * M that sleeps on a futex is one. So after the last shutdown hook all that sleep are woken, and
 * park where the JVM knows it.
 */
final class VmExit {
    /** As long as HotSpot would wait: then it may as well. */
    private static final long LOCK_NS = 300_000_000;

    private static final long LOCK_LOOK_NS = 20_000;

    private static final Set<Scheduler> running = ConcurrentHashMap.newKeySet();

    /** Written before the sleepers are woken, which pairs with their looks after each sleep. */
    private static volatile boolean over;

    static {
        LastHook.register(VmExit::parkAll);
    }

    private VmExit() {}

    static void add(Scheduler sched) {
        running.add(sched);
    }

    static void remove(Scheduler sched) {
        running.remove(sched);
    }

    /** Whether Ms don't run Gs any more. */
    static boolean isOver() {
        return over;
    }

    /**
     * The program has come to its end, and its hooks have run: no G will be run any more. But for
     * the one that may be running this: it must not leave its M, not even for a moment, for nobody
     * would go on with it, and the JVM never end.
     */
    static void parkAll() {
        VirtualThreads.disablePreempt();
        try {
            Warnings.OF_PROCESS.end();
            parkAll(Libc::nanosleep);
        } finally {
            VirtualThreads.enablePreempt();
        }
    }

    /** With what to do between two looks at a lock: it is given nanoseconds. */
    static void parkAll(LongConsumer pause) {
        over = true;
        for (Scheduler sched : running) {
            if (lock(sched, pause)) {
                for (M m = sched.ms.first(); m != null; m = m.allNext) {
                    m.park.wakeup();
                }
                sched.lock.unlock();
            }
            sched.sysmon.stop();
        }
    }

    /** False when it can't be had: a debugger may have stopped whoever has it. */
    private static boolean lock(Scheduler sched, LongConsumer pause) {
        long end = System.nanoTime() + LOCK_NS;
        while (!sched.lock.tryLock()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            pause.accept(LOCK_LOOK_NS);
        }
        return true;
    }

    /** By a thread of Baton's that has slept; a G may be mounted there, and is not to leave it. */
    static void parkIfOver() {
        while (over) {
            VirtualThreads.parkCarrier();
            Thread.interrupted(); // or it would not park again
        }
    }
}
