package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct inotify_event}: what a read of {@link Fds#inotifyInit1} gives, one event after
 * another, each 16 bytes and a name that is filled up with NULs.
 *
 * @param watch of {@link Fds#inotifyAddWatch}; −1 with {@link #IN_Q_OVERFLOW}
 * @param mask what happened, one of the bits below, with {@link #IN_ISDIR} and others
 * @param cookie the same number for both sides of a renaming; else 0
 * @param name the file's name in the directory that is watched, as UTF-8; empty when the watch is
 *     the file's own
 * @param next where the next event begins, in bytes
 */
public record InotifyEvent(int watch, int mask, int cookie, String name, long next) {
    /** What is ahead of the name. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct inotify_event",
                    JAVA_INT.withName("wd"),
                    JAVA_INT.withName("mask"),
                    JAVA_INT.withName("cookie"),
                    JAVA_INT.withName("len"));

    /** The file was read. */
    public static final int IN_ACCESS = 1;

    /** It was changed. */
    public static final int IN_MODIFY = Fds.IN_MODIFY;

    /** Its attributes were. */
    public static final int IN_ATTRIB = 4;

    /** It was closed, and had been open for writing. */
    public static final int IN_CLOSE_WRITE = Fds.IN_CLOSE_WRITE;

    /** It was closed, and had not. */
    public static final int IN_CLOSE_NOWRITE = 0x10;

    /** It was opened. */
    public static final int IN_OPEN = 0x20;

    /** Something was moved out of the directory. */
    public static final int IN_MOVED_FROM = 0x40;

    /** Something was moved into it. */
    public static final int IN_MOVED_TO = 0x80;

    /** Something was made in it. */
    public static final int IN_CREATE = Fds.IN_CREATE;

    /** Something was removed from it. */
    public static final int IN_DELETE = Fds.IN_DELETE;

    /** What is watched was itself removed. */
    public static final int IN_DELETE_SELF = 0x400;

    /** What is watched was itself moved. */
    public static final int IN_MOVE_SELF = 0x800;

    /** Comes unasked: its file system was unmounted. */
    public static final int IN_UNMOUNT = 0x2000;

    /** Comes unasked: events were lost, for nobody read them. */
    public static final int IN_Q_OVERFLOW = 0x4000;

    /** Comes unasked: the watch is gone. */
    public static final int IN_IGNORED = 0x8000;

    /** For a watch: only if it is a directory. */
    public static final int IN_ONLYDIR = 0x01000000;

    /** For a watch: of a symbolic link itself. */
    public static final int IN_DONT_FOLLOW = 0x02000000;

    /** For a watch: nothing of files that have no name any more. */
    public static final int IN_EXCL_UNLINK = 0x04000000;

    /** For a watch: −EEXIST when there is one. */
    public static final int IN_MASK_CREATE = 0x10000000;

    /** For a watch: adds to what is asked, if there is one. */
    public static final int IN_MASK_ADD = 0x20000000;

    /** It is a directory. */
    public static final int IN_ISDIR = 0x40000000;

    /** For a watch: for one event. */
    public static final int IN_ONESHOT = 0x80000000;

    private static final long MASK = Struct.offset(LAYOUT, "mask");
    private static final long COOKIE = Struct.offset(LAYOUT, "cookie");
    private static final long LEN = Struct.offset(LAYOUT, "len");

    /**
     * Reads one event.
     *
     * @param memory what was read
     * @param offset where the event begins, in bytes: 0, or {@link #next} of the one before
     * @return the event
     */
    public static InotifyEvent at(MemorySegment memory, long offset) {
        long nameAt = offset + LAYOUT.byteSize();
        long room = Integer.toUnsignedLong(memory.get(JAVA_INT, offset + LEN));
        int length = 0;
        while (length < room && memory.get(JAVA_BYTE, nameAt + length) != 0) {
            length++;
        }
        byte[] name = new byte[length];
        MemorySegment.copy(memory, JAVA_BYTE, nameAt, name, 0, length);
        return new InotifyEvent(
                memory.get(JAVA_INT, offset),
                memory.get(JAVA_INT, offset + MASK),
                memory.get(JAVA_INT, offset + COOKIE),
                new String(name, UTF_8),
                nameAt + room);
    }
}
