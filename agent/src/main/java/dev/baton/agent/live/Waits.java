package dev.baton.agent.live;

import dev.baton.sched.view.GView;
import dev.baton.vthread.LockOwners;
import java.util.concurrent.locks.LockSupport;

/**
 * Why a G does not run, as far as the JDK tells.
 *
 * @param reason half a sentence that begins with what it does
 * @param owner who has what it waits for, or null
 */
record Waits(String reason, String owner) {
    /** Of one whose stack was taken just before. */
    static Waits of(GView g, StackTraceElement[] stack) {
        if (g.call() != null) {
            return new Waits("in " + g.call(), null);
        }
        if (!g.status().equals("waiting")) {
            return new Waits(g.status(), null);
        }
        Object blocker = LockSupport.getBlocker(g.thread());
        if (blocker != null) {
            return new Waits("waiting for " + nameOf(blocker), owner(blocker));
        }
        return new Waits(reason(g.thread().getState(), stack), null);
    }

    private static String reason(Thread.State state, StackTraceElement[] stack) {
        for (StackTraceElement frame : stack) {
            String method = frame.getClassName() + "." + frame.getMethodName();
            switch (method) {
                case "java.lang.Object.wait" -> {
                    return "waiting in Object.wait";
                }
                case "java.lang.Thread.sleep" -> {
                    return "sleeping";
                }
                case "sun.nio.ch.Poller.poll", "dev.baton.sched.NetPoll.await" -> {
                    return "waiting for the network";
                }
                case "java.lang.Thread.yield" -> {
                    return "yielding";
                }
                default -> {
                    // not one of the JDK's own ways to wait
                }
            }
        }
        return switch (state) {
            case BLOCKED -> "waiting to enter a monitor";
            case TIMED_WAITING -> "parked for some time";
            default -> "parked";
        };
    }

    /** As {@code Object.toString} would have it, whatever the program made of that. */
    private static String nameOf(Object blocker) {
        return blocker.getClass().getName();
    }

    private static String owner(Object blocker) {
        Thread owner = LockOwners.of(blocker);
        return owner == null
                ? null
                : (owner.isVirtual() ? "G" : "thread ")
                        + owner.threadId()
                        + (owner.getName().isEmpty() ? "" : " \"" + owner.getName() + '"');
    }
}
