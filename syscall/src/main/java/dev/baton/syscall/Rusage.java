package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * What a process or a thread has used.
 *
 * @param userNanos CPU time in its own code, in nanoseconds that are whole microseconds
 * @param systemNanos CPU time in the kernel, likewise
 * @param maxResidentKib the most memory that it ever had at a time, in KiB; of children that of the
 *     largest
 * @param minorFaults page faults that took no I/O
 * @param majorFaults page faults that did
 * @param inputBlocks units of 512 bytes that were read from devices
 * @param outputBlocks units of 512 bytes that were written to them
 * @param voluntarySwitches how often it gave up its CPU: it slept
 * @param involuntarySwitches how often it lost it
 */
public record Rusage(
        long userNanos,
        long systemNanos,
        long maxResidentKib,
        long minorFaults,
        long majorFaults,
        long inputBlocks,
        long outputBlocks,
        long voluntarySwitches,
        long involuntarySwitches) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "struct rusage",
                    JAVA_LONG.withName("ru_utime.tv_sec"),
                    JAVA_LONG.withName("ru_utime.tv_usec"),
                    JAVA_LONG.withName("ru_stime.tv_sec"),
                    JAVA_LONG.withName("ru_stime.tv_usec"),
                    JAVA_LONG.withName("ru_maxrss"),
                    JAVA_LONG.withName("ru_ixrss"),
                    JAVA_LONG.withName("ru_idrss"),
                    JAVA_LONG.withName("ru_isrss"),
                    JAVA_LONG.withName("ru_minflt"),
                    JAVA_LONG.withName("ru_majflt"),
                    JAVA_LONG.withName("ru_nswap"),
                    JAVA_LONG.withName("ru_inblock"),
                    JAVA_LONG.withName("ru_oublock"),
                    JAVA_LONG.withName("ru_msgsnd"),
                    JAVA_LONG.withName("ru_msgrcv"),
                    JAVA_LONG.withName("ru_nsignals"),
                    JAVA_LONG.withName("ru_nvcsw"),
                    JAVA_LONG.withName("ru_nivcsw"));

    static final int BYTES = (int) LAYOUT.byteSize();

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MICRO = 1_000;

    static Rusage from(MemorySegment s, long offset) {
        return new Rusage(
                nanos(s, offset, "ru_utime"),
                nanos(s, offset, "ru_stime"),
                number(s, offset, "ru_maxrss"),
                number(s, offset, "ru_minflt"),
                number(s, offset, "ru_majflt"),
                number(s, offset, "ru_inblock"),
                number(s, offset, "ru_oublock"),
                number(s, offset, "ru_nvcsw"),
                number(s, offset, "ru_nivcsw"));
    }

    private static long nanos(MemorySegment s, long offset, String timeval) {
        return number(s, offset, timeval + ".tv_sec") * NANOS_PER_SECOND
                + number(s, offset, timeval + ".tv_usec") * NANOS_PER_MICRO;
    }

    private static long number(MemorySegment s, long offset, String member) {
        return s.get(JAVA_LONG, offset + Struct.offset(LAYOUT, member));
    }
}
