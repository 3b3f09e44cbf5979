package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;

/**
 * What {@code statfs} tells of a file system.
 *
 * @param type its magic number, of statfs(2)
 * @param blockBytes how many bytes a block has, the unit of the next three
 * @param blocks how many there are
 * @param freeBlocks how many are free
 * @param availableBlocks how many are free for who is not root
 * @param files how many files there may be
 * @param freeFiles how many more
 * @param nameBytes how long a name may be
 * @param flags of mount, {@link #ST_RDONLY} among them
 */
public record Statfs(
        long type,
        long blockBytes,
        long blocks,
        long freeBlocks,
        long availableBlocks,
        long files,
        long freeFiles,
        long nameBytes,
        long flags) {
    /** Nothing may be written. */
    public static final long ST_RDONLY = 1;

    /** The kernel's {@code struct statfs}, the same on all 64-bit architectures known here. */
    static final int BYTES = 120;

    private static final int F_FRSIZE = 72;

    static Statfs from(MemorySegment s) {
        long fragment = s.get(JAVA_LONG, F_FRSIZE);
        return new Statfs(
                s.get(JAVA_LONG, 0),
                fragment != 0 ? fragment : s.get(JAVA_LONG, 8),
                s.get(JAVA_LONG, 16),
                s.get(JAVA_LONG, 24),
                s.get(JAVA_LONG, 32),
                s.get(JAVA_LONG, 40),
                s.get(JAVA_LONG, 48),
                s.get(JAVA_LONG, 64),
                s.get(JAVA_LONG, 80));
    }
}
