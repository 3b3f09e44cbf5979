package dev.baton.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.Arrays;

/**
 * The kernel's calls, by their numbers, through libc's {@code syscall(number, …)}.
 *
 * <p>All of them have six arguments, whether the call takes so many or not. To link a function
 * costs some 7 ms of a CPU for each new <em>shape</em> of its arguments, which would be an eighth
 * of a second for the twenty that are needed before the first G can run; and to pass three zeros
 * more, a nanosecond.
 */
final class SystemCall {
    static final long CLOCK_GETTIME = Linkage.sysno(228, 113);
    static final long CLOSE = Linkage.sysno(3, 57);
    static final long EPOLL_CREATE1 = Linkage.sysno(291, 20);
    static final long EPOLL_CTL = Linkage.sysno(233, 21);
    static final long EPOLL_PWAIT = Linkage.sysno(281, 22);
    static final long EPOLL_PWAIT2 = Linkage.sysno(441, 441);
    static final long EVENTFD2 = Linkage.sysno(290, 19);
    static final long FCNTL = Linkage.sysno(72, 25);
    static final long FUTEX = Linkage.sysno(202, 98);
    static final long GETCPU = Linkage.sysno(309, 168);
    static final long GETRUSAGE = Linkage.sysno(98, 165);
    static final long GETTID = Linkage.sysno(186, 178);
    static final long IOCTL = Linkage.sysno(16, 29);
    static final long MMAP = Linkage.sysno(9, 222);
    static final long MPROTECT = Linkage.sysno(10, 226);
    static final long MUNMAP = Linkage.sysno(11, 215);
    static final long NANOSLEEP = Linkage.sysno(35, 101);
    static final long OPENAT = Linkage.sysno(257, 56);
    static final long PERF_EVENT_OPEN = Linkage.sysno(298, 241);
    static final long PPOLL = Linkage.sysno(271, 73);
    static final long PRCTL = Linkage.sysno(157, 167);
    static final long PREAD64 = Linkage.sysno(17, 67);
    static final long PRLIMIT64 = Linkage.sysno(302, 261);
    static final long READ = Linkage.sysno(0, 63);
    static final long WRITE = Linkage.sysno(1, 64);

    /** How many bytes a set of signals has, where a call takes one; the set itself may be null. */
    static final long SIGSET_BYTES = 8;

    /** The one shape of all calls: the number and six arguments, and what comes back. */
    private static final FunctionDescriptor SHAPE = shape();

    /** Of syscall(). Another function of integers does not mind. */
    private static final Linker.Option VARIADIC = Linker.Option.firstVariadicArg(1);

    private static final Linker.Option CRITICAL = Linker.Option.critical(false);

    private static final MethodHandle ANY = Linkage.libc("syscall", SHAPE, VARIADIC);
    private static final MethodHandle BRIEF = Linkage.libc("syscall", SHAPE, VARIADIC, CRITICAL);

    private SystemCall() {}

    /**
     * Makes a call, which may block.
     *
     * @return what the kernel answers, or -1
     */
    static long call(long number, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) ANY.invokeExact(number, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw Linkage.unexpected(t);
        }
    }

    static long call(long number, long a, long b, long c, long d) {
        return call(number, a, b, c, d, 0, 0);
    }

    static long call(long number, long a, long b, long c) {
        return call(number, a, b, c, 0, 0, 0);
    }

    /**
     * Makes a call that takes a few microseconds at most. The thread is seen as in Java code by the
     * collector, which is cheaper and may not last.
     *
     * @return what the kernel answers, or -1
     */
    static long brief(long number, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) BRIEF.invokeExact(number, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw Linkage.unexpected(t);
        }
    }

    static long brief(long number, long a, long b, long c) {
        return brief(number, a, b, c, 0, 0, 0);
    }

    /**
     * Makes a call whose errno is of interest.
     *
     * @param errno of {@link Linkage#ERRNO_LAYOUT}, for {@link Linkage#errno}
     * @return what the kernel answers, or -1
     */
    static long call(
            MemorySegment errno, long number, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) WithErrno.ANY.invokeExact(errno, number, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw Linkage.unexpected(t);
        }
    }

    private static FunctionDescriptor shape() {
        ValueLayout[] arguments = new ValueLayout[7];
        Arrays.fill(arguments, ValueLayout.JAVA_LONG);
        return FunctionDescriptor.of(ValueLayout.JAVA_LONG, arguments);
    }

    /** Another function of libc in the shape of {@link #call}; what is too much is 0. */
    static MethodHandle shapedAsThose(String function) {
        return Linkage.libc(function, SHAPE, VARIADIC);
    }

    /** Code in the shape of {@link #brief}. */
    static MethodHandle briefShape(MemorySegment code) {
        return Linker.nativeLinker().downcallHandle(code, SHAPE, VARIADIC, CRITICAL);
    }

    /** Linked when it is needed. */
    private static final class WithErrno {
        static final MethodHandle ANY = Linkage.libc("syscall", SHAPE, VARIADIC, Linkage.ERRNO);
    }
}
