package dev.baton.linux;

import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import jdk.internal.misc.Unsafe;

/** Finds libc's functions, and numbers of the kernel's. */
final class Linkage {
    private static final Unsafe U = Unsafe.getUnsafe();

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
     * Where a function of libc is.
     *
     * @throws UnsatisfiedLinkError when this libc has no such function
     */
    static long function(String name) {
        long found = EntryPoints.find(name);
        return found != 0
                ? found
                : Linker.nativeLinker()
                        .defaultLookup()
                        .find(name)
                        .map(MemorySegment::address)
                        .orElseThrow(
                                () -> new UnsatisfiedLinkError("this libc has no " + name + "()"));
    }

    /** The C library's words for an errno, with its number. */
    static String describe(int errno) {
        long text = Downcall.call(function("strerror"), errno, 0, 0);
        int length = 0;
        while (U.getByte(text + length) != 0) {
            length++;
        }
        byte[] bytes = new byte[length];
        U.copyMemory(null, text, bytes, Unsafe.ARRAY_BYTE_BASE_OFFSET, length);
        return new String(bytes, StandardCharsets.UTF_8) + " (errno " + errno + ")";
    }

    /** A zeroed block that is never freed; for what lives as long as the process. */
    static long allocateForever(long bytes, long alignment) {
        long block = U.allocateMemory(bytes + alignment);
        U.setMemory(block, bytes + alignment, (byte) 0);
        return (block + alignment - 1) & -alignment;
    }
}
