package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.StructLayout;

/** {@code struct futex_waitv}: one of the words that {@link Futex#futexWaitv} waits for. */
public final class FutexWaitv {
    /** 24 bytes. */
    public static final StructLayout LAYOUT =
            Struct.of(
                    "struct futex_waitv",
                    JAVA_LONG.withName("val"),
                    JAVA_LONG.withName("uaddr"),
                    JAVA_INT.withName("flags"),
                    JAVA_INT.withName("__reserved"));

    /** The word has 32 bits: all that there is so far. */
    public static final int FUTEX_32 = 2;

    private static final int BYTES = (int) LAYOUT.byteSize();
    private static final long UADDR = Struct.offset(LAYOUT, "uaddr");
    private static final long FLAGS = Struct.offset(LAYOUT, "flags");
    private static final long RESERVED = Struct.offset(LAYOUT, "__reserved");

    private FutexWaitv() {}

    /**
     * Writes one.
     *
     * @param waiters memory for index + 1 of them
     * @param index which, from 0 on
     * @param word the word's address
     * @param expected what it was
     * @param flags 0 or {@link Futex#FUTEX_PRIVATE_FLAG}; {@link #FUTEX_32} is added
     */
    public static void set(MemorySegment waiters, int index, long word, int expected, int flags) {
        long at = (long) index * BYTES;
        waiters.set(JAVA_LONG, at, expected & 0xffff_ffffL);
        waiters.set(JAVA_LONG, at + UADDR, word);
        waiters.set(JAVA_INT, at + FLAGS, flags | FUTEX_32);
        waiters.set(JAVA_INT, at + RESERVED, 0);
    }
}
