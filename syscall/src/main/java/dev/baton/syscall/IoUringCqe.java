package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct io_uring_cqe}: what became of a request. */
public final class IoUringCqe {
    /** 16 bytes. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct io_uring_cqe",
                    JAVA_LONG.withName("user_data"),
                    JAVA_INT.withName("res"),
                    JAVA_INT.withName("flags"));

    /** Of the flags: the buffer that was chosen is named in their upper half. */
    public static final int IORING_CQE_F_BUFFER = 1;

    /** Of the flags: more results of the same request are to come. */
    public static final int IORING_CQE_F_MORE = 2;

    private static final long RES = Struct.offset(LAYOUT, "res");
    private static final long FLAGS = Struct.offset(LAYOUT, "flags");

    private IoUringCqe() {}

    /**
     * The number that the request was given.
     *
     * @param cqe memory of the structure
     * @return the number
     */
    public static long userData(MemorySegment cqe) {
        return cqe.get(JAVA_LONG, 0);
    }

    /**
     * What the call would have returned.
     *
     * @param cqe memory of the structure
     * @return the result, or −errno: −ECANCELED when it was cancelled
     */
    public static int res(MemorySegment cqe) {
        return cqe.get(JAVA_INT, RES);
    }

    /**
     * What is to be said besides.
     *
     * @param cqe memory of the structure
     * @return {@link #IORING_CQE_F_MORE} and others
     */
    public static int flags(MemorySegment cqe) {
        return cqe.get(JAVA_INT, FLAGS);
    }
}
