package dev.baton.linux;

import java.io.IOException;
import jdk.internal.misc.Unsafe;

/**
 * Where the stack of the calling OS thread ends, and how far down it is used now. On a virtual
 * thread that is the stack of its carrier, which its frames are on while it runs.
 */
public final class ThreadStack {
    private static final Unsafe U = Unsafe.getUnsafe();

    /** Larger than any libc's pthread_attr_t: 56 bytes in glibc on x86-64, 64 on aarch64. */
    private static final long ATTRIBUTES_BYTES = 128;

    private static final byte[] X86_64 = {
        0x48,
        (byte) 0x89,
        (byte) 0xe0, // mov rax, rsp
        (byte) 0xc3, // ret
    };

    private static final byte[] AARCH64 = {
        (byte) 0xe0, 0x03, 0x00, (byte) 0x91, // mov x0, sp
        (byte) 0xc0, 0x03, 0x5f, (byte) 0xd6, // ret
    };

    /** Where the code is, or 0. */
    private static final long POINTER = pointer();

    private static final long SELF = Linkage.function("pthread_self");
    private static final long GET_ATTRIBUTES = Linkage.function("pthread_getattr_np");
    private static final long GET_STACK = Linkage.function("pthread_attr_getstack");
    private static final long DESTROY = Linkage.function("pthread_attr_destroy");

    private ThreadStack() {}

    /**
     * {@return whether {@link #current} can tell: a process may be denied code of its own making}
     */
    public static boolean isPointerKnown() {
        return POINTER != 0;
    }

    /**
     * {@return the stack pointer of the caller, about; stacks grow to lower addresses} Only where
     * {@link #isPointerKnown}. Takes a few nanoseconds.
     */
    public static long current() {
        return Downcall.brief(POINTER, 0, 0, 0, 0, 0, 0, 0);
    }

    /**
     * The lowest address of the calling thread's stack. What the JVM keeps for itself at this end
     * (its guard pages, and room for native code) is part of it.
     *
     * @param size receives how many bytes the stack has
     * @return the address, or 0 when it is not known
     */
    public static long lowest(long[] size) {
        long attributes = U.allocateMemory(ATTRIBUTES_BYTES + 2 * Long.BYTES);
        try {
            long self = Downcall.call(SELF, 0, 0, 0);
            if ((int) Downcall.call(GET_ATTRIBUTES, self, attributes, 0) != 0) {
                return 0;
            }
            long result = attributes + ATTRIBUTES_BYTES;
            Downcall.call(GET_STACK, attributes, result, result + Long.BYTES);
            Downcall.call(DESTROY, attributes, 0, 0);
            size[0] = U.getLong(result + Long.BYTES);
            return U.getLong(result);
        } finally {
            U.freeMemory(attributes);
        }
    }

    private static long pointer() {
        byte[] code = Linkage.isX86() ? X86_64 : AARCH64;
        try {
            return MachineCode.map(code);
        } catch (IOException e) {
            return 0;
        }
    }
}
