package dev.baton.linux;

import java.io.IOException;
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

    /** What {@link #control} needs: an event, and an errno. */
    static final long CONTROL_BYTES = EVENT_BYTES + Integer.BYTES;

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
        long fd = SystemCall.answer(number, a, b, 0, 0);
        if (fd < 0) {
            throw new IOException(name + ": " + Linkage.describe((int) -fd));
        }
        return (int) fd;
    }

    /**
     * Calls epoll_ctl.
     *
     * @param scratch {@link #CONTROL_BYTES} to write to
     * @return 0, or the errno
     */
    static int control(int epoll, int op, int fd, long scratch, int events, long data) {
        U.putInt(scratch, events);
        U.putLong(scratch + DATA, data);
        long errno = scratch + EVENT_BYTES;
        return (int) -SystemCall.answer(errno, SystemCall.EPOLL_CTL, epoll, op, fd, scratch, 0, 0);
    }
}
