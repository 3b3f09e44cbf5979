package dev.baton.syscall;

/**
 * The constants of {@code fcntl.h} and its neighbours that go into system calls, for the
 * architecture that this process runs on: the flags of {@code open} differ between x86-64 and
 * aarch64.
 */
public final class Fcntl {
    /** The descriptor that stands for the working directory. */
    public static final int AT_FDCWD = -100;

    /** The bits of the flags that hold one of the next three. */
    public static final int O_ACCMODE = 3;

    /** Open for reading. */
    public static final int O_RDONLY = 0;

    /** Open for writing. */
    public static final int O_WRONLY = 1;

    /** Open for reading and writing. */
    public static final int O_RDWR = 2;

    /** Make the file if there is none. */
    public static final int O_CREAT = 0100;

    /** With {@link #O_CREAT}: fail if there is one. */
    public static final int O_EXCL = 0200;

    /** A terminal doesn't become the process's own. */
    public static final int O_NOCTTY = 0400;

    /** Cut a regular file to length 0. */
    public static final int O_TRUNC = 01000;

    /** Every write goes to the end. */
    public static final int O_APPEND = 02000;

    /** Calls that would wait fail with EAGAIN. */
    public static final int O_NONBLOCK = 04000;

    /** A write returns when its data is on the device. */
    public static final int O_DSYNC = 010000;

    /** Transfers go past the page cache; addresses, lengths and offsets must be aligned. */
    public static final int O_DIRECT = byArch(040000, 0200000);

    /** Files of more than 2 GiB; has no meaning on 64 bits but is allowed. */
    public static final int O_LARGEFILE = byArch(0100000, 0400000);

    /** Fail unless it is a directory. */
    public static final int O_DIRECTORY = byArch(0200000, 040000);

    /** Fail if the path's last part is a symbolic link. */
    public static final int O_NOFOLLOW = byArch(0400000, 0100000);

    /** Reading leaves the time of the last access as it is. */
    public static final int O_NOATIME = 01000000;

    /** The descriptor isn't handed down to programs that are executed. */
    public static final int O_CLOEXEC = 02000000;

    /** A write returns when its data and all of the file's metadata are on the device. */
    public static final int O_SYNC = 04010000;

    /** Only a place in the tree: can be neither read nor written. */
    public static final int O_PATH = 010000000;

    /** A nameless file in the directory that is named. */
    public static final int O_TMPFILE = 020000000 | O_DIRECTORY;

    /** From the start of the file. */
    public static final int SEEK_SET = 0;

    /** From where the file stands. */
    public static final int SEEK_CUR = 1;

    /** From the end of the file. */
    public static final int SEEK_END = 2;

    /** To the next data at or after an offset. */
    public static final int SEEK_DATA = 3;

    /** To the next hole at or after an offset. */
    public static final int SEEK_HOLE = 4;

    /** {@code fcntl}: the descriptor's flags. */
    public static final int F_GETFD = 1;

    /** {@code fcntl}: the flags that the file was opened with. */
    public static final int F_GETFL = 3;

    /**
     * {@code fcntl}: changes those of the flags that can be changed, {@link #O_NONBLOCK} among
     * them.
     */
    public static final int F_SETFL = 4;

    /** {@code flock}: together with others that share. */
    public static final int LOCK_SH = 1;

    /** {@code flock}: alone. */
    public static final int LOCK_EX = 2;

    /** {@code flock}: fail with EAGAIN rather than wait. */
    public static final int LOCK_NB = 4;

    /** {@code flock}: let go. */
    public static final int LOCK_UN = 8;

    /** The bits of a mode that say what kind of file it is. */
    public static final int S_IFMT = 0170000;

    /** A FIFO. */
    public static final int S_IFIFO = 0010000;

    /** A character device. */
    public static final int S_IFCHR = 0020000;

    /** A directory. */
    public static final int S_IFDIR = 0040000;

    /** A block device. */
    public static final int S_IFBLK = 0060000;

    /** A regular file. */
    public static final int S_IFREG = 0100000;

    /** A symbolic link. */
    public static final int S_IFLNK = 0120000;

    /** A socket. */
    public static final int S_IFSOCK = 0140000;

    /** Every flag that {@code open} knows. The kernel itself ignores those that it doesn't know. */
    private static final int OPEN_FLAGS =
            O_ACCMODE
                    | O_CREAT
                    | O_EXCL
                    | O_NOCTTY
                    | O_TRUNC
                    | O_APPEND
                    | O_NONBLOCK
                    | O_DSYNC
                    | O_DIRECT
                    | O_LARGEFILE
                    | O_DIRECTORY
                    | O_NOFOLLOW
                    | O_NOATIME
                    | O_CLOEXEC
                    | O_SYNC
                    | O_PATH
                    | O_TMPFILE;

    private Fcntl() {}

    private static int byArch(int generic, int aarch64) {
        return Arch.current() == Arch.AARCH64 ? aarch64 : generic;
    }

    /**
     * The part of some flags for {@code open} that has no meaning.
     *
     * @param flags any bits
     * @return those that no flag stands for, 0 if there are none
     */
    public static int unknownOpenFlags(int flags) {
        return flags & ~OPEN_FLAGS;
    }
}
