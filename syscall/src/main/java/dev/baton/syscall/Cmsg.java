package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * {@code struct cmsghdr}: what goes beside a message's data, cmsg(3): descriptors, and who sent it.
 * Several lie one after another, each at a multiple of 8 bytes.
 */
public final class Cmsg {
    /** Length, level and type; what it holds follows. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct cmsghdr",
                    JAVA_LONG.withName("cmsg_len"),
                    JAVA_INT.withName("cmsg_level"),
                    JAVA_INT.withName("cmsg_type"));

    /** Of level {@link Sockets#SOL_SOCKET}: descriptors, an int each. */
    public static final int SCM_RIGHTS = 1;

    /** Of level {@link Sockets#SOL_SOCKET}: who sent it, {@link Ucred}. */
    public static final int SCM_CREDENTIALS = 2;

    private static final int HEADER_BYTES = 16;
    private static final long LEVEL = Struct.offset(LAYOUT, "cmsg_level");
    private static final long TYPE = Struct.offset(LAYOUT, "cmsg_type");

    private Cmsg() {}

    /**
     * How much room one takes, C's {@code CMSG_SPACE}.
     *
     * @param dataBytes bytes that it holds
     * @return bytes
     */
    public static long space(long dataBytes) {
        return HEADER_BYTES + (dataBytes + 7 & -8);
    }

    /**
     * Writes one with descriptors.
     *
     * @param control memory of at least {@link #space} of 4 bytes for each
     * @param fds the descriptors; whoever receives it gets others for the same open files
     */
    public static void setRights(MemorySegment control, int... fds) {
        control.set(JAVA_LONG, 0, HEADER_BYTES + (long) fds.length * Integer.BYTES);
        control.set(JAVA_INT, LEVEL, Sockets.SOL_SOCKET);
        control.set(JAVA_INT, TYPE, SCM_RIGHTS);
        MemorySegment.copy(fds, 0, control, JAVA_INT, HEADER_BYTES, fds.length);
    }

    /**
     * The descriptors that came with a message. They are open, and the receiver's to close.
     *
     * @param control as much of it as came: {@link MsgHdr#controlBytes}
     * @return the descriptors; none when none came
     */
    public static int[] rights(MemorySegment control) {
        long at = find(control, SCM_RIGHTS);
        if (at < 0) {
            return new int[0];
        }
        int[] fds = new int[(int) (dataBytes(control, at) / Integer.BYTES)];
        MemorySegment.copy(control, JAVA_INT, at + HEADER_BYTES, fds, 0, fds.length);
        return fds;
    }

    /**
     * Who sent a message, with {@link SocketOptions#SO_PASSCRED}.
     *
     * @param control as much of it as came: {@link MsgHdr#controlBytes}
     * @return who; null when it does not say
     */
    public static Ucred credentials(MemorySegment control) {
        long at = find(control, SCM_CREDENTIALS);
        return at < 0 ? null : Ucred.from(control, at + HEADER_BYTES);
    }

    private static long dataBytes(MemorySegment control, long at) {
        long length = Math.min(control.get(JAVA_LONG, at), control.byteSize() - at);
        return Math.max(length - HEADER_BYTES, 0); // memory that the kernel did not write
    }

    private static long find(MemorySegment control, int type) {
        long at = 0;
        while (at + HEADER_BYTES <= control.byteSize()) {
            if (control.get(JAVA_INT, at + LEVEL) == Sockets.SOL_SOCKET
                    && control.get(JAVA_INT, at + TYPE) == type) {
                return at;
            }
            at += space(dataBytes(control, at));
        }
        return -1;
    }
}
