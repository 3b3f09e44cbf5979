package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import java.lang.foreign.MemorySegment;

/**
 * The calls that make descriptors of what is no file (a counter, a timer, a process, changes in a
 * directory), and those that ask whether a descriptor is ready. As the functions of {@link Syscall}
 * they return the kernel's own result, retry nothing and check nothing.
 *
 * <p>All functions may be called from any thread.
 */
public final class Fds {
    /** {@code poll}: there is something to read, or the end. */
    public static final int POLLIN = 1;

    /** {@code poll}: there is room to write. */
    public static final int POLLOUT = 4;

    /** {@code poll}: an error; comes unasked. */
    public static final int POLLERR = 8;

    /** {@code poll}: the other end is closed; comes unasked. */
    public static final int POLLHUP = 0x10;

    /** {@code eventfd2}: each read takes one off, and not all. */
    public static final int EFD_SEMAPHORE = 1;

    /** The clock of the day, which may be set. */
    public static final int CLOCK_REALTIME = 0;

    /** The clock that only goes on: {@link System#nanoTime}'s. */
    public static final int CLOCK_MONOTONIC = 1;

    /** {@code timerfd_settime}: the first time is one of its clock's, not one from now. */
    public static final int TFD_TIMER_ABSTIME = 1;

    /** {@code waitid}: the id is a process. */
    public static final int P_PID = 1;

    /** {@code waitid}: the id is a descriptor of a process; since Linux 5.4. */
    public static final int P_PIDFD = 3;

    /** {@code waitid}: returns at once. */
    public static final int WNOHANG = 1;

    /** {@code waitid}: children that have ended. */
    public static final int WEXITED = 4;

    /** {@code waitid}: leaves the child for others to wait for. */
    public static final int WNOWAIT = 0x01000000;

    /** What {@link #waitid} says of a child that exited: the status is its code. */
    public static final int CLD_EXITED = 1;

    /** {@code inotify}: a file was changed. */
    public static final int IN_MODIFY = 2;

    /** {@code inotify}: a file that was open for writing was closed. */
    public static final int IN_CLOSE_WRITE = 8;

    /** {@code inotify}: something was made in the directory. */
    public static final int IN_CREATE = 0x100;

    /** {@code inotify}: something was removed from the directory. */
    public static final int IN_DELETE = 0x200;

    /** {@code epoll_ctl}: puts a descriptor in. */
    public static final int EPOLL_CTL_ADD = 1;

    /** {@code epoll_ctl}: takes a descriptor out. */
    public static final int EPOLL_CTL_DEL = 2;

    /** {@code close_range}: does not close them, but sets {@link Fcntl#O_CLOEXEC}. */
    public static final int CLOSE_RANGE_CLOEXEC = 4;

    /** {@code ioctl}: how many bytes can be read at once, into an int. */
    public static final int FIONREAD = 0x541B;

    /** {@code ioctl}: the size of a terminal's window, as {@code struct winsize}. */
    public static final int TIOCGWINSZ = 0x5413;

    private static final int SIGSET_BYTES = 8;

    // struct pollfd: the descriptor, what is asked, what is answered; here with a timespec behind.
    private static final int POLLFD_EVENTS = 4;
    private static final int POLLFD_REVENTS = 6;
    private static final int POLLFD_BYTES = 8;

    // siginfo_t of a child.
    private static final int SIGINFO_CODE = 8;
    private static final int SIGINFO_PID = 16;
    private static final int SIGINFO_STATUS = 24;
    private static final int SIGINFO_BYTES = 128;

    private Fds() {}

    /**
     * {@code eventfd(2)}: a counter. A read takes all of it, 8 bytes in the machine's order, or
     * waits while it is 0; a write of 8 bytes adds.
     *
     * @param initial what it begins with
     * @param flags {@link #EFD_SEMAPHORE}, {@link Fcntl#O_CLOEXEC}, {@link Fcntl#O_NONBLOCK}
     * @return the descriptor, or −errno
     */
    public static long eventfd2(int initial, int flags) {
        return Syscall.syscall(Sysno.SYS_EVENTFD2, initial, flags, 0);
    }

    /**
     * {@code timerfd_create(2)}: a timer. A read takes how often it has gone off since the last, 8
     * bytes in the machine's order, and waits while it has not.
     *
     * @param clock {@link #CLOCK_MONOTONIC} or another
     * @param flags {@link Fcntl#O_CLOEXEC}, {@link Fcntl#O_NONBLOCK}
     * @return the descriptor, or −errno
     */
    public static long timerfdCreate(int clock, int flags) {
        return Syscall.syscall(Sysno.SYS_TIMERFD_CREATE, clock, flags, 0);
    }

    /**
     * {@code timerfd_settime(2)}.
     *
     * @param fd the timer
     * @param flags 0 or {@link #TFD_TIMER_ABSTIME}
     * @param firstNanos when it goes off first, in nanoseconds; 0 stops it
     * @param everyNanos and how often from then on, in nanoseconds; 0 for once
     * @return 0 or −errno
     */
    public static long timerfdSettime(int fd, int flags, long firstNanos, long everyNanos) {
        return Clocks.settime(Sysno.SYS_TIMERFD_SETTIME, fd, flags, firstNanos, everyNanos);
    }

    /**
     * {@code timerfd_gettime(2)}.
     *
     * @param fd the timer
     * @param nanos takes in element 0 how long until it goes off, 0 when it is stopped, and in
     *     element 1 how often from then on; in nanoseconds
     * @return 0 or −errno
     */
    public static long timerfdGettime(int fd, long[] nanos) {
        return Clocks.gettime(Sysno.SYS_TIMERFD_GETTIME, fd, nanos);
    }

    /**
     * {@code pidfd_open(2)}, since Linux 5.3: a process, ready to be read when it has ended. It
     * stays that process when the number is another's.
     *
     * @param pid the process
     * @param flags 0, or since Linux 5.10 {@link Fcntl#O_NONBLOCK}; O_CLOEXEC is always set
     * @return the descriptor, or −errno: −ESRCH when there is no such process
     */
    public static long pidfdOpen(int pid, int flags) {
        return Syscall.syscall(Sysno.SYS_PIDFD_OPEN, pid, flags, 0);
    }

    /**
     * {@code pidfd_send_signal(2)}, since Linux 5.1.
     *
     * @param pidfd of {@link #pidfdOpen}
     * @param signal its number; 0 only asks whether it could be sent
     * @return 0 or −errno: −ESRCH when the process has ended and was waited for
     */
    public static long pidfdSendSignal(int pidfd, int signal) {
        return Syscall.syscall6(Sysno.SYS_PIDFD_SEND_SIGNAL, pidfd, signal, 0, 0, 0, 0);
    }

    /**
     * {@code pidfd_getfd(2)}, since Linux 5.6: a descriptor of another process, as a new one here.
     *
     * @param pidfd of {@link #pidfdOpen}
     * @param fd its number there
     * @return the descriptor here, with O_CLOEXEC; or −errno: −EPERM where {@code ptrace} may not
     *     be used, −EBADF when that process has none with this number
     */
    public static long pidfdGetfd(int pidfd, int fd) {
        return Syscall.syscall(Sysno.SYS_PIDFD_GETFD, pidfd, fd, 0);
    }

    /**
     * {@code dup3(2)}: a second descriptor for the same open file, with a number of the caller's
     * choice; what had it is closed.
     *
     * @param fd the first
     * @param to the number
     * @param flags {@link Fcntl#O_CLOEXEC} or 0
     * @return the number, or −errno: −EINVAL when both are the same
     */
    public static long dup3(int fd, int to, int flags) {
        return Syscall.syscall(Sysno.SYS_DUP3, fd, to, flags);
    }

    /**
     * {@code close_range(2)}, since Linux 5.9: closes all descriptors from one number to another.
     * The JVM's are among them, if the range is not chosen with care.
     *
     * @param first the lowest
     * @param last the highest
     * @param flags 0, or {@link #CLOSE_RANGE_CLOEXEC}
     * @return 0 or −errno: −EINVAL when last is below first
     */
    public static long closeRange(int first, int last, int flags) {
        return Syscall.syscall(Sysno.SYS_CLOSE_RANGE, first, last, flags);
    }

    /**
     * {@code ioctl(2)}: whatever a device has that is no read or write.
     *
     * @param fd the descriptor
     * @param request {@link #FIONREAD} or another, a number of 32 bits
     * @param argument what the request takes: a number, or an address
     * @return what it returns, or −errno: −ENOTTY when the file knows no such request
     */
    public static long ioctl(int fd, int request, long argument) {
        return Syscall.syscall(Sysno.SYS_IOCTL, fd, request & 0xffff_ffffL, argument);
    }

    /**
     * {@code waitid(2)}: how a child ended.
     *
     * @param idType {@link #P_PID} or {@link #P_PIDFD}
     * @param id the process, or the descriptor
     * @param options {@link #WEXITED} and others
     * @param result takes the child in element 0 (0 when none has ended yet), {@link #CLD_EXITED}
     *     or how else it ended in element 1, and its code or signal in element 2
     * @return 0 or −errno: −ECHILD when it is no child, or was waited for
     */
    public static long waitid(int idType, int id, int options, int[] result) {
        Buffer buffer = Buffers.take(SIGINFO_BYTES);
        try {
            MemorySegment siginfo = buffer.segment();
            siginfo.set(JAVA_INT, SIGINFO_PID, 0); // with WNOHANG the kernel may write nothing
            long r1 =
                    Syscall.syscall6(Sysno.SYS_WAITID, idType, id, buffer.address(), options, 0, 0);
            if (r1 == 0) {
                result[0] = siginfo.get(JAVA_INT, SIGINFO_PID);
                result[1] = siginfo.get(JAVA_INT, SIGINFO_CODE);
                result[2] = siginfo.get(JAVA_INT, SIGINFO_STATUS);
            }
            return r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code inotify_init1(2)}: what happens to files. A read takes as many whole events as it has
     * room for, 16 bytes and a name each.
     *
     * @param flags {@link Fcntl#O_CLOEXEC}, {@link Fcntl#O_NONBLOCK}
     * @return the descriptor, or −errno
     */
    public static long inotifyInit1(int flags) {
        return Syscall.syscall(Sysno.SYS_INOTIFY_INIT1, flags, 0, 0);
    }

    /**
     * {@code inotify_add_watch(2)}.
     *
     * @param fd of {@link #inotifyInit1}
     * @param path the file or directory, as UTF-8
     * @param mask {@link #IN_CREATE} and others
     * @return the watch's number, or −errno; −EINVAL for a NUL in the path, −EILSEQ for a lone
     *     surrogate
     */
    public static long inotifyAddWatch(int fd, String path, int mask) {
        return Syscall.onPath(Sysno.SYS_INOTIFY_ADD_WATCH, fd, path, mask, 0);
    }

    /**
     * {@code inotify_rm_watch(2)}.
     *
     * @param fd of {@link #inotifyInit1}
     * @param watch of {@link #inotifyAddWatch}
     * @return 0 or −errno
     */
    public static long inotifyRmWatch(int fd, int watch) {
        return Syscall.syscall(Sysno.SYS_INOTIFY_RM_WATCH, fd, watch, 0);
    }

    /**
     * {@code epoll_create1(2)}.
     *
     * @param flags {@link Fcntl#O_CLOEXEC} or 0
     * @return the descriptor, or −errno
     */
    public static long epollCreate1(int flags) {
        return Syscall.syscall(Sysno.SYS_EPOLL_CREATE1, flags, 0, 0);
    }

    /**
     * {@code epoll_ctl(2)}.
     *
     * @param epfd of {@link #epollCreate1}
     * @param op {@link #EPOLL_CTL_ADD} or {@link #EPOLL_CTL_DEL}
     * @param fd what is put in or taken out
     * @param event the address of a {@code struct epoll_event}
     * @return 0 or −errno: −EPERM for a file that never waits
     */
    public static long epollCtl(int epfd, int op, int fd, long event) {
        return Syscall.syscall6(Sysno.SYS_EPOLL_CTL, epfd, op, fd, event, 0, 0);
    }

    /**
     * {@code ppoll(2)} of one descriptor.
     *
     * @param fd the descriptor
     * @param events {@link #POLLIN}, {@link #POLLOUT}
     * @param timeoutNanos how long it waits at most, in nanoseconds; 0 only asks, a negative number
     *     waits without limit
     * @return what it is ready for, 0 for nothing; or −errno
     */
    public static long ppoll(int fd, int events, long timeoutNanos) {
        Buffer buffer = Buffers.take(POLLFD_BYTES + Timespec.BYTES);
        try {
            MemorySegment memory = buffer.segment();
            memory.set(JAVA_INT, 0, fd);
            memory.set(JAVA_SHORT, POLLFD_EVENTS, (short) events);
            long timeout = Timespec.limit(buffer, POLLFD_BYTES, timeoutNanos);
            long r1 =
                    Syscall.syscall6(
                            Sysno.SYS_PPOLL, buffer.address(), 1, timeout, 0, SIGSET_BYTES, 0);
            return r1 > 0 ? memory.get(JAVA_SHORT, POLLFD_REVENTS) & 0xffff : r1;
        } finally {
            Buffers.give(buffer);
        }
    }

    /**
     * {@code ppoll(2)} of several descriptors.
     *
     * @param fds the address of {@link Pollfd}s, which take what each is ready for
     * @param count how many
     * @param timeoutNanos how long it waits at most, in nanoseconds; 0 only asks, a negative number
     *     waits without limit
     * @return how many are ready, 0 when the time was up; or −errno
     */
    public static long ppollMany(long fds, int count, long timeoutNanos) {
        Buffer buffer = Buffers.take(Timespec.BYTES);
        try {
            long timeout = Timespec.limit(buffer, 0, timeoutNanos);
            return Syscall.syscall6(Sysno.SYS_PPOLL, fds, count, timeout, 0, SIGSET_BYTES, 0);
        } finally {
            Buffers.give(buffer);
        }
    }
}
