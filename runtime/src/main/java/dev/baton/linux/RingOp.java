package dev.baton.linux;

/** The kinds of requests of an {@link IoUring}, by their numbers: enum io_uring_op. */
public final class RingOp {
    /** Does nothing. */
    public static final int NOP = 0;

    /** {@code fsync(2)}; the flags may be {@link #FSYNC_DATASYNC}. */
    public static final int FSYNC = 3;

    /** A time; the address is that of a timespec, the length 1. Its result is {@code -ETIME}. */
    public static final int TIMEOUT = 11;

    /** {@code accept4(2)}: address of a sockaddr, as offset that of its length; or 0. */
    public static final int ACCEPT = 13;

    /**
     * Cancels the request whose user data is the address; its result is 0, {@code -ENOENT} or
     * {@code -EALREADY}, and that of the other {@code -ECANCELED}, or what it was otherwise.
     */
    public static final int ASYNC_CANCEL = 14;

    /** {@code connect(2)}: address of a sockaddr, as offset its length. */
    public static final int CONNECT = 16;

    /** {@code openat(2)}: address of a path, the length is the mode; flags are open's. */
    public static final int OPENAT = 18;

    /** {@code close(2)}. */
    public static final int CLOSE = 19;

    /**
     * {@code statx(2)}: address of a path, the length is the mask, as offset the address of the
     * answer; flags are statx's.
     */
    public static final int STATX = 21;

    /** {@code pread(2)}. */
    public static final int READ = 22;

    /** {@code pwrite(2)}. */
    public static final int WRITE = 23;

    /** {@code send(2)}. */
    public static final int SEND = 26;

    /** {@code recv(2)}. */
    public static final int RECV = 27;

    /** For {@link #FSYNC}: as {@code fdatasync(2)}. */
    public static final int FSYNC_DATASYNC = 1;

    private RingOp() {}
}
