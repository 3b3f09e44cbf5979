package dev.baton.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import jdk.internal.misc.Unsafe;

/** What an epoll instance and the eventfd in it are made of: epoll(7), eventfd(2). */
final class EpollCall {
    static final int CTL_ADD = 1;
    static final int CTL_DEL = 2;
    static final int CTL_MOD = 3;

    // sys/epoll.h
    static final int IN = 1;
    static final int ET = 1 << 31;

    /**
     * How large a struct epoll_event is: packed on x86-64, so that 32-bit programs see the same.
     */
    static final long EVENT_BYTES = Linkage.isX86() ? 12 : 16;

    /** Where in it its 64 bits of data are; the 32 bits of events come first. */
    static final long DATA = EVENT_BYTES - Long.BYTES;

    private static final int EPOLL_CLOEXEC = 0x80000;
    private static final int EFD_CLOEXEC_NONBLOCK = 0x80800;

    private static final Unsafe U = Unsafe.getUnsafe();

    private EpollCall() {}

    /**
     * A new instance.
     *
     * @throws IOException when the kernel refuses
     */
    static int create() throws IOException {
        return opened("epoll_create1", SystemCall.EPOLL_CREATE1, EPOLL_CLOEXEC, 0);
    }

    /**
     * A new eventfd that nobody blocks on.
     *
     * @throws IOException when the kernel refuses
     */
    static int eventfd() throws IOException {
        return opened("eventfd2", SystemCall.EVENTFD2, 0, EFD_CLOEXEC_NONBLOCK);
    }

    private static int opened(String name, long number, long a, long b) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment errno = arena.allocate(Linkage.ERRNO_LAYOUT);
            long fd = SystemCall.call(errno, number, a, b, 0, 0, 0, 0);
            if (fd < 0) {
                throw new IOException(name + ": " + Linkage.describe(Linkage.errno(errno)));
            }
            return (int) fd;
        }
    }

    /**
     * Calls epoll_ctl.
     *
     * @param errno of {@link Linkage#ERRNO_LAYOUT}
     * @param event {@link #EVENT_BYTES} to write to
     * @return 0, or the errno
     */
    static int control(
            MemorySegment errno, int epoll, int op, int fd, long event, int events, long data) {
        U.putInt(event, events);
        U.putLong(event + DATA, data);
        long result = SystemCall.call(errno, SystemCall.EPOLL_CTL, epoll, op, fd, event, 0, 0);
        return result == 0 ? 0 : Linkage.errno(errno);
    }
}
