package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * What {@code fstat} tells of a file.
 *
 * @param dev the device that holds it
 * @param ino its number there
 * @param mode what kind of file it is ({@link Fcntl#S_IFMT}) and who may do what with it
 * @param nlink how many names it has
 * @param uid who owns it
 * @param gid the group that owns it
 * @param rdev the device that it is, if it is one
 * @param size bytes
 * @param blockBytes how many bytes at a time are good to transfer
 * @param blocks units of 512 bytes that it takes
 * @param accessSeconds the last access, in seconds since 1970
 * @param accessNanos and nanoseconds, 0 to 999,999,999
 * @param modifiedSeconds the last change of its content
 * @param modifiedNanos and nanoseconds
 * @param changedSeconds the last change of content or attributes
 * @param changedNanos and nanoseconds
 */
public record Stat(
        long dev,
        long ino,
        int mode,
        long nlink,
        int uid,
        int gid,
        long rdev,
        long size,
        long blockBytes,
        long blocks,
        long accessSeconds,
        long accessNanos,
        long modifiedSeconds,
        long modifiedNanos,
        long changedSeconds,
        long changedNanos) {
    /** The size of the longer one of the kernel's two structures. */
    static final int BYTES = 144;

    /** Reads the kernel's {@code struct stat} of this architecture. */
    static Stat from(MemorySegment s) {
        return Arch.current() == Arch.X86_64 ? fromX86(s) : fromGeneric(s);
    }

    /** x86-64: the links, 64 bits wide, come before the mode. */
    static Stat fromX86(MemorySegment s) {
        return common(
                s,
                s.get(JAVA_INT, 24),
                s.get(JAVA_LONG, 16),
                s.get(JAVA_INT, 28),
                s.get(JAVA_INT, 32),
                s.get(JAVA_LONG, 40),
                s.get(JAVA_LONG, 56));
    }

    /** The generic one: mode, links, owners of 32 bits each, and a block size of 32. */
    static Stat fromGeneric(MemorySegment s) {
        return common(
                s,
                s.get(JAVA_INT, 16),
                Integer.toUnsignedLong(s.get(JAVA_INT, 20)),
                s.get(JAVA_INT, 24),
                s.get(JAVA_INT, 28),
                s.get(JAVA_LONG, 32),
                s.get(JAVA_INT, 56));
    }

    private static Stat common(
            MemorySegment s, int mode, long nlink, int uid, int gid, long rdev, long blockBytes) {
        return new Stat(
                s.get(JAVA_LONG, 0),
                s.get(JAVA_LONG, 8),
                mode,
                nlink,
                uid,
                gid,
                rdev,
                s.get(JAVA_LONG, 48),
                blockBytes,
                s.get(JAVA_LONG, 64),
                s.get(JAVA_LONG, 72),
                s.get(JAVA_LONG, 80),
                s.get(JAVA_LONG, 88),
                s.get(JAVA_LONG, 96),
                s.get(JAVA_LONG, 104),
                s.get(JAVA_LONG, 112));
    }

    /**
     * What kind of file it is.
     *
     * @return one of {@link Fcntl#S_IFREG}, {@link Fcntl#S_IFDIR}, {@link Fcntl#S_IFIFO} and so on
     */
    public int kind() {
        return mode & Fcntl.S_IFMT;
    }

    /**
     * Who may do what with it.
     *
     * @return 0 to 07777
     */
    public int permissions() {
        return mode & 07777;
    }
}
