package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct signalfd_siginfo}: what a read of {@link Signals#signalfd4} gives, 128 bytes. */
public final class SignalfdSiginfo {
    /** 128 bytes. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct signalfd_siginfo",
                    JAVA_INT.withName("ssi_signo"),
                    JAVA_INT.withName("ssi_errno"),
                    JAVA_INT.withName("ssi_code"),
                    JAVA_INT.withName("ssi_pid"),
                    JAVA_INT.withName("ssi_uid"),
                    JAVA_INT.withName("ssi_fd"),
                    JAVA_INT.withName("ssi_tid"),
                    JAVA_INT.withName("ssi_band"),
                    JAVA_INT.withName("ssi_overrun"),
                    JAVA_INT.withName("ssi_trapno"),
                    JAVA_INT.withName("ssi_status"),
                    JAVA_INT.withName("ssi_int"),
                    JAVA_LONG.withName("ssi_ptr"),
                    JAVA_LONG.withName("ssi_utime"),
                    JAVA_LONG.withName("ssi_stime"),
                    JAVA_LONG.withName("ssi_addr"),
                    JAVA_SHORT.withName("ssi_addr_lsb"),
                    JAVA_SHORT.withName("__pad2"),
                    JAVA_INT.withName("ssi_syscall"),
                    JAVA_LONG.withName("ssi_call_addr"),
                    JAVA_INT.withName("ssi_arch"),
                    MemoryLayout.sequenceLayout(28, JAVA_BYTE).withName("__pad"));

    private static final long CODE = Struct.offset(LAYOUT, "ssi_code");
    private static final long PID = Struct.offset(LAYOUT, "ssi_pid");
    private static final long UID = Struct.offset(LAYOUT, "ssi_uid");
    private static final long PTR = Struct.offset(LAYOUT, "ssi_ptr");

    private SignalfdSiginfo() {}

    /**
     * What {@link Signals#rtSigtimedwait} would say of it.
     *
     * @param memory 128 bytes from the offset on, as they were read
     * @param offset where they begin, in bytes
     * @return the signal
     */
    public static SigInfo sigInfo(MemorySegment memory, long offset) {
        return new SigInfo(
                memory.get(JAVA_INT, offset),
                memory.get(JAVA_INT, offset + CODE),
                memory.get(JAVA_INT, offset + PID),
                memory.get(JAVA_INT, offset + UID),
                memory.get(JAVA_LONG, offset + PTR));
    }
}
