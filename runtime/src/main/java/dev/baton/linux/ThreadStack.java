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

    /** How far below its stack pointer a thread that is in a call of the kernel has nothing. */
    private static final int BELOW_BYTES = 256; // the ABI's red zone is 128

    /**
     * {@code madvise(from, ((sp - 256) & mask) - from, MADV_DONTNEED)}, by what is in registers.
     */
    private static final byte[] GIVE_BACK_X86_64 = {
        0x48,
        (byte) 0x8d,
        (byte) 0x84,
        0x24,
        0x00,
        (byte) 0xff,
        (byte) 0xff,
        (byte) 0xff, // lea rax, [rsp-256]
        0x48,
        0x21,
        (byte) 0xf0, // and rax, rsi
        0x48,
        0x29,
        (byte) 0xf8, // sub rax, rdi
        0x48,
        (byte) 0x89,
        (byte) 0xc6, // mov rsi, rax
        (byte) 0xba,
        0x04,
        0x00,
        0x00,
        0x00, // mov edx, 4
        (byte) 0xb8,
        0x1c,
        0x00,
        0x00,
        0x00, // mov eax, 28
        0x0f,
        0x05, // syscall
        (byte) 0xc3, // ret
    };

    private static final byte[] GIVE_BACK_AARCH64 = {
        (byte) 0xe2,
        0x03,
        0x04,
        (byte) 0xd1, // sub x2, sp, #256
        0x41,
        0x00,
        0x01,
        (byte) 0x8a, // and x1, x2, x1
        0x21,
        0x00,
        0x00,
        (byte) 0xcb, // sub x1, x1, x0
        (byte) 0x82,
        0x00,
        (byte) 0x80,
        (byte) 0xd2, // mov x2, #4
        0x28,
        0x1d,
        (byte) 0x80,
        (byte) 0xd2, // mov x8, #233
        0x01,
        0x00,
        0x00,
        (byte) 0xd4, // svc #0
        (byte) 0xc0,
        0x03,
        0x5f,
        (byte) 0xd6, // ret
    };

    /** Where the code is, or 0. */
    private static final long POINTER = map(Linkage.isX86() ? X86_64 : AARCH64);

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

    /** Where it is needed. */
    private static final class GiveBack {
        static final long CODE = map(Linkage.isX86() ? GIVE_BACK_X86_64 : GIVE_BACK_AARCH64);
    }

    /**
     * Gives the kernel back the memory of the calling thread's stack that it has used before and
     * does not use now. The pages are there again, empty, when they are next touched.
     *
     * <p>What is in use is above the stack pointer, but for a few bytes of the ABI's, and a
     * signal's frame, which the kernel puts below it when a call returns. How deep the call of
     * madvise is none but itself can tell: so the end is computed in machine code, beside the call,
     * from the pointer that the thread has just then.
     *
     * @param floor above what the JVM keeps at the end of the stack
     * @return whether there was something to give back, and the kernel took it
     */
    public static boolean giveBack(long floor) {
        long page = U.pageSize();
        long from = (floor + page - 1) & -page;
        if (GiveBack.CODE == 0 || !isPointerKnown() || from + page > current() - BELOW_BYTES) {
            return false;
        }
        return Downcall.call(GiveBack.CODE, from, -page, 0) == 0;
    }

    private static long map(byte[] code) {
        try {
            return MachineCode.map(code);
        } catch (IOException e) {
            return 0;
        }
    }
}
