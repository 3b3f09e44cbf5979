package dev.baton;

import java.io.IOException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.IntBinaryOperator;

/** The native calls that tests make: plain downcalls, of which Baton is told nothing. */
public final class Posix {
    private static final int OWNER_READ_WRITE = 0600;
    private static final int RLIMIT_NOFILE = 7;
    private static final int RLIMIT_AS = 9;
    private static final long RLIM_INFINITY = -1;
    private static final MemoryLayout TIMESPEC =
            MemoryLayout.structLayout(ValueLayout.JAVA_LONG, ValueLayout.JAVA_LONG);
    private static final AddressLayout INT_POINTER =
            ValueLayout.ADDRESS.withTargetLayout(ValueLayout.JAVA_INT);

    private static final MethodHandle MKFIFO =
            downcall(
                    "mkfifo",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.JAVA_INT));
    private static final MethodHandle NANOSLEEP =
            downcall(
                    "nanosleep",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle SETRLIMIT =
            downcall(
                    "setrlimit",
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));
    private static final MethodHandle QSORT =
            downcall(
                    "qsort",
                    FunctionDescriptor.ofVoid(
                            ValueLayout.ADDRESS,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.JAVA_LONG,
                            ValueLayout.ADDRESS));

    private Posix() {}

    /**
     * A named pipe: who opens one end of it waits for the other.
     *
     * @param path where
     * @return the same
     * @throws IOException when it can't be made
     */
    public static Path mkfifo(Path path) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            int result =
                    (int) MKFIFO.invokeExact(arena.allocateFrom(path.toString()), OWNER_READ_WRITE);
            if (result != 0) {
                throw new IOException("mkfifo " + path + " failed");
            }
            return path;
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** Holds the thread in the kernel for a time. */
    static void nanosleep(Duration time) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment timespec = arena.allocate(TIMESPEC);
            timespec.setAtIndex(ValueLayout.JAVA_LONG, 0, time.getSeconds());
            timespec.setAtIndex(ValueLayout.JAVA_LONG, 1, time.getNano());
            int ignored = (int) NANOSLEEP.invokeExact(timespec, MemorySegment.NULL);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /** The address space of the process may not grow beyond this from now on; -1 for no limit. */
    static void limitAddressSpace(long bytes) {
        setrlimit(RLIMIT_AS, bytes, RLIM_INFINITY);
    }

    /**
     * The process may have so many descriptors from now on.
     *
     * @param n as many as there are already, or more
     */
    public static void limitOpenFiles(long n) {
        setrlimit(RLIMIT_NOFILE, n, n);
    }

    private static void setrlimit(int resource, long soft, long hard) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment rlimit = arena.allocateFrom(ValueLayout.JAVA_LONG, soft, hard);
            int result = (int) SETRLIMIT.invokeExact(resource, rlimit);
            if (result != 0) {
                throw new IllegalStateException(
                        "setrlimit(" + resource + ", " + soft + ", " + hard + ") failed");
            }
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    /**
     * Sorts in C with a comparison in Java: each is an upcall, with a native frame below it.
     *
     * @param numbers what is to be sorted; stays as it is
     * @param comparison as a comparator's
     * @return the sorted numbers
     */
    public static int[] qsort(int[] numbers, IntBinaryOperator comparison) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment base = arena.allocateFrom(ValueLayout.JAVA_INT, numbers);
            MethodHandle compare =
                    MethodHandles.lookup()
                            .findStatic(
                                    Posix.class,
                                    "compare",
                                    MethodType.methodType(
                                            int.class,
                                            IntBinaryOperator.class,
                                            MemorySegment.class,
                                            MemorySegment.class))
                            .bindTo(comparison);
            MemorySegment upcall =
                    Linker.nativeLinker()
                            .upcallStub(
                                    compare,
                                    FunctionDescriptor.of(
                                            ValueLayout.JAVA_INT, INT_POINTER, INT_POINTER),
                                    arena);
            QSORT.invokeExact(base, (long) numbers.length, (long) Integer.BYTES, upcall);
            return base.toArray(ValueLayout.JAVA_INT);
        } catch (Throwable e) {
            throw rethrow(e);
        }
    }

    @SuppressWarnings("unused") // qsort calls it
    private static int compare(IntBinaryOperator comparison, MemorySegment a, MemorySegment b) {
        return comparison.applyAsInt(
                a.get(ValueLayout.JAVA_INT, 0), b.get(ValueLayout.JAVA_INT, 0));
    }

    private static MethodHandle downcall(String name, FunctionDescriptor type) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().find(name).orElseThrow(), type);
    }

    @SuppressWarnings("unchecked")
    private static <T extends Throwable> RuntimeException rethrow(Throwable e) throws T {
        throw (T) e;
    }
}
