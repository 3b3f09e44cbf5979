package dev.baton.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import jdk.internal.misc.Unsafe;

/**
 * Counts how often a signal came, and leaves it to whom it belongs: to the JVM, which handles
 * SIGQUIT itself and tells no Java code of it.
 *
 * <p>In front of the handler that there is comes a few bytes of machine code that count up and jump
 * to it, with registers and stack as they were, so that handler can't tell. Java can't run in a
 * signal handler: the signal may have come anywhere.
 */
public final class SignalCount {
    /** {@code struct sigaction} of both processors: handler, mask, flags, restorer. */
    private static final long SIGACTION_BYTES = 152;

    /** Handlers that are no code: SIG_DFL and SIG_IGN. */
    private static final long LAST_SPECIAL_HANDLER = 1;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long SIGACTION = Linkage.function("sigaction");

    private final long counter;

    private SignalCount(long counter) {
        this.counter = counter;
    }

    /**
     * Begins to count.
     *
     * @param signal the signal's number; somebody handles it already
     * @return its count, 0 so far
     * @throws UnsatisfiedLinkError with the reason, when nobody handles it, or the system allows
     *     this process no machine code of its own
     */
    public static SignalCount of(int signal) {
        long action = U.allocateMemory(SIGACTION_BYTES);
        try {
            sigaction(signal, 0, action);
            long handler = U.getLong(action);
            if (handler >= 0 && handler <= LAST_SPECIAL_HANDLER) {
                throw new UnsatisfiedLinkError("nobody handles signal " + signal);
            }
            long counter = Linkage.allocateForever(Long.BYTES, Long.BYTES);
            U.putLong(action, executable(countAndJump(counter, handler)));
            sigaction(signal, action, 0);
            return new SignalCount(counter);
        } finally {
            U.freeMemory(action);
        }
    }

    /**
     * How often the signal came. Any thread may ask.
     *
     * @return 0 or more
     */
    public long get() {
        return U.getLongVolatile(null, counter);
    }

    /** The machine code, with both addresses in it. */
    static byte[] countAndJump(long counter, long handler) {
        ByteBuffer code = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        if (Linkage.isX86()) {
            bytes(code, 0x48, 0xb8).putLong(counter); // mov rax, counter
            bytes(code, 0xf0, 0x48, 0xff, 0x00); // lock inc qword [rax]
            bytes(code, 0x48, 0xb8).putLong(handler); // mov rax, handler
            bytes(code, 0xff, 0xe0); // jmp rax
        } else {
            code.putInt(0x580000e9); // ldr x9, counter: 28 bytes on
            code.putInt(0xc85f7d2a); // again: ldxr x10, [x9]
            code.putInt(0x9100054a); // add x10, x10, #1
            code.putInt(0xc80b7d2a); // stxr w11, x10, [x9]
            code.putInt(0x35ffffab); // cbnz w11, again
            code.putInt(0x58000089); // ldr x9, handler: 16 bytes on
            code.putInt(0xd61f0120); // br x9
            code.putLong(counter).putLong(handler);
        }
        return Arrays.copyOf(code.array(), code.position());
    }

    private static ByteBuffer bytes(ByteBuffer code, int... values) {
        for (int value : values) {
            code.put((byte) value);
        }
        return code;
    }

    private static long executable(byte[] code) {
        try {
            return MachineCode.map(code);
        } catch (IOException e) {
            throw (UnsatisfiedLinkError) new UnsatisfiedLinkError(e.getMessage()).initCause(e);
        }
    }

    private static void sigaction(int signal, long action, long before) {
        if ((int) Downcall.call(SIGACTION, signal, action, before) != 0) {
            throw new UnsatisfiedLinkError("sigaction was refused");
        }
    }
}
