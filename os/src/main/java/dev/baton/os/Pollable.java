package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Fds;
import dev.baton.syscall.Syscall;
import java.lang.foreign.Arena;

/**
 * What can be waited for without a thread: pipes, FIFOs, terminals, sockets, whatever epoll takes.
 * It refuses regular files and directories with EPERM, for they are always ready, however long the
 * disk takes.
 *
 * <p>Who waits for it later, and where, is not known yet when a file is opened; so it is asked an
 * epoll of our own, in which nothing stays.
 */
final class Pollable {
    /** Of a {@code struct epoll_event}, on any architecture. */
    private static final long EVENT_BYTES = 16;

    /** That nothing is to be told. The kernel reads it, and nobody writes. */
    private static final long NO_EVENTS = Arena.global().allocate(EVENT_BYTES, 8).address();

    private Pollable() {}

    /** Made by the first who asks, and there as long as the process. */
    private static final class Trial {
        static final int EPOLL = (int) Fds.epollCreate1(Fcntl.O_CLOEXEC);
    }

    /**
     * Whether anything can.
     *
     * @return false where the kernel forbids epoll
     */
    static boolean isAnything() {
        return Trial.EPOLL >= 0;
    }

    /**
     * Whether a descriptor can.
     *
     * @param fd the descriptor
     * @return false also where the kernel forbids epoll
     */
    static boolean is(int fd) {
        if (!isAnything()) {
            return false;
        }
        long r1 = Fds.epollCtl(Trial.EPOLL, Fds.EPOLL_CTL_ADD, fd, NO_EVENTS);
        if (r1 == 0) {
            Fds.epollCtl(Trial.EPOLL, Fds.EPOLL_CTL_DEL, fd, NO_EVENTS);
        }
        // Another who asks of the same has just put it in: it takes it out again.
        return r1 == 0 || r1 == -Errno.EEXIST.number();
    }

    /**
     * Sees to it that calls on a descriptor that was just opened don't wait, if it can be waited
     * for.
     *
     * @param fd the descriptor, nobody else's
     * @param flags those it was opened with
     * @return false when it can't, and calls wait as they did
     */
    static boolean make(int fd, int flags) {
        if (!is(fd)) {
            return false;
        }
        return (flags & Fcntl.O_NONBLOCK) != 0
                || !Errno.isError(Syscall.fcntl(fd, Fcntl.F_SETFL, flags | Fcntl.O_NONBLOCK));
    }
}
