package dev.baton.linux;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.Arrays;
import java.util.List;
import jdk.internal.misc.Unsafe;

/**
 * Where one thread sleeps until a {@link SwitchAlarm} rings, another thread calls, or time runs
 * out.
 *
 * <p>{@link #await} is for that one thread; alarms are added and removed, and the thread is woken,
 * by any. Nothing here parks a virtual thread.
 */
public final class SwitchPoller implements AutoCloseable {
    // States of `signal`, as those of a futex's word.
    private static final int CLEAR = 0;
    private static final int SIGNALLED = 1;
    private static final int SLEEPING = -1;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long SIGNAL = U.objectFieldOffset(SwitchPoller.class, "signal");

    private static final int POLLIN = 1;

    // Edge-triggered, so that what epoll_wait returned once is over: the count of the eventfd need
    // not be read, and a thread that ended doesn't hang up again and again.
    private static final int IN_ET = EpollCall.IN | EpollCall.ET;

    private static final long EVENT_BYTES = EpollCall.EVENT_BYTES;
    private static final int EVENTS = 64;

    /** How often at most to look at a thread whose alarm is not ready; a look takes 5 µs. */
    private static final long LOOK_EVERY_NS = 100_000;

    /** A signal may end one, when it comes just then. */
    private static final int TRIES = 10;

    private static final long NANOS_PER_SECOND = 1_000_000_000;

    // What the kernel reads and writes: a pollfd, a timespec, the number that is added to the
    // eventfd, and the events.
    private static final long POLLFD = 0;
    private static final long TIMESPEC = 8;
    private static final long ONE = 24;
    private static final long EVENT = 32;

    private final MemorySegment memory =
            Arena.ofAuto().allocate(EVENT + EVENTS * EVENT_BYTES, Long.BYTES);

    private final long address = memory.address();

    private final int epoll;
    private final int eventfd;
    private final FutexMutex lock = new FutexMutex();

    /** Alarms by their slot. Under the lock. */
    private SwitchAlarm[] alarms = new SwitchAlarm[16];

    /** No alarm is at this slot or later. Under the lock. */
    private int slots;

    @SuppressWarnings("unused") // by SIGNAL
    private volatile int signal;

    /** For looking at a thread; under the lock. */
    private final StatLine line = new StatLine();

    private boolean wokenUp;

    /** There may be alarms that rang and found no place to be put. */
    private boolean more;

    /** Some alarms are armed, but not ready: {@link SwitchAlarm#waitsForCpu}. */
    private boolean waitForCpu;

    /** When we last looked whether they can be made ready. */
    private long lookedNs;

    private volatile boolean closed;

    /**
     * A poller without alarms.
     *
     * @throws IOException when the process can open no more files, or may not wait for them so
     */
    public SwitchPoller() throws IOException {
        epoll = EpollCall.create();
        try {
            eventfd = EpollCall.eventfd();
        } catch (IOException e) {
            Descriptors.close(epoll);
            throw e;
        }
        U.putInt(address + POLLFD, epoll);
        U.putShort(address + POLLFD + Integer.BYTES, (short) POLLIN);
        U.putLong(address + ONE, 1L);
        try {
            control(EpollCall.CTL_ADD, eventfd);
            tryPoll();
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    /**
     * Has {@link #await} return the alarm when it rings. Any thread may call.
     *
     * @param alarm an alarm that no poller has
     * @throws IllegalStateException when it was added already, to this poller or another
     * @throws IOException when the kernel refuses, for want of memory or by its limit
     *     fs.epoll.max_user_watches
     */
    public void add(SwitchAlarm alarm) throws IOException {
        lock.lock();
        try {
            if (alarm.poller != null) {
                throw new IllegalStateException(
                        "the alarm of thread " + alarm.tid() + " was added to a poller already");
            }
            int slot = 0;
            while (slot < alarms.length && alarms[slot] != null) {
                slot++;
            }
            if (slot == alarms.length) {
                alarms = Arrays.copyOf(alarms, 2 * slot);
            }
            control(EpollCall.CTL_ADD, alarm.fd());
            alarms[slot] = alarm;
            slots = Math.max(slots, slot + 1);
            alarm.slot = slot;
            alarm.poller = this;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes an alarm out again; afterwards this poller doesn't touch it. Does nothing when it isn't
     * in. Any thread may call.
     *
     * @param alarm any alarm
     */
    public void remove(SwitchAlarm alarm) {
        lock.lock();
        try {
            if (alarm.poller == this) {
                alarms[alarm.slot] = null;
                alarm.poller = null;
                while (slots > 0 && alarms[slots - 1] == null) {
                    slots--;
                }
                control(EpollCall.CTL_DEL, alarm.fd());
            }
        } catch (IOException e) {
            throw new IllegalStateException(e); // it is in, as we just saw
        } finally {
            lock.unlock();
        }
    }

    /**
     * Sleeps until an armed alarm rings, {@link #wakeup} is called, or time runs out. Only the
     * poller's one thread may call.
     *
     * @param timeoutNs the most to sleep in nanoseconds; 0 only looks, a negative number sleeps
     *     without limit. The kernel may add the thread's timer slack, see {@link TimerSlack}
     * @param ringing where to put the alarms that rang, at least one place. Each is disarmed by
     *     that
     * @return how many rang; the others come the next time, when there are more than places
     */
    public int await(long timeoutNs, SwitchAlarm[] ringing) {
        if (closed) {
            throw new IllegalStateException("this poller is closed");
        }
        wokenUp = false;
        long startNs = System.nanoTime();
        if (waitForCpu && startNs - lookedNs >= LOOK_EVERY_NS) {
            lookedNs = startNs;
            int count = collect(ringing);
            if (count > 0) {
                wokenUp = U.getAndSetInt(this, SIGNAL, CLEAR) == SIGNALLED;
                return count;
            }
        }
        long remainingNs = timeoutNs;
        while (true) {
            // Failing means that a signal is there, so we only look.
            boolean sleeps =
                    remainingNs != 0 && !more && U.compareAndSetInt(this, SIGNAL, CLEAR, SLEEPING);
            boolean ready = poll(sleeps ? remainingNs : 0);
            wokenUp = U.getAndSetInt(this, SIGNAL, CLEAR) == SIGNALLED;
            int count = ready || more ? collect(ringing) : 0;
            if (count > 0 || wokenUp || remainingNs == 0) {
                return count;
            }
            // Somebody was only preempted, or a signal handler ran.
            if (timeoutNs > 0) {
                remainingNs = Math.max(0, timeoutNs - (System.nanoTime() - startNs));
                if (remainingNs == 0 && !ready) {
                    return 0;
                }
            }
        }
    }

    /** {@return whether {@link #wakeup} was called before the last {@link #await} returned} */
    public boolean wasWokenUp() {
        return wokenUp;
    }

    /**
     * Ends the {@link #await} that is under way, or the next one. Enters the kernel only when
     * somebody sleeps there. Any thread may call.
     */
    public void wakeup() {
        if (U.getAndSetInt(this, SIGNAL, SIGNALLED) == SLEEPING) {
            // The sleeper may wake for another reason, end, and close us: under the lock, the
            // eventfd is still ours.
            lock.lock();
            try {
                if (!closed) {
                    SystemCall.brief(SystemCall.WRITE, eventfd, address + ONE, Long.BYTES);
                }
            } finally {
                lock.unlock();
            }
        }
    }

    /** Closes it, with all alarms taken out but not closed. Nobody may be in {@link #await}. */
    @Override
    public void close() {
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            Leftovers.closeAfter(this, List.of(lock));
            for (SwitchAlarm alarm : alarms) {
                if (alarm != null) {
                    alarm.poller = null;
                }
            }
            Arrays.fill(alarms, null);
            slots = 0;
            Descriptors.close(epoll);
            Descriptors.close(eventfd);
        } finally {
            lock.unlock();
        }
    }

    /** Whether the kernel has nothing to tell at this moment. */
    boolean isIdle() {
        return !poll(0);
    }

    /**
     * Where the kernel doesn't let us sleep, a look would follow upon the other without a pause.
     */
    private void tryPoll() throws IOException {
        for (int i = 0; i < TRIES; i++) {
            if (ppoll(0) >= 0 && epollPwait() >= 0) {
                return;
            }
        }
        throw new IOException("ppoll or epoll_pwait was refused");
    }

    /** Sleeps; whether anything is ready. */
    private boolean poll(long timeoutNs) {
        return ppoll(timeoutNs) > 0;
    }

    private long ppoll(long timeoutNs) {
        long timespec = 0;
        if (timeoutNs >= 0) {
            timespec = address + TIMESPEC;
            U.putLong(timespec, timeoutNs / NANOS_PER_SECOND);
            U.putLong(timespec + Long.BYTES, timeoutNs % NANOS_PER_SECOND);
        }
        try {
            // epoll_wait counts in milliseconds, and epoll_pwait2 is younger than the kernels that
            // have all else we need. The kernel writes into the timespec what was left of it.
            return SystemCall.call(
                    SystemCall.PPOLL, address + POLLFD, 1, timespec, 0, SystemCall.SIGSET_BYTES, 0);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    /**
     * Puts the alarms that rang into {@code ringing}.
     *
     * <p>They are found by looking at all rings, which is a few nanoseconds for each. The events of
     * epoll can't tell: a perf event is ready only for the first who asks, and that was ppoll.
     */
    private int collect(SwitchAlarm[] ringing) {
        clearEvents();
        int count = 0;
        boolean wait = false;
        lock.lock();
        try {
            for (int slot = 0; slot < slots; slot++) {
                SwitchAlarm alarm = alarms[slot];
                if (alarm == null || !alarm.hasNews()) {
                    continue;
                }
                if (count == ringing.length) {
                    more = true;
                    return count;
                }
                if (alarm.rings(line)) {
                    ringing[count++] = alarm;
                }
                wait |= alarm.waitsForCpu();
            }
            more = false;
            waitForCpu = wait;
            return count;
        } finally {
            lock.unlock();
        }
    }

    private void clearEvents() {
        long events;
        do {
            events = epollPwait();
        } while (events == EVENTS);
    }

    /** Only takes out what is ready, with a time-out of 0. */
    private long epollPwait() {
        try {
            return SystemCall.call(
                    SystemCall.EPOLL_PWAIT,
                    epoll,
                    address + EVENT,
                    EVENTS,
                    0,
                    0,
                    SystemCall.SIGSET_BYTES);
        } finally {
            Reference.reachabilityFence(this);
        }
    }

    private void control(int operation, int fd) throws IOException {
        long scratch = U.allocateMemory(EpollCall.CONTROL_BYTES);
        try {
            int refusal = EpollCall.control(epoll, operation, fd, scratch, IN_ET, 0);
            if (refusal != 0) {
                throw new IOException("epoll_ctl: " + Linkage.describe(refusal));
            }
        } finally {
            U.freeMemory(scratch);
        }
    }
}
