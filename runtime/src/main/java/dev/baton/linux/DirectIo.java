package dev.baton.linux;

import jdk.internal.misc.Unsafe;

/**
 * Of which files the kernel reads and writes past the page cache (O_DIRECT) without keeping whoever
 * asked: an {@link IoUring} hands such a request to the disk and returns. Of others it hands it to
 * a kernel thread that waits, of which there are four for each CPU, and no more: then a thread of
 * one's own is better.
 *
 * <p>It is so where the file system lets direct I/O be asked for with IOCB_NOWAIT, which nothing
 * says but the kernel's source: those of a disk of this machine do, networks and FUSE do not. And
 * only for what the file has: one that is to grow is locked meanwhile.
 */
public final class DirectIo {
    /** How much memory {@link #bytes} needs. */
    public static final int MEMORY_BYTES = 256;

    /** It is not such a file. */
    public static final long NONE = -1;

    private static final Unsafe U = Unsafe.getUnsafe();

    private static final int F_GETFL = 3;
    private static final long O_DIRECT = Linkage.sysno(040000, 0200000);

    // struct stat
    private static final long ST_MODE = Linkage.sysno(24, 16);
    private static final long ST_SIZE = 48;
    private static final int S_IFMT = 0170000;
    private static final int S_IFREG = 0100000;
    private static final int S_IFBLK = 0060000;

    // linux/magic.h, fs/xfs, fs/f2fs
    private static final long EXT4 = 0xEF53;
    private static final long XFS = 0x58465342;
    private static final long BTRFS = 0x9123683EL;
    private static final long F2FS = 0xF2F52010L;

    private DirectIo() {}

    /**
     * Up to where it is so.
     *
     * @param fd an open file
     * @param memory an address of {@link #MEMORY_BYTES} bytes, for the kernel's answers
     * @return bytes from the start of the file, or {@link #NONE}
     */
    public static long bytes(int fd, long memory) {
        long flags = SystemCall.call(SystemCall.FCNTL, fd, F_GETFL, 0);
        if (flags < 0 || (flags & O_DIRECT) == 0) {
            return NONE;
        }
        if (SystemCall.call(SystemCall.FSTAT, fd, memory, 0) != 0) {
            return NONE;
        }
        int kind = U.getInt(memory + ST_MODE) & S_IFMT;
        if (kind == S_IFBLK) {
            return Long.MAX_VALUE;
        }
        long size = U.getLong(memory + ST_SIZE);
        return kind == S_IFREG
                        && SystemCall.call(SystemCall.FSTATFS, fd, memory, 0) == 0
                        && isWithoutWait(U.getLong(memory))
                ? size
                : NONE;
    }

    static boolean isWithoutWait(long fileSystem) {
        return fileSystem == EXT4 || fileSystem == XFS || fileSystem == BTRFS || fileSystem == F2FS;
    }
}
