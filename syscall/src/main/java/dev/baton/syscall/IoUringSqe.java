package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct io_uring_sqe}: a request. Many of its members have several names in C, after what
 * they mean to an operation; here each has its first.
 */
public final class IoUringSqe {
    /** 64 bytes. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct io_uring_sqe",
                    JAVA_BYTE.withName("opcode"),
                    JAVA_BYTE.withName("flags"),
                    JAVA_SHORT.withName("ioprio"),
                    JAVA_INT.withName("fd"),
                    JAVA_LONG.withName("off"),
                    JAVA_LONG.withName("addr"),
                    JAVA_INT.withName("len"),
                    JAVA_INT.withName("rw_flags"),
                    JAVA_LONG.withName("user_data"),
                    JAVA_SHORT.withName("buf_index"),
                    JAVA_SHORT.withName("personality"),
                    JAVA_INT.withName("splice_fd_in"),
                    JAVA_LONG.withName("addr3"),
                    JAVA_LONG.withName("__pad2"));

    /** Of the flags: the descriptor is a registered one's number. */
    public static final int IOSQE_FIXED_FILE = 1;

    /** Of the flags: begins when all before it are done. */
    public static final int IOSQE_IO_DRAIN = 2;

    /** Of the flags: the next one begins when this one is done, and not when it fails. */
    public static final int IOSQE_IO_LINK = 4;

    /** Of the flags: the same, also when it fails. */
    public static final int IOSQE_IO_HARDLINK = 8;

    /** Of the flags: a thread of the kernel does it from the start. */
    public static final int IOSQE_ASYNC = 16;

    /** Nothing: only a result. */
    public static final int IORING_OP_NOP = 0;

    /** {@code preadv2}. */
    public static final int IORING_OP_READV = 1;

    /** {@code pwritev2}. */
    public static final int IORING_OP_WRITEV = 2;

    /** {@code fsync}, or {@code fdatasync}. */
    public static final int IORING_OP_FSYNC = 3;

    /** A read into registered memory. */
    public static final int IORING_OP_READ_FIXED = 4;

    /** A write from registered memory. */
    public static final int IORING_OP_WRITE_FIXED = 5;

    /** Waits until a descriptor is ready. */
    public static final int IORING_OP_POLL_ADD = 6;

    /** Ends that, or changes it. */
    public static final int IORING_OP_POLL_REMOVE = 7;

    /** {@code sendmsg}. */
    public static final int IORING_OP_SENDMSG = 9;

    /** {@code recvmsg}. */
    public static final int IORING_OP_RECVMSG = 10;

    /** A result in so much time. */
    public static final int IORING_OP_TIMEOUT = 11;

    /** Ends that, or changes it. */
    public static final int IORING_OP_TIMEOUT_REMOVE = 12;

    /** {@code accept4}. */
    public static final int IORING_OP_ACCEPT = 13;

    /** Cancels a request. */
    public static final int IORING_OP_ASYNC_CANCEL = 14;

    /** A time limit of the request before it. */
    public static final int IORING_OP_LINK_TIMEOUT = 15;

    /** {@code connect}. */
    public static final int IORING_OP_CONNECT = 16;

    /** {@code fallocate}. */
    public static final int IORING_OP_FALLOCATE = 17;

    /** {@code openat}. */
    public static final int IORING_OP_OPENAT = 18;

    /** {@code close}. */
    public static final int IORING_OP_CLOSE = 19;

    /** {@code statx}. */
    public static final int IORING_OP_STATX = 21;

    /** {@code pread}, or {@code read} with the offset −1. */
    public static final int IORING_OP_READ = 22;

    /** {@code pwrite}, or {@code write} with the offset −1. */
    public static final int IORING_OP_WRITE = 23;

    /** {@code posix_fadvise}. */
    public static final int IORING_OP_FADVISE = 24;

    /** {@code madvise}. */
    public static final int IORING_OP_MADVISE = 25;

    /** {@code send}. */
    public static final int IORING_OP_SEND = 26;

    /** {@code recv}. */
    public static final int IORING_OP_RECV = 27;

    /** {@code openat2}. */
    public static final int IORING_OP_OPENAT2 = 28;

    /** {@code epoll_ctl}. */
    public static final int IORING_OP_EPOLL_CTL = 29;

    /** {@code splice}. */
    public static final int IORING_OP_SPLICE = 30;

    /** {@code tee}. */
    public static final int IORING_OP_TEE = 33;

    /** {@code shutdown}. */
    public static final int IORING_OP_SHUTDOWN = 34;

    /** {@code renameat2}. */
    public static final int IORING_OP_RENAMEAT = 35;

    /** {@code unlinkat}. */
    public static final int IORING_OP_UNLINKAT = 36;

    /** {@code mkdirat}. */
    public static final int IORING_OP_MKDIRAT = 37;

    /** {@code symlinkat}. */
    public static final int IORING_OP_SYMLINKAT = 38;

    /** {@code linkat}. */
    public static final int IORING_OP_LINKAT = 39;

    /** {@code socket}. */
    public static final int IORING_OP_SOCKET = 45;

    /** Of {@link #IORING_OP_FSYNC}'s own flags: {@code fdatasync}. */
    public static final int IORING_FSYNC_DATASYNC = 1;

    private static final long FLAGS = Struct.offset(LAYOUT, "flags");
    private static final long FD = Struct.offset(LAYOUT, "fd");
    private static final long OFF = Struct.offset(LAYOUT, "off");
    private static final long ADDR = Struct.offset(LAYOUT, "addr");
    private static final long LEN = Struct.offset(LAYOUT, "len");
    private static final long RW_FLAGS = Struct.offset(LAYOUT, "rw_flags");
    private static final long USER_DATA = Struct.offset(LAYOUT, "user_data");

    private IoUringSqe() {}

    /**
     * Writes a request, all else of it 0.
     *
     * @param sqe memory of the structure
     * @param opcode {@link #IORING_OP_READ} or another
     * @param fd the descriptor
     * @param address of the memory, as the operation has it
     * @param length of it, as the operation has it
     * @param offset in the file, as the operation has it
     * @param userData comes back with the result
     */
    public static void set(
            MemorySegment sqe,
            int opcode,
            int fd,
            long address,
            int length,
            long offset,
            long userData) {
        sqe.asSlice(0, LAYOUT.byteSize()).fill((byte) 0);
        sqe.set(JAVA_BYTE, 0, (byte) opcode);
        sqe.set(JAVA_INT, FD, fd);
        sqe.set(JAVA_LONG, OFF, offset);
        sqe.set(JAVA_LONG, ADDR, address);
        sqe.set(JAVA_INT, LEN, length);
        sqe.set(JAVA_LONG, USER_DATA, userData);
    }

    /**
     * Says how a request that was {@linkplain #set set} is to be done.
     *
     * @param sqe memory of the structure
     * @param flags {@link #IOSQE_IO_LINK} and others
     * @param operationFlags the operation's own, for example {@link #IORING_FSYNC_DATASYNC}
     */
    public static void setFlags(MemorySegment sqe, int flags, int operationFlags) {
        sqe.set(JAVA_BYTE, FLAGS, (byte) flags);
        sqe.set(JAVA_INT, RW_FLAGS, operationFlags);
    }
}
