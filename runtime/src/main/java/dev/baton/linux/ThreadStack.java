package dev.baton.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
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

    private static final MethodHandle POINTER = pointer();

    private ThreadStack() {}

    /**
     * {@return whether {@link #current} can tell: a process may be denied code of its own making}
     */
    public static boolean isPointerKnown() {
        return POINTER != null;
    }

    /**
     * {@return the stack pointer of the caller, about; stacks grow to lower addresses} Only where
     * {@link #isPointerKnown}. Takes a few nanoseconds.
     */
    public static long current() {
        try {
            return (long) POINTER.invokeExact(0L, 0L, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw Linkage.unexpected(t);
        }
    }

    /**
     * The lowest address of the calling thread's stack. What the JVM keeps for itself at this end
     * (its guard pages, and room for native code) is part of it.
     *
     * @param size receives how many bytes the stack has
     * @return the address, or 0 when it is not known
     */
    public static long lowest(long[] size) {
        try (Arena arena = Arena.ofConfined()) {
            long attributes = arena.allocate(ATTRIBUTES_BYTES, Long.BYTES).address();
            long result = arena.allocate(2 * Long.BYTES, Long.BYTES).address();
            long self = call(Attributes.SELF, 0, 0, 0);
            if ((int) call(Attributes.GET, self, attributes, 0) != 0) {
                return 0;
            }
            call(Attributes.GET_STACK, attributes, result, result + Long.BYTES);
            call(Attributes.DESTROY, attributes, 0, 0);
            size[0] = U.getLong(result + Long.BYTES);
            return U.getLong(result);
        }
    }

    private static long call(MethodHandle function, long a, long b, long c) {
        try {
            return (long) function.invokeExact(a, b, c, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw Linkage.unexpected(t);
        }
    }

    private static MethodHandle pointer() {
        byte[] code = Platform.isX86(System.getProperty("os.arch")) ? X86_64 : AARCH64;
        try {
            MemorySegment memory = MemorySegment.ofAddress(MachineCode.map(code));
            return SystemCall.briefShape(memory);
        } catch (IOException e) {
            return null;
        }
    }

    private static final class Attributes {
        static final MethodHandle SELF = SystemCall.shapedAsThose("pthread_self");
        static final MethodHandle GET = SystemCall.shapedAsThose("pthread_getattr_np");
        static final MethodHandle GET_STACK = SystemCall.shapedAsThose("pthread_attr_getstack");
        static final MethodHandle DESTROY = SystemCall.shapedAsThose("pthread_attr_destroy");
    }
}
