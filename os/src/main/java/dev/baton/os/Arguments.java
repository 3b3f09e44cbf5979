package dev.baton.os;

import dev.baton.syscall.Fcntl;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** What is refused before the kernel sees it, each with a message that names the argument. */
final class Arguments {
    /** All that {@code chmod} knows. */
    private static final int PERMISSIONS = 07777;

    private Arguments() {}

    static void checkPath(String op, String path) throws ErrInvalid {
        Objects.requireNonNull(path, "path");
        int nul = path.indexOf('\0');
        if (nul >= 0) {
            throw new ErrInvalid(
                    op, path.replace("\0", "\\0"), "the path has a NUL byte at index " + nul);
        }
    }

    static void checkPermissions(String op, String path, int perm) throws ErrInvalid {
        if ((perm & ~PERMISSIONS) != 0) {
            throw new ErrInvalid(
                    op,
                    path,
                    "permissions 0"
                            + Integer.toOctalString(perm)
                            + ": only bits of 07777 may be set");
        }
    }

    static void checkFlags(String op, String path, int flags) throws ErrInvalid {
        int unknown = Fcntl.unknownOpenFlags(flags);
        if (unknown != 0) {
            throw new ErrInvalid(
                    op,
                    path,
                    "flags 0"
                            + Integer.toOctalString(flags)
                            + ": nothing is known of 0"
                            + Integer.toOctalString(unknown));
        }
        if ((flags & Fcntl.O_ACCMODE) == Fcntl.O_ACCMODE) {
            throw new ErrInvalid(
                    op,
                    path,
                    "flags 0"
                            + Integer.toOctalString(flags)
                            + ": O_WRONLY and O_RDWR exclude each other");
        }
    }

    static void checkOffset(String op, String path, long offset) throws ErrInvalid {
        if (offset < 0) {
            throw new ErrInvalid(op, path, "negative offset " + offset);
        }
    }

    /** A segment that the kernel, or we, may read from or write to now, in this thread. */
    static void checkSegment(String op, String path, MemorySegment segment, boolean toBeWritten)
            throws ErrInvalid {
        if (!segment.scope().isAlive()) {
            throw new ErrInvalid(op, path, "the segment's arena is closed");
        }
        if (!segment.isAccessibleBy(Thread.currentThread())) {
            throw new ErrInvalid(op, path, "the segment's arena is confined to another thread");
        }
        if (toBeWritten && segment.isReadOnly()) {
            throw new ErrInvalid(op, path, "the segment is read-only");
        }
    }
}
