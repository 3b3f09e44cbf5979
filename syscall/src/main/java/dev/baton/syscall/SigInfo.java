package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/**
 * A signal that was sent with something to say.
 *
 * @param signal its number
 * @param code where it is from: {@link Signals#SI_USER}, {@link Signals#SI_QUEUE} or another
 * @param pid the process that sent it
 * @param uid that process's user
 * @param value what it was sent with, of SI_QUEUE
 */
public record SigInfo(int signal, int code, int pid, int uid, long value) {
    static final int BYTES = 128;

    /** {@code siginfo_t} of a signal that a process sent; the rest of it has no meaning then. */
    static final StructLayout LAYOUT =
            Struct.of(
                    "siginfo_t",
                    JAVA_INT.withName("si_signo"),
                    JAVA_INT.withName("si_errno"),
                    JAVA_INT.withName("si_code"),
                    MemoryLayout.paddingLayout(4),
                    JAVA_INT.withName("si_pid"),
                    JAVA_INT.withName("si_uid"),
                    JAVA_LONG.withName("si_value"),
                    MemoryLayout.paddingLayout(96));

    private static final long CODE = Struct.offset(LAYOUT, "si_code");
    private static final long PID = Struct.offset(LAYOUT, "si_pid");
    private static final long UID = Struct.offset(LAYOUT, "si_uid");
    private static final long VALUE = Struct.offset(LAYOUT, "si_value");

    static SigInfo from(MemorySegment s) {
        return new SigInfo(
                s.get(JAVA_INT, 0),
                s.get(JAVA_INT, CODE),
                s.get(JAVA_INT, PID),
                s.get(JAVA_INT, UID),
                s.get(JAVA_LONG, VALUE));
    }

    void to(MemorySegment s) {
        s.asSlice(0, BYTES).fill((byte) 0);
        s.set(JAVA_INT, 0, signal);
        s.set(JAVA_INT, CODE, code);
        s.set(JAVA_INT, PID, pid);
        s.set(JAVA_INT, UID, uid);
        s.set(JAVA_LONG, VALUE, value);
    }
}
