package dev.baton.agent.live;

import dev.baton.sched.view.GView;
import dev.baton.vthread.LockOwners;
import dev.baton.vthread.ThreadLook;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/**
 * Why a G does not run, as far as the JDK tells.
 *
 * @param reason half a sentence that begins with what it does
 * @param owner who has what it waits for, or null
 * @param monitor what it waits to enter, or null: who has it is known when all were looked at
 */
record Waits(String reason, String owner, Monitor monitor) {
    /** An object, whatever the program made of its {@code equals}. */
    record Monitor(Object object) {
        @Override
        public boolean equals(Object other) {
            return other instanceof Monitor that && that.object == object;
        }

        @Override
        public int hashCode() {
            return System.identityHashCode(object);
        }
    }

    /** Of one that was looked at just before. */
    static Waits of(GView g, ThreadLook look) {
        if (g.call() == null && look.entering() != null) {
            return new Waits(
                    "waiting to enter a monitor of " + nameOf(look.entering()),
                    null,
                    new Monitor(look.entering()));
        }
        if (g.call() == null && look.waitingIn() != null) {
            return new Waits("waiting in Object.wait of " + nameOf(look.waitingIn()), null, null);
        }
        return of(g, look.frames());
    }

    /** Of one of which that is too much to ask. */
    static Waits of(GView g) {
        return of(g, List.of());
    }

    private static Waits of(GView g, List<StackTraceElement> stack) {
        if (g.call() != null) {
            return new Waits("in " + g.call(), null, null);
        }
        if (!g.status().equals("waiting")) {
            return new Waits(g.status(), null, null);
        }
        Object blocker = LockSupport.getBlocker(g.thread());
        if (blocker != null) {
            Thread owner = LockOwners.of(blocker);
            return new Waits(
                    "waiting for " + nameOf(blocker),
                    owner == null ? null : LockGraph.nameOf(owner),
                    null);
        }
        return new Waits(reason(g.thread().getState(), stack), null, null);
    }

    private static String reason(Thread.State state, List<StackTraceElement> stack) {
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
}
