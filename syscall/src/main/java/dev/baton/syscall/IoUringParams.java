package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct io_uring_params}: what is asked of a ring, and where its parts lie in what is
 * mapped of it.
 */
public final class IoUringParams {
    /** 120 bytes. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct io_uring_params",
                    JAVA_INT.withName("sq_entries"),
                    JAVA_INT.withName("cq_entries"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("sq_thread_cpu"),
                    JAVA_INT.withName("sq_thread_idle"),
                    JAVA_INT.withName("features"),
                    JAVA_INT.withName("wq_fd"),
                    JAVA_INT.withName("resv[0]"),
                    JAVA_INT.withName("resv[1]"),
                    JAVA_INT.withName("resv[2]"),
                    JAVA_INT.withName("sq_off.head"),
                    JAVA_INT.withName("sq_off.tail"),
                    JAVA_INT.withName("sq_off.ring_mask"),
                    JAVA_INT.withName("sq_off.ring_entries"),
                    JAVA_INT.withName("sq_off.flags"),
                    JAVA_INT.withName("sq_off.dropped"),
                    JAVA_INT.withName("sq_off.array"),
                    JAVA_INT.withName("sq_off.resv1"),
                    JAVA_LONG, // resv2, and user_addr since Linux 6.5
                    JAVA_INT.withName("cq_off.head"),
                    JAVA_INT.withName("cq_off.tail"),
                    JAVA_INT.withName("cq_off.ring_mask"),
                    JAVA_INT.withName("cq_off.ring_entries"),
                    JAVA_INT.withName("cq_off.overflow"),
                    JAVA_INT.withName("cq_off.cqes"),
                    JAVA_INT.withName("cq_off.flags"),
                    JAVA_INT.withName("cq_off.resv1"),
                    JAVA_LONG);

    private IoUringParams() {}

    /**
     * One of its numbers.
     *
     * @param params memory of the structure
     * @param member which, for example {@code sq_off.head}
     * @return the number
     * @throws IllegalArgumentException when there is none of that name
     */
    public static int get(MemorySegment params, String member) {
        return params.get(JAVA_INT, Struct.offset(LAYOUT, member));
    }

    /**
     * Sets one of its numbers.
     *
     * @param params memory of the structure
     * @param member which, for example {@code flags}
     * @param value the number
     * @throws IllegalArgumentException when there is none of that name
     */
    public static void set(MemorySegment params, String member, int value) {
        params.set(JAVA_INT, Struct.offset(LAYOUT, member), value);
    }
}
