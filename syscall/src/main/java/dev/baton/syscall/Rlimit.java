package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * A limit of a process.
 *
 * @param soft the one that counts; {@link Limits#RLIM_INFINITY} for none
 * @param hard how far the process itself may raise it; {@link Limits#RLIM_INFINITY} for none
 */
public record Rlimit(long soft, long hard) {
    static final StructLayout LAYOUT =
            Struct.of(
                    "struct rlimit64",
                    JAVA_LONG.withName("rlim_cur"),
                    JAVA_LONG.withName("rlim_max"));

    static final int BYTES = 16;

    static Rlimit from(MemorySegment s, long offset) {
        return new Rlimit(s.get(JAVA_LONG, offset), s.get(JAVA_LONG, offset + Long.BYTES));
    }

    void to(MemorySegment s, long offset) {
        s.set(JAVA_LONG, offset, soft);
        s.set(JAVA_LONG, offset + Long.BYTES, hard);
    }
}
