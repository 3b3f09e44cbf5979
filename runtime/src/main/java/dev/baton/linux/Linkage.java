package dev.baton.linux;

import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * Finds libc's functions.
 *
 * <p>Pointers are passed as plain {@code long}s: an address and an integer travel in the same
 * registers on both processors, and no MemorySegment has to be made for a call.
 */
final class Linkage {
    /** Makes a call leave its errno in the segment that comes first; {@link #errno} reads it. */
    static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");

    static final MemoryLayout ERRNO_LAYOUT = Linker.Option.captureStateLayout();

    private static final VarHandle ERRNO_VALUE =
            ERRNO_LAYOUT.varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final boolean X86_64;

    static {
        String os = System.getProperty("os.name");
        String arch = System.getProperty("os.arch");
        String refusal = Platform.refusal(os, arch);
        if (refusal != null) {
            // An Error leaves a static initializer as it is; an exception would come out wrapped.
            throw new UnsatisfiedLinkError(refusal);
        }
        X86_64 = Platform.isX86(arch);
    }

    private Linkage() {}

    static boolean isX86() {
        return X86_64;
    }

    /** The call's number on this processor. */
    static long sysno(int x86, int aarch64) {
        return X86_64 ? x86 : aarch64;
    }

    /**
     * A handle for a function of libc.
     *
     * @throws UnsatisfiedLinkError when this libc has no such function
     */
    static MethodHandle libc(String name, FunctionDescriptor type, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment function =
                linker.defaultLookup()
                        .find(name)
                        .orElseThrow(
                                () -> new UnsatisfiedLinkError("this libc has no " + name + "()"));
        return linker.downcallHandle(function, type, options);
    }

    static int errno(MemorySegment state) {
        return (int) ERRNO_VALUE.get(state, 0L);
    }

    /** The C library's words for an errno, with its number. */
    static String describe(int errno) {
        AddressLayout string =
                ValueLayout.ADDRESS.withTargetLayout(
                        MemoryLayout.sequenceLayout(Long.MAX_VALUE, ValueLayout.JAVA_BYTE));
        MethodHandle strerror =
                libc("strerror", FunctionDescriptor.of(string, ValueLayout.JAVA_INT));
        try {
            MemorySegment text = (MemorySegment) strerror.invokeExact(errno);
            return text.getString(0) + " (errno " + errno + ")";
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** A zeroed block that is never freed; for what lives as long as the process. */
    static long allocateForever(long bytes, long alignment) {
        return Arena.global().allocate(bytes, alignment).address();
    }

    /** Rethrows what came out of a downcall: only an Error can, since C throws nothing. */
    static Error unexpected(Throwable t) {
        if (t instanceof RuntimeException e) {
            throw e;
        }
        return t instanceof Error e ? e : new AssertionError(t);
    }
}
