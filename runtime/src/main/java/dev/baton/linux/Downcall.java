package dev.baton.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.Arrays;

/**
 * Calls functions of C that take whole numbers and addresses, seven at most, and return one.
 *
 * <p>All calls have one shape, whether a function takes so many or not: to link a shape costs a
 * program that starts some milliseconds of a CPU, and to pass three zeros more a nanosecond. An
 * address and an integer travel in the same registers on both processors, and no MemorySegment has
 * to be made for a call.
 *
 * <p>It is linked by {@link EntryPoints}, and by the JDK's Linker where that can't be: the Linker
 * costs 100 ms more, for what makes calls of any shape out of those of simple ones.
 */
final class Downcall {
    /** (function, a, … g) → what it returns. */
    static final MethodType TYPE = allLongs(8);

    private static final MethodHandle ANY = link(Way.ANY);
    private static final MethodHandle BRIEF = link(Way.BRIEF);

    private Downcall() {}

    /** How a thread calls. */
    enum Way {
        /** As it may block. */
        ANY,

        /**
         * For a few microseconds at most: the thread is seen as in Java code by the collector,
         * which is cheaper and may not last.
         */
        BRIEF,

        /** As {@link #ANY}; and the errno is kept, at an address that comes after the function. */
        ERRNO
    }

    static long call(long function, long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (long) ANY.invokeExact(function, a, b, c, d, e, f, g);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    static long call(long function, long a, long b, long c) {
        return call(function, a, b, c, 0, 0, 0, 0);
    }

    static long brief(long function, long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (long) BRIEF.invokeExact(function, a, b, c, d, e, f, g);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /**
     * Makes a call whose errno is of interest.
     *
     * @param errno the address of an int for it
     */
    static long call(
            long function, long errno, long a, long b, long c, long d, long e, long f, long g) {
        try {
            return (long) WithErrno.HANDLE.invokeExact(function, errno, a, b, c, d, e, f, g);
        } catch (Throwable t) {
            throw unexpected(t);
        }
    }

    /** Linked when it is needed. */
    private static final class WithErrno {
        static final MethodHandle HANDLE = link(Way.ERRNO);
    }

    /** Rethrows what came out of a downcall: only an Error can, since C throws nothing. */
    private static Error unexpected(Throwable t) {
        if (t instanceof RuntimeException e) {
            throw e;
        }
        return t instanceof Error e ? e : new AssertionError(t);
    }

    private static MethodHandle link(Way way) {
        MethodHandle handle = EntryPoints.handle(way);
        return handle == null ? linkPublicly(way) : handle;
    }

    /** The same by what the JDK has for all. */
    static MethodHandle linkPublicly(Way way) {
        ValueLayout[] seven = new ValueLayout[TYPE.parameterCount() - 1];
        Arrays.fill(seven, ValueLayout.JAVA_LONG);
        FunctionDescriptor shape = FunctionDescriptor.of(ValueLayout.JAVA_LONG, seven);
        // Of syscall(). Another function of integers does not mind.
        Linker.Option variadic = Linker.Option.firstVariadicArg(1);
        Linker linker = Linker.nativeLinker();
        try {
            MethodHandles.Lookup here = MethodHandles.lookup();
            MethodHandle toSegment =
                    here.findStatic(
                            Downcall.class,
                            "segment",
                            MethodType.methodType(MemorySegment.class, long.class));
            MethodHandle handle =
                    switch (way) {
                        case ANY -> linker.downcallHandle(shape, variadic);
                        case BRIEF ->
                                linker.downcallHandle(
                                        shape, variadic, Linker.Option.critical(false));
                        case ERRNO ->
                                MethodHandles.filterArguments(
                                        linker.downcallHandle(
                                                shape,
                                                variadic,
                                                Linker.Option.captureCallState("errno")),
                                        1,
                                        toSegment);
                    };
            return MethodHandles.filterArguments(handle, 0, toSegment);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(e.getMessage(), e);
        }
    }

    /** Of a function, or where its errno goes. Found by its name. */
    static MemorySegment segment(long address) {
        // The one that is always asked for is there already: an M that goes to sleep in the
        // interpreter allocates nothing. Compiled, none of them is allocated.
        return address == Syscall.SEGMENT.address()
                ? Syscall.SEGMENT
                : MemorySegment.ofAddress(address).reinterpret(Integer.BYTES);
    }

    /** For {@link #segment} alone. */
    private static final class Syscall {
        static final MemorySegment SEGMENT = MemorySegment.ofAddress(Linkage.function("syscall"));
    }

    private static MethodType allLongs(int arguments) {
        Class<?>[] parameters = new Class<?>[arguments];
        Arrays.fill(parameters, long.class);
        return MethodType.methodType(long.class, parameters);
    }
}
