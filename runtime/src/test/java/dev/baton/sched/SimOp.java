package dev.baton.sched;

import java.util.List;

/**
 * One thing that a script does.
 *
 * @param what what
 * @param ns how long it takes, where it takes time
 * @param other the G that it is done to, or the number that it goes by
 * @param body what is done inside of it
 */
record SimOp(What what, long ns, int other, List<SimOp> body) {
    SimOp(What what, long ns, int other, SimOp... body) {
        this(what, ns, other, List.of(body));
    }

    /** What a G or a thread can do. */
    enum What {
        /** Runs on the CPU. */
        COMPUTE,
        /** The same, and looks now and then whether it is asked to yield. */
        COMPUTE_WITH_CHECKPOINTS,
        /** Sleeps in the kernel in an announced call; from which place, says {@code other}. */
        SYSCALL,
        /** The same in a call that is known to block. */
        SYSCALL_KNOWN_TO_BLOCK,
        /** The same in a call of the JDK's own. */
        JDK_BLOCKER,
        /** Sleeps in the kernel in a call that nobody announced. */
        UNANNOUNCED,
        /** Thread.sleep. */
        SLEEP,
        /** Parks, for a time at most. */
        PARK_NANOS,
        /** Parks until somebody has signalled it; each signal counts for one. */
        AWAIT,
        SIGNAL,
        /** Waits until something was sent to it, and takes it; each time for {@code ns} at most. */
        RECEIVE,
        /** Sends something to another; with an {@code ns} of 1 it may be urgent. */
        SEND,
        /** Has the kernel do something by the ring, which takes it so long. */
        RING_CALL,
        /** Closes its connection and opens another; what was sent to it is there to be received. */
        REOPEN,
        /** Unparks one that does not expect it. */
        UNPARK,
        YIELD,
        /** Starts another G. */
        START,
        /** Looks at another's stack, for which that must not run. */
        STACK_TRACE,
        /** Does {@code body} inside a blocking section. */
        SECTION,
        /** The same, in one that is known to block. */
        SECTION_KNOWN_TO_BLOCK,
        /** Does {@code body} with a native frame on the stack. */
        PINNED,
        /** Does {@code body} holding a monitor. */
        SYNCHRONIZED,
        /** Does {@code body} so many times. */
        REPEAT,
        SET_MAX_PROCS,
        STOP_THE_WORLD,
        STATS,
        /** Enters a section and ends there. */
        END_INSIDE
    }

    @Override
    public String toString() {
        return what
                + (ns == 0 ? "" : " " + ns)
                + (other < 0 ? "" : " #" + other)
                + (body.isEmpty() ? "" : " " + body);
    }
}
