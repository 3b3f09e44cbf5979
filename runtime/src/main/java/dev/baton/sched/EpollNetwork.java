package dev.baton.sched;

import dev.baton.linux.Descriptors;
import dev.baton.linux.Epoll;
import dev.baton.linux.IoUring;
import dev.baton.linux.RingOp;
import dev.baton.sched.netpoll.PollTable;
import dev.baton.vthread.FileNumber;
import dev.baton.vthread.Parking;
import dev.baton.vthread.Suspension;
import dev.baton.vthread.VirtualThreads;
import java.io.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/**
 * The network of this machine: epoll, and the JDK's park and unpark.
 *
 * <p>Not final for the tests alone.
 */
class EpollNetwork extends Host.Network {
    /** What every descriptor is registered for, once: both directions, each edge. */
    private static final int BOTH = Epoll.IN | Epoll.OUT | Epoll.PRI | Epoll.RDHUP | Epoll.ET;

    private static final int ENOENT = 2;
    private static final int EEXIST = 17;

    /** The number may be closed, and another's, between the two calls; but not each time. */
    private static final int TRIES = 10;

    /**
     * Requests that are under way; what is more takes a thread each. There is room for them all in
     * both queues, so that neither is ever full: 700 KiB of the kernel's memory, once there is one.
     */
    private static final int REQUESTS = 8192;

    /** No descriptor has such data: its lower half would be the number, which is not negative. */
    private static final long RING_DATA = -2;

    private final Epoll epoll = new Epoll();

    /**
     * One in which nobody waits.
     *
     * @throws IOException when the kernel refuses epoll
     */
    EpollNetwork() throws IOException {}

    @Override
    public int add(int fd, int seq) {
        int errno = register(fd, PollTable.data(fd, seq));
        // The same file under the same number, of a life before: the kernel keeps what it was
        // told then, and its events would be taken for old ones.
        return errno == EEXIST ? renew(fd, seq) : errno;
    }

    @Override
    public int renew(int fd, int seq) {
        long data = PollTable.data(fd, seq);
        int errno = ENOENT;
        for (int i = 0; i < TRIES && (errno == ENOENT || errno == EEXIST); i++) {
            errno = change(fd, data);
            if (errno == ENOENT) {
                errno = register(fd, data);
            }
        }
        return errno;
    }

    /** Who were suspended here would keep a lock that others need to go on. */
    private int register(int fd, long data) {
        boolean begun = Suspension.begin();
        try {
            return epoll.add(fd, BOTH, data);
        } finally {
            Suspension.end(begun);
        }
    }

    /** As above. */
    private int change(int fd, long data) {
        boolean begun = Suspension.begin();
        try {
            return epoll.modify(fd, BOTH, data);
        } finally {
            Suspension.end(begun);
        }
    }

    @Override
    boolean isPipeToWaitFor(int fd) {
        return Descriptors.isPipeToWaitFor(fd);
    }

    @Override
    int number(Object file) {
        return FileNumber.of((FileDescriptor) file);
    }

    @Override
    Ready newReady() {
        return new Events();
    }

    @Override
    int poll(Ready ready) {
        return ((Events) ready).await(0);
    }

    @Override
    void await(Ready ready, long timeoutNs) {
        ((Events) ready).await(timeoutNs);
    }

    @Override
    void wakeup() {
        epoll.wakeup();
    }

    @Override
    Host.Ring openRing() {
        try {
            IoUring ring = IoUring.open(REQUESTS, REQUESTS);
            if (ring.supports(RingOp.READ) && epoll.add(ring.fd(), Epoll.IN, RING_DATA) == 0) {
                return new KernelRing(ring);
            }
            ring.close();
        } catch (IOException | OutOfMemoryError e) {
            return null; // forbidden, too old, or there is nothing left to make it of
        }
        return null;
    }

    @Override
    void close() {
        epoll.close();
    }

    @Override
    Thread self() {
        return Thread.currentThread();
    }

    @Override
    boolean isInterrupted() {
        return VirtualThreads.isInterrupted(Thread.currentThread());
    }

    @Override
    void takePermit() {
        Parking.takePermit(Thread.currentThread());
    }

    @Override
    void park(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        } else {
            LockSupport.park();
        }
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

    private final class Events extends Ready {
        private final Epoll.Events events = new Epoll.Events();
        private int size;

        int await(long timeoutNs) {
            size = epoll.await(events, timeoutNs);
            return size;
        }

        @Override
        boolean isReadyNow(int fd, int event) {
            return events.isReady(fd, event);
        }

        @Override
        int size() {
            return size;
        }

        @Override
        long data(int i) {
            return events.data(i);
        }

        @Override
        boolean isReadable(int i) {
            return (events.events(i) & Epoll.READABLE) != 0;
        }

        @Override
        boolean isWritable(int i) {
            return (events.events(i) & Epoll.WRITABLE) != 0;
        }

        @Override
        boolean stopsShort(int i) {
            return (events.events(i) & Epoll.STOPS_SHORT) != 0;
        }

        @Override
        void clear() {
            size = 0;
        }
    }
}
