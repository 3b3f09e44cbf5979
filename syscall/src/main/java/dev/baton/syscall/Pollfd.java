package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct pollfd}: one of the descriptors that {@link Fds#ppollMany} asks. */
public final class Pollfd {
    /** The descriptor, what is asked, what is answered: 8 bytes. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct pollfd",
                    JAVA_INT.withName("fd"),
                    JAVA_SHORT.withName("events"),
                    JAVA_SHORT.withName("revents"));

    /** There is something to read, or the end. */
    public static final int POLLIN = Fds.POLLIN;

    /** Something urgent to read: of TCP, a pseudo-terminal, a control group. */
    public static final int POLLPRI = 2;

    /** There is room to write. */
    public static final int POLLOUT = Fds.POLLOUT;

    /** An error; comes unasked. */
    public static final int POLLERR = Fds.POLLERR;

    /** The other end is closed; comes unasked. */
    public static final int POLLHUP = Fds.POLLHUP;

    /** It is not open; comes unasked. */
    public static final int POLLNVAL = 0x20;

    /** The other side of a socket writes no more. */
    public static final int POLLRDHUP = 0x2000;

    static final int BYTES = 8;

    private static final long EVENTS = Struct.offset(LAYOUT, "events");
    private static final long REVENTS = Struct.offset(LAYOUT, "revents");

    private Pollfd() {}

    /**
     * Writes one.
     *
     * @param fds memory for index + 1 of them
     * @param index which, from 0 on
     * @param fd the descriptor; a negative one is passed over
     * @param events {@link #POLLIN} and others
     */
    public static void set(MemorySegment fds, int index, int fd, int events) {
        long at = (long) index * BYTES;
        fds.set(JAVA_INT, at, fd);
        fds.set(JAVA_SHORT, at + EVENTS, (short) events);
        fds.set(JAVA_SHORT, at + REVENTS, (short) 0);
    }

    /**
     * What was answered.
     *
     * @param fds as many as were asked
     * @param index which, from 0 on
     * @return {@link #POLLIN} and others; 0 for nothing
     */
    public static int revents(MemorySegment fds, int index) {
        return Short.toUnsignedInt(fds.get(JAVA_SHORT, (long) index * BYTES + REVENTS));
    }
}
