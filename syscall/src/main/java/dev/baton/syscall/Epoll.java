package dev.baton.syscall;

import dev.baton.BlockingSite;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.MemorySegment;

/**
 * An epoll of the caller's own: which of many descriptors are ready. {@link Fds#epollCreate1} makes
 * one. A G that waits for a descriptor needs none: {@code dev.baton.os.PollFd} waits in the
 * scheduler's. As the functions of {@link Syscall} these return the kernel's own result, retry
 * nothing and check nothing.
 *
 * <p>All functions may be called from any thread.
 */
public final class Epoll {
    /** There is something to read, or the end. */
    public static final int EPOLLIN = 1;

    /** Something urgent to read: of TCP, a pseudo-terminal, a control group. */
    public static final int EPOLLPRI = 2;

    /** There is room to write. */
    public static final int EPOLLOUT = 4;

    /** An error; comes unasked. */
    public static final int EPOLLERR = 8;

    /** Both ends are closed; comes unasked. */
    public static final int EPOLLHUP = 0x10;

    /** The other side of a socket writes no more. */
    public static final int EPOLLRDHUP = 0x2000;

    /** Of several epolls with the descriptor one is told, or more, not all; only when put in. */
    public static final int EPOLLEXCLUSIVE = 1 << 28;

    /** While the event is worked on, the machine is not suspended. */
    public static final int EPOLLWAKEUP = 1 << 29;

    /** Told once, until {@link #EPOLL_CTL_MOD} asks again. */
    public static final int EPOLLONESHOT = 1 << 30;

    /** Told when it becomes ready, not while it is: edge-triggered. */
    public static final int EPOLLET = 1 << 31;

    /** Puts a descriptor in. */
    public static final int EPOLL_CTL_ADD = Fds.EPOLL_CTL_ADD;

    /** Takes a descriptor out. */
    public static final int EPOLL_CTL_DEL = Fds.EPOLL_CTL_DEL;

    /** Changes what is asked of a descriptor that is in. */
    public static final int EPOLL_CTL_MOD = 3;

    /** The kernel takes no more: {@code EP_MAX_EVENTS}, INT_MAX by the size of an event. */
    private static final long MAX = Integer.MAX_VALUE / EpollEvent.BYTES;

    private static final int SIGSET_BYTES = 8;

    private Epoll() {}

    /**
     * {@code epoll_ctl(2)}.
     *
     * @param epfd of {@link Fds#epollCreate1}
     * @param op {@link #EPOLL_CTL_ADD}, {@link #EPOLL_CTL_MOD} or {@link #EPOLL_CTL_DEL}
     * @param fd the descriptor
     * @param events {@link #EPOLLIN} and others; of no matter for DEL
     * @param data comes back with the events
     * @return 0 or −errno: −EPERM for a file that never waits, −EEXIST for one that is in, −ENOENT
     *     for one that is not, −ELOOP for an epoll that would wait for itself
     */
    public static long epollCtl(int epfd, int op, int fd, int events, long data) {
        Buffer buffer = Buffers.take(EpollEvent.BYTES);
        try {
            EpollEvent.set(buffer.segment(), 0, events, data);
            return Fds.epollCtl(epfd, op, fd, buffer.address());
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code epoll_pwait(2)} with the mask of signals as it is: waits until something is ready.
     *
     * @param site what is known of the epoll's habit to block
     * @param epfd of {@link Fds#epollCreate1}
     * @param events takes what is ready, as {@link EpollEvent}; as many as it has room for
     * @param timeoutMillis how long it waits at most, in milliseconds; 0 only asks, −1 waits
     *     without limit
     * @return how many are ready, 0 when the time was up; or −errno: −EINTR for a signal
     * @throws IllegalStateException if the segment's arena is closed
     * @throws WrongThreadException if the segment is confined to another thread
     */
    public static long epollPwait(
            BlockingSite site, int epfd, MemorySegment events, int timeoutMillis) {
        long max = events.byteSize() / EpollEvent.BYTES;
        return Syscall.syscall(
                site, Sysno.SYS_EPOLL_PWAIT, epfd, events, Math.min(max, MAX), timeoutMillis);
    }

    /**
     * {@code epoll_pwait2(2)}, since Linux 5.11: {@link #epollPwait} by nanoseconds.
     *
     * @param site what is known of the epoll's habit to block
     * @param epfd of {@link Fds#epollCreate1}
     * @param events the address of room for max of {@link EpollEvent}
     * @param max how many at most, from 1 on
     * @param timeoutNanos how long it waits at most, in nanoseconds; 0 only asks, a negative number
     *     waits without limit
     * @return how many are ready, 0 when the time was up; or −errno: −EINTR for a signal
     */
    public static long epollPwait2(
            BlockingSite site, int epfd, long events, int max, long timeoutNanos) {
        Buffer buffer = Buffers.take(Timespec.BYTES);
        try {
            long timeout = Timespec.limit(buffer, 0, timeoutNanos);
            return Syscall.syscall6(
                    site, Sysno.SYS_EPOLL_PWAIT2, epfd, events, max, timeout, 0, SIGSET_BYTES);
        } finally {
            Buffers.give(buffer);
        }
    }
}
