package dev.baton.vthread;

import dev.baton.Baton;
import dev.baton.BlockingSite;
import dev.baton.sched.Scheduler;
import java.util.concurrent.SynchronousQueue;
import jdk.internal.misc.Unsafe;

/**
 * A tool of JVM TI comes, as far as Baton can see, when a virtual thread is at the very end of its
 * stack; and there that comes to the scheduler, the first that has to do with the tool. Once there
 * is room again, all goes on.
 */
public final class LateToolProgram {
    private static final BlockingSite SITE = new BlockingSite("a call");
    private static int refused;

    private LateToolProgram() {}

    public static void main(String[] args) throws Exception {
        try (Baton baton = Baton.builder().maxProcs(1).build()) {
            Thread deep = baton.startVirtualThread(() -> descend(0));
            deep.join();
            SynchronousQueue<Integer> queue = new SynchronousQueue<>();
            Thread puts = baton.startVirtualThread(() -> put(queue));
            for (int i = 0; i < 1000; i++) {
                if (queue.take() != i) {
                    throw new AssertionError("not " + i);
                }
            }
            puts.join();
        }
        System.out.println(refused > 0 ? "done" : "there was always room");
    }

    private static void descend(int depth) {
        try {
            if (depth < Integer.MAX_VALUE) {
                descend(depth + 1);
            }
        } catch (StackOverflowError e) {
            Unsafe.getUnsafe().putByteVolatile(null, JvmVariables.TELLS, (byte) 1);
            try {
                call();
            } catch (StackOverflowError again) {
                refused++;
            }
        }
    }

    private static void call() {
        if (Scheduler.enterSyscall(-1, SITE)) {
            Scheduler.exitSyscall();
        }
    }

    private static void put(SynchronousQueue<Integer> queue) {
        try {
            for (int i = 0; i < 1000; i++) {
                queue.put(i);
                call();
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
