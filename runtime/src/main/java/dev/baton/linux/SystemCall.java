package dev.baton.linux;

import jdk.internal.misc.Unsafe;

/** The kernel's calls, by their numbers, through libc's {@code syscall(number, …)}. */
final class SystemCall {
    private static final Unsafe U = Unsafe.getUnsafe();

    static final long CLOCK_GETTIME = Linkage.sysno(228, 113);
    static final long CLOSE = Linkage.sysno(3, 57);
    static final long EPOLL_CREATE1 = Linkage.sysno(291, 20);
    static final long EPOLL_CTL = Linkage.sysno(233, 21);
    static final long EPOLL_PWAIT = Linkage.sysno(281, 22);
    static final long EPOLL_PWAIT2 = Linkage.sysno(441, 441);
    static final long EVENTFD2 = Linkage.sysno(290, 19);
    static final long FCNTL = Linkage.sysno(72, 25);
    static final long FSTAT = Linkage.sysno(5, 80);
    static final long FSTATFS = Linkage.sysno(138, 44);
    static final long FUTEX = Linkage.sysno(202, 98);
    static final long GETCPU = Linkage.sysno(309, 168);
    static final long GETRUSAGE = Linkage.sysno(98, 165);
    static final long GETTID = Linkage.sysno(186, 178);
    static final long IOCTL = Linkage.sysno(16, 29);
    static final long IO_URING_ENTER = Linkage.sysno(426, 426);
    static final long IO_URING_REGISTER = Linkage.sysno(427, 427);
    static final long IO_URING_SETUP = Linkage.sysno(425, 425);
    static final long MMAP = Linkage.sysno(9, 222);
    static final long MPROTECT = Linkage.sysno(10, 226);
    static final long MUNMAP = Linkage.sysno(11, 215);
    static final long NANOSLEEP = Linkage.sysno(35, 101);
    static final long OPENAT = Linkage.sysno(257, 56);
    static final long PERF_EVENT_OPEN = Linkage.sysno(298, 241);
    static final long PPOLL = Linkage.sysno(271, 73);
    static final long PRCTL = Linkage.sysno(157, 167);
    static final long PREAD64 = Linkage.sysno(17, 67);
    static final long PREADV2 = Linkage.sysno(327, 286);
    static final long PRLIMIT64 = Linkage.sysno(302, 261);
    static final long READ = Linkage.sysno(0, 63);
    static final long READLINKAT = Linkage.sysno(267, 78);
    static final long STATX = Linkage.sysno(332, 291);
    static final long WRITE = Linkage.sysno(1, 64);

    /** How many bytes a set of signals has, where a call takes one; the set itself may be null. */
    static final long SIGSET_BYTES = 8;

    private static final long SYSCALL = Linkage.function("syscall");

    private SystemCall() {}

    /**
     * Makes a call, which may block.
     *
     * @return what the kernel answers, or -1
     */
    static long call(long number, long a, long b, long c, long d, long e, long f) {
        return Downcall.call(SYSCALL, number, a, b, c, d, e, f);
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
        return Downcall.brief(SYSCALL, number, a, b, c, d, e, f);
    }

    static long brief(long number, long a, long b, long c) {
        return brief(number, a, b, c, 0, 0, 0);
    }

    /**
     * Makes a call whose errno is of interest.
     *
     * @param errno the address of an int that the call may use
     * @return what the kernel answers: an errno of 1 to 4095 as a negative number
     */
    static long answer(long errno, long number, long a, long b, long c, long d, long e, long f) {
        long result = Downcall.call(SYSCALL, errno, number, a, b, c, d, e, f);
        return result == -1 ? -U.getInt(errno) : result;
    }

    /** The same with an int of its own. */
    static long answer(long number, long a, long b, long c, long d, long e, long f) {
        long errno = CacheLines.take();
        try {
            return answer(errno, number, a, b, c, d, e, f);
        } finally {
            CacheLines.giveBack(errno);
        }
    }

    static long answer(long number, long a, long b, long c, long d) {
        return answer(number, a, b, c, d, 0, 0);
    }
}
