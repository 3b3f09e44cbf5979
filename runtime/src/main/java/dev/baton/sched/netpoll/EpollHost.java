package dev.baton.sched.netpoll;

import dev.baton.linux.Epoll;
import java.util.concurrent.locks.LockSupport;

/** The real one: epoll, and the JDK's unpark. */
public final class EpollHost implements PollHost {
    /** What every descriptor is registered for, once: both directions, each edge. */
    private static final int BOTH = Epoll.IN | Epoll.OUT | Epoll.PRI | Epoll.RDHUP | Epoll.ET;

    private static final int ENOENT = 2;
    private static final int EEXIST = 17;

    /** The number may be closed, and another's, between the two calls; but not each time. */
    private static final int TRIES = 10;

    private final Epoll epoll;

    /**
     * For the descriptors of a table.
     *
     * @param epoll where they are registered; who made it closes it
     */
    public EpollHost(Epoll epoll) {
        this.epoll = epoll;
    }

    @Override
    public int add(int fd, int seq) {
        long data = PollTable.data(fd, seq);
        int errno = epoll.add(fd, BOTH, data);
        // The same file under the same number, of a life before: the kernel keeps what it was
        // told then, and its events would be taken for old ones.
        return errno == EEXIST ? renew(fd, seq) : errno;
    }

    @Override
    public int renew(int fd, int seq) {
        long data = PollTable.data(fd, seq);
        int errno = ENOENT;
        for (int i = 0; i < TRIES && (errno == ENOENT || errno == EEXIST); i++) {
            errno = epoll.modify(fd, BOTH, data);
            if (errno == ENOENT) {
                errno = epoll.add(fd, BOTH, data);
            }
        }
        return errno;
    }

    @Override
    public void unpark(Thread waiter) {
        try {
            LockSupport.unpark(waiter);
        } catch (RuntimeException e) {
            // It is of another scheduler, which refuses it: no harm of those who come after it, nor
            // of whoever calls. What our own throws has ended the process by now.
        }
    }

    /**
     * Has an event's waiters go on. Any thread, of the events it has just awaited.
     *
     * @param events of a wait
     * @param i which of them
     * @param table where its descriptor is
     * @param mode whose: {@link PollDesc#READ} or {@link PollDesc#WRITE}
     * @return the thread to be unparked, or null
     */
    public static Thread ready(Epoll.Events events, int i, PollTable table, int mode) {
        int wanted = mode == PollDesc.READ ? Epoll.READABLE : Epoll.WRITABLE;
        return (events.events(i) & wanted) == 0 ? null : table.ready(events.data(i), mode);
    }
}
