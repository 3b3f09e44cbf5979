package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * Who is at the other end of a socket of this machine, when it was connected.
 *
 * @param pid the process
 * @param uid its user
 * @param gid its group
 */
public record Ucred(int pid, int uid, int gid) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "struct ucred",
                    JAVA_INT.withName("pid"),
                    JAVA_INT.withName("uid"),
                    JAVA_INT.withName("gid"));

    static final int BYTES = 12;

    private static final long UID = Struct.offset(LAYOUT, "uid");
    private static final long GID = Struct.offset(LAYOUT, "gid");

    static Ucred from(MemorySegment s, long offset) {
        return new Ucred(
                s.get(JAVA_INT, offset),
                s.get(JAVA_INT, offset + UID),
                s.get(JAVA_INT, offset + GID));
    }
}
