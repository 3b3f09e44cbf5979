package dev.baton.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.List;
import jdk.internal.misc.Unsafe;

/**
 * An epoll(7) instance in which one thread at a time sleeps, while any others look without
 * sleeping, register descriptors and break the sleep: what Go's netpoll_epoll.go is.
 *
 * <p>The break is an eventfd. It is level-triggered, as Go's, and only who sleeps takes it: one who
 * just looks would otherwise take the sleeper's break away. What the kernel writes goes to {@link
 * Events} that each caller has for itself.
 *
 * <p>Nothing here parks a virtual thread, and nothing but making and closing one allocates.
 */
public final class Epoll extends BreakSignal implements AutoCloseable {
    /** There is something to read, or to accept, or the end. */
    public static final int IN = EpollCall.IN;

    /** There is urgent data. */
    public static final int PRI = 2;

    /** There is room to write, or a connect is over. */
    public static final int OUT = 4;

    /** An error; comes unasked. */
    public static final int ERR = 8;

    /** Both directions are shut, or the other end of a pipe is; comes unasked. */
    public static final int HUP = 0x10;

    /** The other side has ended its direction. */
    public static final int RDHUP = 0x2000;

    /** Edge-triggered: told once each time that something comes. */
    public static final int ET = EpollCall.ET;

    /** Who would read goes on after any of these. */
    public static final int READABLE = IN | RDHUP | HUP | ERR;

    /** Who would write goes on after any of these. */
    public static final int WRITABLE = OUT | HUP | ERR;

    /** A read that has room for more may leave some of what there is. */
    public static final int STOPS_SHORT = PRI | RDHUP | HUP | ERR;

    /** The data of the eventfd, which nobody else may use. */
    public static final long RESERVED_DATA = -1;

    /** Wrong descriptor, also one of an instance that was closed. */
    static final int EBADF = 9;

    private static final int EINTR = 4;

    /** A signal may end one, when it comes just then. */
    private static final int TRIES = 10;

    private static final long NANOS_PER_SECOND = 1_000_000_000;
    private static final long NANOS_PER_MILLISECOND = 1_000_000;

    private static final Unsafe U = Unsafe.getUnsafe();

    // The number that is added to the eventfd, what is read from it, what control() needs under
    // the lock.
    private static final long ONE = 0;
    private static final long COUNT = 8;
    private static final long CONTROL = 16;
    private static final long SCRATCH_BYTES = CONTROL + EpollCall.CONTROL_BYTES;

    private final Arena arena = Arena.ofAuto();
    private final MemorySegment scratch = arena.allocate(SCRATCH_BYTES, Long.BYTES);
    private final long address = scratch.address();

    private final int epoll;
    final int eventfd; // not private for the tests alone
    private final boolean hasPwait2;

    /** For the scratch memory, and so that the numbers are still ours. */
    private final FutexMutex lock = new FutexMutex();

    private volatile boolean closed;

    /**
     * An instance with nothing in it but its eventfd.
     *
     * @throws IOException when the process can open no more files, or may not wait for them so; it
     *     names the call and the errno
     */
    public Epoll() throws IOException {
        this(true);
    }

    /** With or without epoll_pwait2, which Linux has since 5.11. */
    Epoll(boolean mayPwait2) throws IOException {
        int opened = -1;
        try {
            opened = EpollCall.create();
            eventfd = EpollCall.eventfd();
        } catch (IOException e) {
            if (opened >= 0) {
                Descriptors.close(opened);
            }
            lock.close();
            throw e;
        }
        epoll = opened;
        U.putLong(address + ONE, 1L);
        try {
            int refusal = add(eventfd, IN, RESERVED_DATA);
            if (refusal != 0) {
                throw new IOException("epoll_ctl: " + Linkage.describe(refusal));
            }
            // Where the kernel doesn't let us sleep, a look would follow upon the other without a
            // pause.
            refusal = tryWait(SystemCall.EPOLL_PWAIT);
            if (refusal != 0) {
                throw new IOException("epoll_pwait: " + Linkage.describe(refusal));
            }
            // ENOSYS, or what a sandbox says that is older than the call.
            hasPwait2 = mayPwait2 && tryWait(SystemCall.EPOLL_PWAIT2) == 0;
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /** The errno of a wait that takes no time: an interval of 0, a null pointer there for both. */
    private int tryWait(long call) {
        Events events = new Events();
        U.putLong(events.address, 0);
        U.putLong(events.address + Long.BYTES, 0);
        long timeout = call == SystemCall.EPOLL_PWAIT2 ? events.address : 0;
        try {
            int refusal = EINTR;
            for (int i = 0; i < TRIES && refusal == EINTR; i++) {
                long n =
                        SystemCall.answer(
                                address + CONTROL,
                                call,
                                epoll,
                                events.address + Events.FIRST,
                                Events.CAPACITY,
                                timeout,
                                0,
                                SystemCall.SIGSET_BYTES);
                refusal = n >= 0 ? 0 : (int) -n;
            }
            return refusal;
        } finally {
            Reference.reachabilityFence(events);
        }
    }

    /**
     * Registers a descriptor. What it is ready for already is told as if it came now. Nobody takes
     * it out again but the kernel, when the open file ends, which it does with its last number. Any
     * thread may call.
     *
     * @param fd its number
     * @param events what is to be told: {@link #IN} and others
     * @param data comes with each of its events; anything but {@link #RESERVED_DATA}
     * @return 0, or the errno: EEXIST (17) when the same open file is registered under this number,
     *     EPERM (1) for a file that is always ready, EBADF (9) also after {@link #close}
     */
    public int add(int fd, int events, long data) {
        return control(EpollCall.CTL_ADD, fd, events, data);
    }

    /**
     * Changes what {@link #add} said. What the descriptor is ready for is told once more, with the
     * new data. Any thread may call.
     *
     * @param fd its number
     * @param events what is to be told
     * @param data comes with each event from here on, and with those that were not fetched yet
     * @return 0, or the errno: ENOENT (2) when it is not registered
     */
    public int modify(int fd, int events, long data) {
        return control(EpollCall.CTL_MOD, fd, events, data);
    }

    private int control(int op, int fd, int events, long data) {
        lock.lock();
        try {
            return closed
                    ? EBADF
                    : EpollCall.control(epoll, op, fd, address + CONTROL, events, data);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sleeps until something is ready, {@link #wakeup} is called, time runs out, or a signal
     * handler ran. Only one thread at a time may sleep; any number may look meanwhile.
     *
     * @param into where the events go, from the first; nobody else's during the call
     * @param timeoutNs the most to sleep in nanoseconds; 0 only looks, a negative number sleeps
     *     without limit. The kernel may add the thread's timer slack, see {@link TimerSlack};
     *     before Linux 5.11 it is rounded up to milliseconds
     * @return how many events there are, which may be 0 for any of those reasons
     * @throws IllegalStateException when closed
     */
    public int await(Events into, long timeoutNs) {
        if (closed) {
            throw new IllegalStateException("this epoll instance is closed");
        }
        try {
            // The only failure is EINTR: the constructor has tried the calls.
            int n = (int) (timeoutNs == 0 ? look(into) : sleep(into, timeoutNs));
            return n <= 0 ? 0 : withoutBreak(into, n, timeoutNs != 0);
        } finally {
            Reference.reachabilityFence(into);
        }
    }

    /** Brief: with nothing ready the kernel does not even take the instance's lock. */
    private long look(Events into) {
        return SystemCall.brief(
                SystemCall.EPOLL_PWAIT,
                epoll,
                into.address + Events.FIRST,
                Events.CAPACITY,
                0,
                0,
                SystemCall.SIGSET_BYTES);
    }

    private long sleep(Events into, long timeoutNs) {
        long timeout;
        if (!hasPwait2) {
            timeout = timeoutNs < 0 ? -1 : millisecondsUp(timeoutNs);
        } else if (timeoutNs < 0) {
            timeout = 0;
        } else {
            timeout = into.address;
            U.putLong(timeout, timeoutNs / NANOS_PER_SECOND);
            U.putLong(timeout + Long.BYTES, timeoutNs % NANOS_PER_SECOND);
        }
        return SystemCall.call(
                hasPwait2 ? SystemCall.EPOLL_PWAIT2 : SystemCall.EPOLL_PWAIT,
                epoll,
                into.address + Events.FIRST,
                Events.CAPACITY,
                timeout,
                0,
                SystemCall.SIGSET_BYTES);
    }

    /** No earlier than asked; and as an int, which is 24 days. */
    static long millisecondsUp(long ns) {
        long ms = ns / NANOS_PER_MILLISECOND + (ns % NANOS_PER_MILLISECOND == 0 ? 0 : 1);
        return Math.min(ms, Integer.MAX_VALUE);
    }

    /** Takes the eventfd's own event out; who slept has had the break. */
    private int withoutBreak(Events into, int n, boolean slept) {
        for (int i = 0; i < n; i++) {
            if (into.data(i) == RESERVED_DATA) {
                if (slept) {
                    taken();
                }
                into.move(n - 1, i);
                return n - 1;
            }
        }
        return n;
    }

    @Override
    void read() {
        // Nobody else sleeps, so nobody else writes there.
        SystemCall.brief(SystemCall.READ, eventfd, address + COUNT, Long.BYTES);
    }

    /**
     * Ends the sleep that is under way, or the next one. Enters the kernel only when no break is on
     * its way already; does nothing when closed. What was written before is seen after the {@link
     * #await} that it ends. Any thread may call.
     */
    public void wakeup() {
        send();
    }

    @Override
    void write() {
        lock.lock();
        try {
            if (!closed) {
                SystemCall.brief(SystemCall.WRITE, eventfd, address + ONE, Long.BYTES);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Closes it. Nobody may be in {@link #await}. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            Leftovers.closeAfter(this, List.of(lock));
            Descriptors.close(epoll);
            Descriptors.close(eventfd);
        } finally {
            lock.unlock();
        }
    }

    /** Where {@link #await} puts what it got. For one thread at a time. */
    public static final class Events {
        /** How many at most one await returns; others come the next time. */
        public static final int CAPACITY = 128;

        // A timespec and a pollfd for the kernel to read; then the events.
        private static final long POLLFD = 16;
        private static final long REVENTS = 6;
        private static final long FIRST = 32;

        private final MemorySegment memory =
                Arena.ofAuto()
                        .allocate(FIRST + CAPACITY * EpollCall.EVENT_BYTES, CacheLines.LINE_BYTES);

        private final long address = memory.address();

        /** Room for {@link #CAPACITY}. */
        public Events() {}

        /**
         * What the descriptor was registered with.
         *
         * @param i which event, below what await returned
         * @return its data
         */
        public long data(int i) {
            try {
                return U.getLong(event(i) + EpollCall.DATA);
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /**
         * What it is ready for.
         *
         * @param i which event, below what await returned
         * @return {@link Epoll#IN} and others
         */
        public int events(int i) {
            try {
                return U.getInt(event(i));
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        /**
         * Asks, by ppoll(2), whether a call on a descriptor would not wait now. It need not be
         * registered anywhere. By the thread whose events these are, and they are kept.
         *
         * @param fd the descriptor
         * @param wanted {@link Epoll#IN} or {@link Epoll#OUT}, which are POLLIN and POLLOUT
         * @return also true for an end, an error, and where the kernel doesn't say
         */
        public boolean isReady(int fd, int wanted) {
            U.putLong(address, 0);
            U.putLong(address + Long.BYTES, 0);
            U.putInt(address + POLLFD, fd);
            U.putInt(address + POLLFD + Integer.BYTES, wanted); // and no revents yet
            try {
                // Not brief: what a file system or a driver answers may take time.
                long n =
                        SystemCall.call(
                                SystemCall.PPOLL,
                                address + POLLFD,
                                1,
                                address,
                                0,
                                SystemCall.SIGSET_BYTES,
                                0);
                return n < 0 || U.getShort(address + POLLFD + REVENTS) != 0;
            } finally {
                Reference.reachabilityFence(this);
            }
        }

        private void move(int from, int to) {
            U.putInt(event(to), U.getInt(event(from)));
            U.putLong(event(to) + EpollCall.DATA, U.getLong(event(from) + EpollCall.DATA));
        }

        private long event(int i) {
            if (i < 0 || i >= CAPACITY) {
                throw new IndexOutOfBoundsException("event " + i + " of " + CAPACITY);
            }
            return address + FIRST + i * EpollCall.EVENT_BYTES;
        }
    }
}
