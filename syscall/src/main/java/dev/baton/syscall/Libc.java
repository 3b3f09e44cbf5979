package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * What is taken from the C library: {@code mmap} and {@code mprotect}, because the stub can't map
 * itself, and {@code syscall}, for where there can be no stub.
 */
final class Libc {
    private static final int PROT_READ = 1;
    private static final int PROT_WRITE = 2;
    private static final int PROT_EXEC = 4;
    private static final int MAP_PRIVATE = 0x02;
    private static final int MAP_ANONYMOUS = 0x20;

    private static final MemoryLayout CAPTURED = Linker.Option.captureStateLayout();
    private static final VarHandle ERRNO = CAPTURED.varHandle(PathElement.groupElement("errno"));

    private Libc() {}

    /**
     * Maps memory, writes the code, and only then makes it executable: no page is ever both.
     *
     * <p>On aarch64 the instruction caches don't see what was written as data. Nothing is flushed
     * here, because the kernel does it: a page that is made executable for the first time is
     * cleaned to memory and dropped from every instruction cache before its page table entry
     * becomes valid.
     *
     * @param code the instructions
     * @return where they are now
     * @throws ExecutableMemory.Refused naming the call that failed and its errno
     */
    static MemorySegment map(byte[] code) throws ExecutableMemory.Refused {
        MethodHandle mmap =
                function(
                        "mmap",
                        FunctionDescriptor.of(
                                JAVA_LONG, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT,
                                JAVA_LONG));
        MethodHandle mprotect =
                function("mprotect", FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));
        // Both calls round the length up to pages, whatever a page is here (4, 16 or 64 KiB).
        long bytes = code.length;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment captured = arena.allocate(CAPTURED);
            long address =
                    (long)
                            mmap.invokeExact(
                                    captured,
                                    MemorySegment.NULL,
                                    bytes,
                                    PROT_READ | PROT_WRITE,
                                    MAP_PRIVATE | MAP_ANONYMOUS,
                                    -1,
                                    0L);
            if (address == -1) {
                throw new ExecutableMemory.Refused("mmap: " + errno(captured));
            }
            MemorySegment page = MemorySegment.ofAddress(address).reinterpret(bytes);
            MemorySegment.copy(code, 0, page, JAVA_BYTE, 0, code.length);
            int failed = (int) mprotect.invokeExact(captured, page, bytes, PROT_READ | PROT_EXEC);
            if (failed != 0) {
                // The page stays mapped: one page, once in the life of a process.
                throw new ExecutableMemory.Refused("mprotect(PROT_EXEC): " + errno(captured));
            }
            return page;
        } catch (ExecutableMemory.Refused | RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError("a downcall has no exceptions of its own", e);
        }
    }

    private static MethodHandle function(
            String name, FunctionDescriptor descriptor, Linker.Option... more) {
        Linker linker = Linker.nativeLinker();
        MemorySegment symbol =
                linker.defaultLookup()
                        .find(name)
                        .orElseThrow(() ->
                                new UnsupportedOperationException(
                                        "the C library has no function " + name));
        Linker.Option[] options = new Linker.Option[more.length + 1];
        System.arraycopy(more, 0, options, 0, more.length);
        options[more.length] = Linker.Option.captureCallState("errno");
        return linker.downcallHandle(symbol, descriptor, options);
    }

    private static int errnoNumber(MemorySegment captured) {
        return (int) ERRNO.get(captured, 0L);
    }

    private static Errno errno(MemorySegment captured) {
        return Errno.of(errnoNumber(captured));
    }

    /**
     * {@code syscall(2)}, its −1 and errno put together again to what the kernel had returned.
     *
     * @return −4095..−1 for an errno, else the result
     */
    static long syscall(long trap, long a1, long a2, long a3, long a4, long a5, long a6)
            throws Throwable {
        MemorySegment captured = Slots.take();
        try {
            long r1 = (long) Variadic.CALL.invokeExact(captured, trap, a1, a2, a3, a4, a5, a6);
            return r1 == -1 ? -errnoNumber(captured) : r1;
        } finally {
            Slots.give(captured);
        }
    }

    /** The same with a2 a segment, which stays alive and open for as long as the call lasts. */
    static long syscallOnSegment(
            long trap, long a1, MemorySegment a2, long a3, long a4, long a5, long a6)
            throws Throwable {
        MemorySegment captured = Slots.take();
        try {
            long r1 =
                    (long)
                            Variadic.CALL_ON_SEGMENT.invokeExact(
                                    captured, trap, a1, a2, a3, a4, a5, a6);
            return r1 == -1 ? -errnoNumber(captured) : r1;
        } finally {
            Slots.give(captured);
        }
    }

    /** {@code long syscall(long number, ...)}, linked when it is first needed. */
    private static final class Variadic {
        static final MethodHandle CALL =
                function("syscall", Stub.SIGNATURE, Linker.Option.firstVariadicArg(1));
        static final MethodHandle CALL_ON_SEGMENT =
                function("syscall", Stub.SIGNATURE_ON_SEGMENT, Linker.Option.firstVariadicArg(1));
    }

    /**
     * Where errno is captured. A P's buffer can't be used, for the P is given away by now; nor a
     * thread local, for it would be one for each virtual thread. So a few slots are shared: who
     * finds none makes one, and who finds its place taken on the way back leaves it to the
     * collector.
     */
    private static final class Slots {
        private static final int COUNT = 64;
        private static final AtomicReferenceArray<MemorySegment> FREE =
                new AtomicReferenceArray<>(COUNT);

        static MemorySegment take() {
            MemorySegment slot = FREE.getAndSet(index(), null);
            return slot != null ? slot : Arena.ofAuto().allocate(CAPTURED);
        }

        static void give(MemorySegment slot) {
            FREE.set(index(), slot);
        }

        private static int index() {
            return (int) Thread.currentThread().threadId() & (COUNT - 1);
        }
    }
}
