package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baton.BlockingSite;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.MemorySegment;

/**
 * The calls on open files that {@link Syscall} has not: those that move data from one to another
 * inside the kernel, locks, owners and permissions. They return the kernel's own result, retry
 * nothing and check nothing.
 *
 * <p>All functions may be called from any thread.
 */
public final class Transfers {
    /** {@link #splice}: moves pages where it can. */
    public static final int SPLICE_F_MOVE = 1;

    /** {@link #splice}: does not wait for the pipe, whatever the descriptor's flags say. */
    public static final int SPLICE_F_NONBLOCK = 2;

    /** {@link #fallocate}: the file's length stays. */
    public static final int FALLOC_FL_KEEP_SIZE = 1;

    /** {@link #fallocate}: a hole instead of room; with {@link #FALLOC_FL_KEEP_SIZE}. */
    public static final int FALLOC_FL_PUNCH_HOLE = 2;

    /** {@link #fcntlLock}: whether there is a lock that would be in the way. */
    public static final int F_OFD_GETLK = 36;

    /** {@link #fcntlLock}: fails with EAGAIN where there is one. */
    public static final int F_OFD_SETLK = 37;

    /** {@link #fcntlLock}: waits for it. */
    public static final int F_OFD_SETLKW = 38;

    /** {@link #fcntlLock}: together with others that read. */
    public static final int F_RDLCK = 0;

    /** {@link #fcntlLock}: alone. */
    public static final int F_WRLCK = 1;

    /** {@link #fcntlLock}: no lock. */
    public static final int F_UNLCK = 2;

    // struct flock of 64 bits; l_whence is 0 here, SEEK_SET, and l_pid has to be.
    private static final int L_START = 8;
    private static final int L_LEN = 16;
    private static final int L_PID = 24;
    private static final int FLOCK_BYTES = 32;

    /** Of all that {@code fcntl} does nothing else waits. */
    private static final BlockingSite LOCK_WAITS = new BlockingSite();

    private Transfers() {}

    /**
     * {@code copy_file_range(2)}, from where both files stand: some file systems share the blocks
     * and copy nothing.
     *
     * @param in the regular file to read
     * @param out the regular file to write
     * @param count how many bytes at most
     * @return bytes copied, 0 at the end of the file (and for files of /proc, whatever is in them),
     *     or −errno: −EXDEV, −EINVAL, −EOPNOTSUPP, −ENOSYS where it can't be done so
     */
    public static long copyFileRange(int in, int out, long count) {
        return Syscall.syscall6(Sysno.SYS_COPY_FILE_RANGE, in, 0, out, 0, count, 0);
    }

    /**
     * {@code splice(2)}, from where they stand; one of the two is a pipe.
     *
     * @param in what to read
     * @param out what to write
     * @param count how many bytes at most
     * @param flags the SPLICE constants
     * @return bytes moved, 0 at the end, or −errno: −EINVAL when neither is a pipe or the other
     *     can't
     */
    public static long splice(int in, int out, long count, int flags) {
        return Syscall.syscall6(Sysno.SYS_SPLICE, in, 0, out, 0, count, flags);
    }

    /**
     * {@code sendfile(2)}, from where the file stands.
     *
     * @param out what to write: a socket, a pipe, a file
     * @param in what to read: a file that can be mapped
     * @param count how many bytes at most
     * @return bytes moved, 0 at the end, or −errno: −EINVAL where it can't be done so
     */
    public static long sendfile(int out, int in, long count) {
        return Syscall.syscall6(Sysno.SYS_SENDFILE, out, in, 0, count, 0, 0);
    }

    /**
     * {@code fallocate(2)}: room on the device, or a hole.
     *
     * @param fd the descriptor
     * @param mode 0, or the FALLOC constants
     * @param offset from where, in bytes
     * @param length how many bytes
     * @return 0 or −errno: −EOPNOTSUPP where the file system can't
     */
    public static long fallocate(int fd, int mode, long offset, long length) {
        return Syscall.syscall6(Sysno.SYS_FALLOCATE, fd, mode, offset, length, 0, 0);
    }

    /**
     * {@code fcntl(2)} with a lock of an open file description: it belongs to who has the
     * descriptor, or a copy, and not to the process, ends with the last of those, and shuts out
     * others of the same process, too.
     *
     * @param fd the descriptor: open for reading for a lock that is shared, for writing for another
     * @param command {@link #F_OFD_SETLK}, {@link #F_OFD_SETLKW} or {@link #F_OFD_GETLK}
     * @param type {@link #F_RDLCK}, {@link #F_WRLCK} or {@link #F_UNLCK}
     * @param start from where in the file, in bytes
     * @param length how many bytes; 0 for all up to the end, wherever that comes to be
     * @return 0 or −errno; for {@link #F_OFD_GETLK} the type of a lock that is in the way, {@link
     *     #F_UNLCK} for none
     */
    public static long fcntlLock(int fd, int command, int type, long start, long length) {
        Buffer buffer = Buffers.take(FLOCK_BYTES);
        try {
            MemorySegment flock = buffer.segment();
            flock.set(JAVA_LONG, 0, 0);
            flock.set(JAVA_SHORT, 0, (short) type);
            flock.set(JAVA_LONG, L_START, start);
            flock.set(JAVA_LONG, L_LEN, length);
            flock.set(JAVA_INT, L_PID, 0);
            long r1 =
                    command == F_OFD_SETLKW
                            ? Syscall.syscall(
                                    LOCK_WAITS, Sysno.SYS_FCNTL, fd, command, buffer.address())
                            : Syscall.fcntl(fd, command, buffer.address());
            return r1 == 0 && command == F_OFD_GETLK ? flock.get(JAVA_SHORT, 0) : r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code fchmod(2)}.
     *
     * @param fd the descriptor
     * @param perm its permissions from now on, 0 to 07777
     * @return 0 or −errno
     */
    public static long fchmod(int fd, int perm) {
        return Syscall.syscall(Sysno.SYS_FCHMOD, fd, perm, 0);
    }

    /**
     * {@code fchown(2)}.
     *
     * @param fd the descriptor
     * @param uid its owner from now on; −1 leaves that
     * @param gid its group from now on; −1 leaves that
     * @return 0 or −errno
     */
    public static long fchown(int fd, int uid, int gid) {
        return Syscall.syscall(Sysno.SYS_FCHOWN, fd, uid, gid);
    }
}
