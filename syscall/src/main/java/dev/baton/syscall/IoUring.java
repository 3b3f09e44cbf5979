package dev.baton.syscall;

/**
 * The three calls of io_uring(7): a ring in memory that takes requests, {@link IoUringSqe}, and one
 * that gives results, {@link IoUringCqe}. To map them and to move their heads and tails is the
 * caller's; {@link IoUringParams} says where they lie. As the functions of {@link Syscall} they
 * return the kernel's own result, retry nothing and check nothing.
 *
 * <p>What an OS thread has submitted is cancelled when that thread ends, and a G moves from thread
 * to thread: a ring of one's own is a platform thread's. Many containers and some systems forbid
 * io_uring: −EPERM or −ENOSYS of {@link #ioUringSetup}.
 *
 * <p>All functions may be called from any thread.
 */
public final class IoUring {
    /** Setup: results are asked of the device, not told by it. */
    public static final int IORING_SETUP_IOPOLL = 1;

    /** Setup: a thread of the kernel takes the requests. */
    public static final int IORING_SETUP_SQPOLL = 2;

    /** Setup: that thread has a CPU of its own. */
    public static final int IORING_SETUP_SQ_AFF = 4;

    /** Setup: the result ring has as many entries as the parameters say. */
    public static final int IORING_SETUP_CQSIZE = 8;

    /** Setup: too many entries are fewer, and no error. */
    public static final int IORING_SETUP_CLAMP = 16;

    /** Setup: no interrupt of a thread that runs for its results; since Linux 5.19. */
    public static final int IORING_SETUP_COOP_TASKRUN = 1 << 8;

    /** Setup: one thread only submits; since Linux 6.0. */
    public static final int IORING_SETUP_SINGLE_ISSUER = 1 << 12;

    /** Setup: results come only when they are waited for; since Linux 6.1. */
    public static final int IORING_SETUP_DEFER_TASKRUN = 1 << 13;

    /** Of {@link IoUringParams}: both rings are one mapping. */
    public static final int IORING_FEAT_SINGLE_MMAP = 1;

    /** Of {@link IoUringParams}: results are not lost when there is no room for them. */
    public static final int IORING_FEAT_NODROP = 2;

    /** {@code mmap}'s offset of the request ring. */
    public static final long IORING_OFF_SQ_RING = 0;

    /** {@code mmap}'s offset of the result ring. */
    public static final long IORING_OFF_CQ_RING = 0x8000000;

    /** {@code mmap}'s offset of the requests. */
    public static final long IORING_OFF_SQES = 0x10000000;

    /** Enter: waits for results. */
    public static final int IORING_ENTER_GETEVENTS = 1;

    /** Enter: wakes the kernel's thread. */
    public static final int IORING_ENTER_SQ_WAKEUP = 2;

    /** Enter: waits for room in the request ring. */
    public static final int IORING_ENTER_SQ_WAIT = 4;

    /** Register: memory that requests name by a number. */
    public static final int IORING_REGISTER_BUFFERS = 0;

    /** Register: takes that back. */
    public static final int IORING_UNREGISTER_BUFFERS = 1;

    /** Register: descriptors that requests name by a number. */
    public static final int IORING_REGISTER_FILES = 2;

    /** Register: takes that back. */
    public static final int IORING_UNREGISTER_FILES = 3;

    /** Register: an eventfd that is told of results. */
    public static final int IORING_REGISTER_EVENTFD = 4;

    /** Register: takes that back. */
    public static final int IORING_UNREGISTER_EVENTFD = 5;

    /** Register: asks which operations there are. */
    public static final int IORING_REGISTER_PROBE = 8;

    private IoUring() {}

    /**
     * {@code io_uring_setup(2)}.
     *
     * @param entries of the request ring, rounded up to a power of two; the result ring has twice
     *     as many
     * @param params the address of {@link IoUringParams}, cleared but for what is asked
     * @return the ring's descriptor, with O_CLOEXEC; or −errno: −EPERM where it is forbidden,
     *     −ENOMEM beyond {@link Limits#RLIMIT_MEMLOCK} before Linux 5.12
     */
    public static long ioUringSetup(int entries, long params) {
        return Syscall.syscall(Sysno.SYS_IO_URING_SETUP, entries, params, 0);
    }

    /**
     * {@code io_uring_enter(2)}: submits, and waits.
     *
     * @param fd the ring
     * @param toSubmit how many requests
     * @param minComplete how many results it waits for, with {@link #IORING_ENTER_GETEVENTS}
     * @param flags {@link #IORING_ENTER_GETEVENTS} and others
     * @return how many were taken, or −errno when none was: −EINTR, −EBUSY when results are to be
     *     taken first, −EAGAIN when memory is short
     */
    public static long ioUringEnter(int fd, int toSubmit, int minComplete, int flags) {
        return Syscall.syscall6(Sysno.SYS_IO_URING_ENTER, fd, toSubmit, minComplete, flags, 0, 0);
    }

    /**
     * {@code io_uring_register(2)}.
     *
     * @param fd the ring
     * @param opcode {@link #IORING_REGISTER_BUFFERS} or another
     * @param argument the address of what it takes, or 0
     * @param count how many
     * @return 0 or −errno: −EINVAL for an operation that there is none of, −ENXIO for one that
     *     takes back what was not given
     */
    public static long ioUringRegister(int fd, int opcode, long argument, int count) {
        return Syscall.syscall6(Sysno.SYS_IO_URING_REGISTER, fd, opcode, argument, count, 0, 0);
    }
}
