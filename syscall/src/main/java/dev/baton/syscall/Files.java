package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The calls on names and directories: what {@link Syscall} has for open files. As the functions
 * there they return the kernel's own result, retry nothing and check nothing; −EINVAL is said of a
 * path with a NUL, −EILSEQ of one with a lone surrogate, −ENAMETOOLONG of one that fits no buffer.
 *
 * <p>A relative path starts from a directory's descriptor, or with {@link Fcntl#AT_FDCWD} from the
 * working directory.
 *
 * <p>All functions may be called from any thread.
 */
public final class Files {
    /** Of a symbolic link, itself and not what it leads to. */
    public static final int AT_SYMLINK_NOFOLLOW = 0x100;

    /** {@link #unlinkat}: a directory, which is empty. */
    public static final int AT_REMOVEDIR = 0x200;

    /** {@link #faccessat2}: asks for the effective user, who opens files, and not the real one. */
    public static final int AT_EACCESS = 0x200;

    /** {@link #linkat}: of what a symbolic link leads to. */
    public static final int AT_SYMLINK_FOLLOW = 0x400;

    /** With an empty path: the descriptor itself. */
    public static final int AT_EMPTY_PATH = 0x1000;

    /** {@link #renameat2}: fails with EEXIST where there is one already. */
    public static final int RENAME_NOREPLACE = 1;

    /** {@link #renameat2}: both change places. */
    public static final int RENAME_EXCHANGE = 2;

    /** {@link #openat2}: fails with EXDEV for what is on another mount. */
    public static final int RESOLVE_NO_XDEV = 1;

    /** {@link #openat2}: fails with ELOOP for a link of {@code /proc} to a descriptor. */
    public static final int RESOLVE_NO_MAGICLINKS = 2;

    /** {@link #openat2}: fails with ELOOP for any symbolic link. */
    public static final int RESOLVE_NO_SYMLINKS = 4;

    /** {@link #openat2}: fails with EXDEV for what is not below the directory. */
    public static final int RESOLVE_BENEATH = 8;

    /** {@link #openat2}: the directory is the root, for absolute paths and {@code ..} as well. */
    public static final int RESOLVE_IN_ROOT = 0x10;

    /** {@link #faccessat2}: whether it is there. */
    public static final int F_OK = 0;

    /** {@link #faccessat2}: whether it may be executed, or a directory be passed. */
    public static final int X_OK = 1;

    /** {@link #faccessat2}: whether it may be written. */
    public static final int W_OK = 2;

    /** {@link #faccessat2}: whether it may be read. */
    public static final int R_OK = 4;

    /** {@link #utimensat}: instead of nanoseconds, the time as it is. */
    public static final long UTIME_NOW = 0x3fffffff;

    /** {@link #utimensat}: instead of nanoseconds, leaves the time as it was. */
    public static final long UTIME_OMIT = 0x3ffffffe;

    /** As much as goes into a directory's buffer, some thousand entries. */
    private static final int DIRENTS_BYTES = 1 << 15;

    private static final int PATH_MAX = 4096;
    private static final int TIMESPEC_BYTES = 16;
    private static final int OPEN_HOW_BYTES = 24;

    private static final int STATX_BYTES = 256;
    private static final int STATX_BTIME = 0x800;
    private static final int STX_MASK = 0;
    private static final int STX_BTIME = 80;

    private Files() {}

    // ---- Opening -------------------------------------------------------------------------------

    /**
     * {@code openat2(2)}, since Linux 5.6: {@code openat} that can be kept in a directory.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path the file, as UTF-8
     * @param flags of {@link Fcntl}; flags that are unknown, or have no meaning together, are
     *     refused
     * @param perm permissions of a file that is made, less the umask; else to be 0
     * @param resolve the RESOLVE constants
     * @return the descriptor, or −errno; −EAGAIN where something was renamed meanwhile: it is to be
     *     tried again then
     */
    public static long openat2(int dirfd, String path, int flags, int perm, int resolve) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = CString.borrow(path, bytes);
        Buffer how = Buffers.take(OPEN_HOW_BYTES);
        try {
            how.segment().set(JAVA_LONG, 0, Integer.toUnsignedLong(flags));
            how.segment().set(JAVA_LONG, 8, perm);
            how.segment().set(JAVA_LONG, 16, resolve);
            return Syscall.syscall6(
                    Sysno.SYS_OPENAT2, dirfd, p0.address(), how.address(), OPEN_HOW_BYTES, 0, 0);
        } finally {
            Buffers.give(how);
            Buffers.give(p0);
        }
    }

    /**
     * {@code openat(2)} of what a directory has.
     *
     * @param dirfd the directory that was read
     * @param entry what was found there
     * @param flags of {@link Fcntl}; without O_CREAT
     * @return the descriptor, or −errno
     */
    public static long openat(int dirfd, Dirent entry, int flags) {
        return onEntry(Sysno.SYS_OPENAT, dirfd, entry, flags);
    }

    /**
     * {@code faccessat2(2)}, since Linux 5.8: whether the caller may do something with a file.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path the file, as UTF-8
     * @param mode {@link #F_OK}, or {@link #R_OK}, {@link #W_OK} and {@link #X_OK} together
     * @param flags {@link #AT_EACCESS}, {@link #AT_SYMLINK_NOFOLLOW}
     * @return 0 or −errno: −EACCES when it may not
     */
    public static long faccessat2(int dirfd, String path, int mode, int flags) {
        return Syscall.onPath(Sysno.SYS_FACCESSAT2, dirfd, path, mode, flags);
    }

    // ---- Directories ---------------------------------------------------------------------------

    /**
     * {@code mkdirat(2)}.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path where, as UTF-8
     * @param perm its permissions, less the umask
     * @return 0 or −errno
     */
    public static long mkdirat(int dirfd, String path, int perm) {
        return Syscall.onPath(Sysno.SYS_MKDIRAT, dirfd, path, perm, 0);
    }

    /**
     * {@code mknodat(2)}.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path where, as UTF-8
     * @param mode what kind of file, and its permissions, less the umask
     * @param dev which device, if it is to be one
     * @return 0 or −errno
     */
    public static long mknodat(int dirfd, String path, int mode, long dev) {
        return Syscall.onPath(Sysno.SYS_MKNODAT, dirfd, path, mode, dev);
    }

    /**
     * {@code getdents64(2)}: the next of a directory's entries, in the file system's order, {@code
     * .} and {@code ..} among them.
     *
     * @param fd the directory, open for reading
     * @param entries takes those that were found
     * @return a positive number, 0 at the end, or −errno
     */
    public static long getdents64(int fd, List<? super Dirent> entries) {
        Buffer buffer = Buffers.take(DIRENTS_BYTES);
        try {
            long r1 = Syscall.syscall(Sysno.SYS_GETDENTS64, fd, buffer.address(), DIRENTS_BYTES);
            MemorySegment dirents = buffer.segment();
            for (long at = 0; at < r1; at += Dirent.bytes(dirents, at)) {
                entries.add(Dirent.from(dirents, at));
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    // ---- Names ---------------------------------------------------------------------------------

    /**
     * {@code unlinkat(2)}: takes a name away.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path the name, as UTF-8
     * @param flags 0, or {@link #AT_REMOVEDIR} for a directory
     * @return 0 or −errno: −EISDIR for a directory without the flag, −ENOTDIR for a file with it
     */
    public static long unlinkat(int dirfd, String path, int flags) {
        return Syscall.onPath(Sysno.SYS_UNLINKAT, dirfd, path, flags, 0);
    }

    /**
     * {@code unlinkat(2)} of what a directory has.
     *
     * @param dirfd the directory that was read
     * @param entry what was found there
     * @param flags as {@link #unlinkat(int, String, int)}
     * @return 0 or −errno
     */
    public static long unlinkat(int dirfd, Dirent entry, int flags) {
        return onEntry(Sysno.SYS_UNLINKAT, dirfd, entry, flags);
    }

    /**
     * {@code renameat2(2)}.
     *
     * @param olddirfd the directory that the old name starts from
     * @param oldpath the name, as UTF-8
     * @param newdirfd the directory that the new name starts from
     * @param newpath the name from now on; what had it is gone
     * @param flags 0, {@link #RENAME_NOREPLACE} or {@link #RENAME_EXCHANGE}; a file system that
     *     can't says −EINVAL
     * @return 0 or −errno: −EXDEV from one mount to another
     */
    public static long renameat2(
            int olddirfd, String oldpath, int newdirfd, String newpath, int flags) {
        return onPaths(Sysno.SYS_RENAMEAT2, olddirfd, oldpath, newdirfd, newpath, flags);
    }

    /**
     * {@code linkat(2)}: a second name.
     *
     * @param olddirfd the directory that the file's path starts from
     * @param oldpath the file, as UTF-8
     * @param newdirfd the directory that the new name starts from
     * @param newpath the name that it gets besides
     * @param flags 0, {@link #AT_SYMLINK_FOLLOW} or {@link #AT_EMPTY_PATH}
     * @return 0 or −errno
     */
    public static long linkat(
            int olddirfd, String oldpath, int newdirfd, String newpath, int flags) {
        return onPaths(Sysno.SYS_LINKAT, olddirfd, oldpath, newdirfd, newpath, flags);
    }

    /**
     * {@code symlinkat(2)}.
     *
     * @param target what the link says, as UTF-8; need not be there
     * @param dirfd the directory that the link's path starts from
     * @param path where the link is to be
     * @return 0 or −errno
     */
    public static long symlinkat(String target, int dirfd, String path) {
        long targetBytes = CString.bytes(target);
        if (Errno.isError(targetBytes)) {
            return targetBytes;
        }
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = CString.borrow(target, targetBytes);
        Buffer p1 = CString.borrow(path, bytes);
        try {
            return Syscall.syscall(Sysno.SYS_SYMLINKAT, p0.address(), dirfd, p1.address());
        } finally {
            Buffers.give(p1);
            Buffers.give(p0);
        }
    }

    /**
     * {@code readlinkat(2)}.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path the link, as UTF-8; empty for a link that was opened with O_PATH
     * @param target takes what it says in element 0; bytes that are no UTF-8 as U+FFFD
     * @return its length in bytes, or −errno: −EINVAL when it is no symbolic link
     */
    public static long readlinkat(int dirfd, String path, String[] target) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = CString.borrow(path, bytes);
        Buffer buffer = Buffers.take(PATH_MAX);
        try {
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_READLINKAT,
                            dirfd,
                            p0.address(),
                            buffer.address(),
                            PATH_MAX,
                            0,
                            0);
            if (r1 >= 0) {
                byte[] said = buffer.segment().asSlice(0, r1).toArray(JAVA_BYTE);
                target[0] = new String(said, StandardCharsets.UTF_8);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
            Buffers.give(p0);
        }
    }

    // ---- What is known of a file ---------------------------------------------------------------

    /**
     * {@code fstatat(2)}.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path the file, as UTF-8
     * @param flags 0, {@link #AT_SYMLINK_NOFOLLOW} or {@link #AT_EMPTY_PATH}
     * @param stat takes the answer in element 0
     * @return 0 or −errno
     */
    public static long fstatat(int dirfd, String path, int flags, Stat[] stat) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = CString.borrow(path, bytes);
        Buffer buffer = Buffers.take(Stat.BYTES);
        try {
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_NEWFSTATAT,
                            dirfd,
                            p0.address(),
                            buffer.address(),
                            flags,
                            0,
                            0);
            if (r1 == 0) {
                stat[0] = Stat.from(buffer.segment());
            }
            return r1;
        } finally {
            Buffers.give(buffer);
            Buffers.give(p0);
        }
    }

    /**
     * {@code statx(2)}, since Linux 4.11, for the one thing that {@link #fstatat} does not tell:
     * when a file was made.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path the file, as UTF-8
     * @param flags 0, {@link #AT_SYMLINK_NOFOLLOW} or {@link #AT_EMPTY_PATH}
     * @param birth takes seconds since 1970 in element 0, and nanoseconds in element 1
     * @return 1, 0 where the file system does not know, or −errno
     */
    public static long birthTime(int dirfd, String path, int flags, long[] birth) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = CString.borrow(path, bytes);
        Buffer buffer = Buffers.take(STATX_BYTES);
        try {
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_STATX,
                            dirfd,
                            p0.address(),
                            flags,
                            STATX_BTIME,
                            buffer.address(),
                            0);
            MemorySegment statx = buffer.segment();
            if (r1 != 0 || (statx.get(JAVA_INT, STX_MASK) & STATX_BTIME) == 0) {
                return r1;
            }
            birth[0] = statx.get(JAVA_LONG, STX_BTIME);
            birth[1] = statx.get(JAVA_INT, STX_BTIME + Long.BYTES);
            return 1;
        } finally {
            Buffers.give(buffer);
            Buffers.give(p0);
        }
    }

    /**
     * {@code statfs(2)}.
     *
     * @param path any file of the file system, as UTF-8
     * @param statfs takes the answer in element 0
     * @return 0 or −errno
     */
    public static long statfs(String path, Statfs[] statfs) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = CString.borrow(path, bytes);
        Buffer buffer = Buffers.take(Statfs.BYTES);
        try {
            long r1 = Syscall.syscall(Sysno.SYS_STATFS, p0.address(), buffer.address(), 0);
            if (r1 == 0) {
                statfs[0] = Statfs.from(buffer.segment());
            }
            return r1;
        } finally {
            Buffers.give(buffer);
            Buffers.give(p0);
        }
    }

    // ---- What may be changed of a file ---------------------------------------------------------

    /**
     * {@code fchmodat(2)}; of a symbolic link, what it leads to.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path the file, as UTF-8
     * @param perm its permissions from now on, 0 to 07777
     * @return 0 or −errno
     */
    public static long fchmodat(int dirfd, String path, int perm) {
        return Syscall.onPath(Sysno.SYS_FCHMODAT, dirfd, path, perm, 0);
    }

    /**
     * {@code fchownat(2)}.
     *
     * @param dirfd the directory that a relative path starts from
     * @param path the file, as UTF-8
     * @param uid its owner from now on; −1 leaves that
     * @param gid its group from now on; −1 leaves that
     * @param flags 0, {@link #AT_SYMLINK_NOFOLLOW} or {@link #AT_EMPTY_PATH}
     * @return 0 or −errno
     */
    public static long fchownat(int dirfd, String path, int uid, int gid, int flags) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = CString.borrow(path, bytes);
        try {
            return Syscall.syscall6(Sysno.SYS_FCHOWNAT, dirfd, p0.address(), uid, gid, flags, 0);
        } finally {
            Buffers.give(p0);
        }
    }

    /**
     * {@code utimensat(2)}: when a file was read and changed last. With a null path it is {@code
     * futimens(3)}, of the descriptor.
     *
     * @param dirfd the directory that a relative path starts from; or the file
     * @param path the file, as UTF-8; or null
     * @param access seconds since 1970, and nanoseconds or {@link #UTIME_NOW} or {@link
     *     #UTIME_OMIT}
     * @param modified seconds and nanoseconds as well
     * @param flags 0 or {@link #AT_SYMLINK_NOFOLLOW}
     * @return 0 or −errno
     */
    public static long utimensat(
            int dirfd, String path, long[] access, long[] modified, int flags) {
        long bytes = path == null ? 1 : CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = path == null ? null : CString.borrow(path, bytes);
        Buffer times = Buffers.take(2 * TIMESPEC_BYTES);
        try {
            MemorySegment.copy(access, 0, times.segment(), JAVA_LONG, 0, 2);
            MemorySegment.copy(modified, 0, times.segment(), JAVA_LONG, TIMESPEC_BYTES, 2);
            return Syscall.syscall6(
                    Sysno.SYS_UTIMENSAT,
                    dirfd,
                    p0 == null ? 0 : p0.address(),
                    times.address(),
                    flags,
                    0,
                    0);
        } finally {
            Buffers.give(times);
            if (p0 != null) {
                Buffers.give(p0);
            }
        }
    }

    /**
     * {@code truncate(2)}.
     *
     * @param path the file, as UTF-8
     * @param size bytes from now on
     * @return 0 or −errno
     */
    public static long truncate(String path, long size) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer p0 = CString.borrow(path, bytes);
        try {
            return Syscall.syscall(Sysno.SYS_TRUNCATE, p0.address(), size, 0);
        } finally {
            Buffers.give(p0);
        }
    }

    // ---- How they are made ---------------------------------------------------------------------

    private static long onEntry(int trap, int dirfd, Dirent entry, int flags) {
        byte[] name = entry.bytes();
        Buffer p0 = Buffers.take(name.length + 1);
        try {
            MemorySegment.copy(name, 0, p0.segment(), JAVA_BYTE, 0, name.length);
            p0.segment().set(JAVA_BYTE, name.length, (byte) 0);
            return Syscall.syscall6(trap, dirfd, p0.address(), flags, 0, 0, 0);
        } finally {
            Buffers.give(p0);
        }
    }

    private static long onPaths(
            int trap, int olddirfd, String oldpath, int newdirfd, String newpath, int flags) {
        long oldBytes = CString.bytes(oldpath);
        if (Errno.isError(oldBytes)) {
            return oldBytes;
        }
        long newBytes = CString.bytes(newpath);
        if (Errno.isError(newBytes)) {
            return newBytes;
        }
        Buffer p0 = CString.borrow(oldpath, oldBytes);
        Buffer p1 = CString.borrow(newpath, newBytes);
        try {
            return Syscall.syscall6(trap, olddirfd, p0.address(), newdirfd, p1.address(), flags, 0);
        } finally {
            Buffers.give(p1);
            Buffers.give(p0);
        }
    }
}
