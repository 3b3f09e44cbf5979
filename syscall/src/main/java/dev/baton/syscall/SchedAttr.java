package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * How an OS thread is scheduled.
 *
 * @param policy {@link Scheduling#SCHED_OTHER} or another
 * @param flags {@link Scheduling#SCHED_FLAG_RESET_ON_FORK} and others
 * @param nice −20 to 19, of SCHED_OTHER and SCHED_BATCH
 * @param priority 1 to 99, of SCHED_FIFO and SCHED_RR
 * @param runtimeNanos CPU time in each period, of SCHED_DEADLINE; of SCHED_OTHER its slice since
 *     Linux 6.12; in nanoseconds
 * @param deadlineNanos until when in a period, of SCHED_DEADLINE
 * @param periodNanos the period, of SCHED_DEADLINE
 */
public record SchedAttr(
        int policy,
        long flags,
        int nice,
        int priority,
        long runtimeNanos,
        long deadlineNanos,
        long periodNanos) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "struct sched_attr",
                    JAVA_INT.withName("size"),
                    JAVA_INT.withName("sched_policy"),
                    JAVA_LONG.withName("sched_flags"),
                    JAVA_INT.withName("sched_nice"),
                    JAVA_INT.withName("sched_priority"),
                    JAVA_LONG.withName("sched_runtime"),
                    JAVA_LONG.withName("sched_deadline"),
                    JAVA_LONG.withName("sched_period"),
                    JAVA_INT.withName("sched_util_min"),
                    JAVA_INT.withName("sched_util_max"));

    /** As all kernels since 3.14 know it: without the last two. */
    static final int BYTES = (int) Struct.offset(LAYOUT, "sched_util_min");

    private static final long POLICY = Struct.offset(LAYOUT, "sched_policy");
    private static final long FLAGS = Struct.offset(LAYOUT, "sched_flags");
    private static final long NICE = Struct.offset(LAYOUT, "sched_nice");
    private static final long PRIORITY = Struct.offset(LAYOUT, "sched_priority");
    private static final long RUNTIME = Struct.offset(LAYOUT, "sched_runtime");
    private static final long DEADLINE = Struct.offset(LAYOUT, "sched_deadline");
    private static final long PERIOD = Struct.offset(LAYOUT, "sched_period");

    static SchedAttr from(MemorySegment s) {
        return new SchedAttr(
                s.get(JAVA_INT, POLICY),
                s.get(JAVA_LONG, FLAGS),
                s.get(JAVA_INT, NICE),
                s.get(JAVA_INT, PRIORITY),
                s.get(JAVA_LONG, RUNTIME),
                s.get(JAVA_LONG, DEADLINE),
                s.get(JAVA_LONG, PERIOD));
    }

    void to(MemorySegment s) {
        s.set(JAVA_INT, 0, BYTES);
        s.set(JAVA_INT, POLICY, policy);
        s.set(JAVA_LONG, FLAGS, flags);
        s.set(JAVA_INT, NICE, nice);
        s.set(JAVA_INT, PRIORITY, priority);
        s.set(JAVA_LONG, RUNTIME, runtimeNanos);
        s.set(JAVA_LONG, DEADLINE, deadlineNanos);
        s.set(JAVA_LONG, PERIOD, periodNanos);
    }
}
