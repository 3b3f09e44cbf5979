package dev.baton.sched;

import dev.baton.vthread.LastHook;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

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

    /** The program has come to its end, and its hooks have run: no G will be run any more. */
    static void parkAll() {
        over = true;
        for (Scheduler sched : running) {
            if (lock(sched)) {
                for (M m = sched.ms.first(); m != null; m = m.allNext) {
                    m.park.wakeup();
                }
                sched.lock.unlock();
            }
            sched.sysmon.stop();
        }
    }

    /** False when it can't be had: a debugger may have stopped whoever has it. */
    private static boolean lock(Scheduler sched) {
        long end = System.nanoTime() + LOCK_NS;
        while (!sched.lock.tryLock()) {
            if (System.nanoTime() - end > 0) {
                return false;
            }
            LockSupport.parkNanos(LOCK_LOOK_NS);
        }
        return true;
    }

    /** By a thread of Baton's that has slept. */
    static void parkIfOver() {
        while (over) {
            LockSupport.park();
            Thread.interrupted(); // or it would not park again
        }
    }
}
