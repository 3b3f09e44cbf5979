package dev.baton.sched;

import dev.baton.sched.Host.Network;
import dev.baton.sched.netpoll.PollDesc;
import dev.baton.sched.netpoll.PollTable;
import dev.baton.vthread.StackProbe;
import dev.baton.vthread.VirtualThreads;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;

/**
 * Who waits for the network, and what of it has become ready: {@code netpoll} of Go's netpoll.go
 * and netpoll_epoll.go. There is no thread for it. It is asked
 *
 * <ul>
 *   <li>by an M with a P that has nothing to run, before it steals ({@link WorkSearch});
 *   <li>by one with much to run, once in a while, so that a full queue can't put the network off;
 *   <li>by the one M that waits for the next timer, which waits in the kernel for both ({@link
 *       Timers});
 *   <li>by {@link Sysmon}, where nobody has for 10 ms.
 * </ul>
 *
 * <p>What is ready is readied as by a timer: behind what waits already, and where there is a P, in
 * its queue.
 *
 * <p>Not final for the tests alone, as {@link Scheduler}.
 */
public class NetPoll implements Poller {
    /** A busy P asks once in so many dispatches. */
    private static final int DISPATCHES_BETWEEN_POLLS = 64;

    /** Somebody asks at least so often. */
    static final long POLL_EVERY_NS = 10_000_000;

    /** See {@link #ofProcess}. */
    private static volatile NetPoll ofProcess;

    private final Scheduler sched;
    private final Host host;
    private final PipeWaits pipes;

    /** Results of the ring come here, too. */
    final RingPoll ring;

    /** Null before the first wait, and where the kernel forbids it. */
    private final AtomicReference<Opened> opened = new AtomicReference<>();

    private volatile boolean refused;

    /** Its instance ends: nobody may wait here from now on. */
    private volatile boolean closing;

    /** Somebody polls without waiting. */
    private final AtomicBoolean polling = new AtomicBoolean();

    /** Up one with each poll: sysmon sees whether there was one. A lost one does not matter. */
    private int polls;

    /** {@link #polls} when it last changed, and when that was seen. By sysmon. */
    private int seenPolls;

    private long seenWhen;

    /**
     * What is there from the first wait on.
     *
     * @param ready what the one that polls without waiting was told; by the owner of {@link
     *     #polling}
     */
    record Opened(Network network, PollTable table, Network.Ready ready) {}

    NetPoll(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
        this.pipes = newPipeWaits(sched);
        this.ring = newRingPoll(sched);
    }

    RingPoll newRingPoll(Scheduler sched) {
        return new RingPoll(sched, this);
    }

    PipeWaits newPipeWaits(Scheduler sched) {
        return new PipeWaits(sched, this);
    }

    /**
     * That of the instance that is there as long as the process.
     *
     * @return null where there is no such instance
     */
    public static NetPoll ofProcess() {
        return ofProcess;
    }

    /**
     * That of the instance which the caller is a G of, else that of the process.
     *
     * @return null where there is neither
     */
    public static NetPoll ofCurrentThread() {
        return VirtualThreads.currentCarrier() instanceof MThread t ? t.m.sched.netpoll : ofProcess;
    }

    /** Its scheduler lasts as long as the process. The first one counts. */
    void serveProcess() {
        synchronized (NetPoll.class) {
            if (ofProcess == null) {
                ofProcess = this;
            }
        }
    }

    // ---- Who waits: any thread ------------------------------------------------------------------

    /**
     * Whether it can be waited here.
     *
     * @return false where the kernel forbids it, and when the instance has ended
     */
    public boolean isThere() {
        return !closing && opened() != null;
    }

    /**
     * Parks the current virtual thread until a descriptor may be ready. It has tried before, and
     * was told that it is not; and it tries again when this returns, whyever that is.
     *
     * @param fd the descriptor
     * @param event POLLIN or POLLOUT of poll(2)
     * @param nanos how long at most, or 0
     * @param isOpen asked before it parks, when whoever closes the descriptor would be seen to wake
     *     it; null where nobody does
     * @return false where the kernel forbids it, and it did not wait
     * @throws IOException when that descriptor can't be waited for
     */
    public boolean await(int fd, int event, long nanos, BooleanSupplier isOpen) throws IOException {
        int errno = awaitReady(fd, event, nanos, isOpen);
        if (errno > 0) {
            throw new IOException(
                    "descriptor " + fd + " can't be waited for: epoll_ctl: errno " + errno);
        }
        return errno != GONE;
    }

    /**
     * As {@link #await}; {@code mayPark} may be null as well.
     *
     * @return 0, {@link #GONE} or an errno
     */
    @Override
    public int awaitReady(int fd, int event, long nanos, BooleanSupplier mayPark) {
        StackProbe.requireLittle(); // who overflowed in here would stay in the descriptor's word
        Opened o = opened();
        if (o == null || closing) {
            return GONE;
        }
        PollDesc desc = o.table.get(fd);
        int seq = desc.seq(); // it is the caller's own as long as it is in here
        int errno = desc.open(seq);
        if (errno > 0) {
            return closing ? GONE : errno;
        }
        int mode = PollDesc.mode(event);
        Thread self = o.network.self();
        if (errno == PollDesc.CLOSED || desc.prepare(mode, self, seq)) {
            return 0;
        }
        try {
            // Pairs with turnAway(), which says so and then looks who waits.
            if (closing) {
                return GONE;
            }
            seeThatSomebodyPolls();
            if (mayPark == null || mayPark.getAsBoolean()) {
                sched.tracing.parksFor(ParkReason.NETWORK);
                o.network.park(nanos);
                sched.tracing.parksFor(null);
            }
        } finally {
            desc.finish(mode, self);
        }
        return 0;
    }

    /**
     * Whether a read is known to find nothing, so that it need not be tried before it is waited.
     *
     * @param fd what the current virtual thread, and no other, is about to read from
     * @return false when it is to be tried
     */
    public boolean isKnownEmpty(int fd) {
        Opened o = opened.get();
        PollDesc desc = o == null ? null : o.table.find(fd);
        return desc != null && desc.isKnownEmpty();
    }

    /**
     * Whether a read was left out since {@link #isKnownEmpty}, and nobody has waited since.
     *
     * @param fd what the current virtual thread, and no other, reads from
     * @return true also where something has come by now
     */
    public boolean isUntried(int fd) {
        Opened o = opened.get();
        PollDesc desc = o == null ? null : o.table.find(fd);
        return desc != null && desc.isUntried();
    }

    /**
     * A read is over, be it that it would block.
     *
     * @param fd what the current virtual thread, and no other, has read from
     * @param n how much it got, or negative
     * @param room how much it could have got
     */
    public void hasRead(int fd, int n, int room) {
        Opened o = opened.get();
        PollDesc desc = o == null ? null : o.table.find(fd);
        if (desc != null) {
            desc.hasRead(n, room);
        }
    }

    /**
     * Waits before a read that would block, where it is one from a pipe or a FIFO, and many threads
     * block already: so the current G waits, and no thread. The read is to be announced all the
     * same: see {@link PipeWaits}. Does nothing on a thread that is not this scheduler's.
     *
     * @param file the {@link java.io.FileDescriptor}; it holds the monitor of that who closes it
     */
    public void awaitRead(Object file) {
        pipes.await(file);
    }

    /**
     * Those who wait for a descriptor are to look what became of it: it is closed, or about to be,
     * and its number to be had for another; or it is shut down.
     *
     * @param fd the descriptor
     */
    @Override
    public void stop(int fd) {
        Opened o = opened.get();
        if (o != null) {
            o.table.close(fd);
        }
    }

    @Override
    public void lookAgain(int fd, int event) {
        Opened o = opened.get();
        if (o != null) {
            o.table.lookAgain(fd, PollDesc.mode(event));
        }
    }

    /**
     * A G that parks leaves an M behind which polls; a virtual thread of another scheduler does
     * not. An M that waits for a timer only, since nothing was open then, is to wait for both: see
     * {@link Timers}.
     */
    void seeThatSomebodyPolls() {
        boolean begun = host.beginContact();
        try {
            wakeWhoPolls();
        } finally {
            host.endContact(begun);
        }
    }

    private void wakeWhoPolls() {
        M poller = sched.timers.poller();
        if (poller == null) {
            M m = host.currentM();
            if (m == null || m.sched != sched) {
                sched.waking.wakep();
            }
        } else if (!poller.inNetPoll) {
            sched.timers.wakeSleeper();
        }
    }

    /** Null where the kernel forbids it. */
    Opened opened() {
        Opened o = opened.get();
        return o != null || refused ? o : open();
    }

    /** No lock: whoever is late closes its own. */
    private Opened open() {
        Network n = host.openNetwork();
        if (n == null) {
            refused = true;
            return opened.get();
        }
        if (!opened.compareAndSet(null, new Opened(n, new PollTable(n), n.newReady()))) {
            n.close();
        }
        return opened.get();
    }

    // ---- What is ready --------------------------------------------------------------------------

    /** Whether there is anything to wait for. */
    boolean isOpen() {
        return isNetworkOpen() || ring.isOpen();
    }

    private boolean isNetworkOpen() {
        return registered() > 0;
    }

    /** How many descriptors are registered with the kernel, and not closed. */
    int registered() {
        Opened o = opened.get();
        return o == null ? 0 : o.table.waiting();
    }

    /** Whether a P with much to do should ask now, if {@link #isOpen}. */
    static boolean isDue(M m) {
        return (m.dispatches() & (DISPATCHES_BETWEEN_POLLS - 1)) == 0;
    }

    /**
     * Whether nobody has asked for long, and nobody waits, though {@link #isOpen}. By sysmon, at
     * each of its looks.
     */
    boolean isOverdue(long now) {
        int n = polls;
        if (seenPolls != n || sched.timers.poller() != null) {
            seenPolls = n;
            seenWhen = now;
        }
        return now - seenWhen >= POLL_EVERY_NS && isOpen();
    }

    /**
     * Readies all whose descriptors are ready, without waiting. Nothing where another polls. The
     * caller has seen that {@link #isOpen}.
     *
     * @return whether it readied any
     */
    boolean poll() {
        if (polling.get() || !polling.compareAndSet(false, true)) {
            return false;
        }
        try {
            polls++;
            boolean any = ring.reap();
            if (isNetworkOpen()) {
                Opened o = opened.get();
                any |= o.network.poll(o.ready) > 0 && ready(o, o.ready) > 0;
            }
            return any;
        } finally {
            polling.set(false);
        }
    }

    /** Whether m could wait: there is a network, and memory for what it would be told. */
    boolean isFor(M m) {
        return isOpen() && hasReady(m);
    }

    /** Whether there is memory for what m is told: {@link M#ready}. By m. */
    boolean hasReady(M m) {
        if (m.ready == null) {
            try {
                m.ready = opened.get().network.newReady();
            } catch (OutOfMemoryError e) {
                return false; // sysmon polls
            }
        }
        return true;
    }

    /**
     * Waits until a descriptor is ready, for {@link #wakeup}, or for a time. By the M that waits
     * for the next timer; what is ready is readied by {@link #readyAwaited} then, when another M
     * may wait already.
     *
     * @param ns at most so long, or {@link Host.Note#FOREVER}
     */
    void await(M m, long ns) {
        opened.get().network.await(m.ready, ns);
        polls++;
    }

    /** Readies what {@link #await} was told. */
    void readyAwaited(M m) {
        ring.reap();
        if (m.ready != null) {
            ready(opened.get(), m.ready);
        }
    }

    private int ready(Opened o, Network.Ready which) {
        int readied = 0;
        int n = which.size();
        for (int i = 0; i < n; i++) {
            long data = which.data(i);
            if (which.stopsShort(i)) {
                o.table.stopsShort(data);
            }
            if (which.isReadable(i)) {
                readied += unpark(o, o.table.ready(data, PollDesc.READ));
            }
            if (which.isWritable(i)) {
                readied += unpark(o, o.table.ready(data, PollDesc.WRITE));
            }
        }
        which.clear();
        Tracer t = readied == 0 ? null : sched.tracing.here();
        if (t != null) {
            t.netpoll(readied);
        }
        return readied;
    }

    private static int unpark(Opened o, Thread waiter) {
        if (waiter == null) {
            return 0;
        }
        o.network.unpark(waiter);
        return 1;
    }

    /** Ends a wait of {@link #await}. */
    void wakeup() {
        opened.get().network.wakeup();
    }

    /**
     * Its instance ends, and has no G left: who waits here is of another scheduler, or of none, and
     * goes on to wait elsewhere. Before the Ms end.
     */
    void turnAway() {
        closing = true;
        Opened o = opened.get();
        if (o != null) {
            o.table.closeAll();
        }
    }

    void close() {
        ring.close();
        Opened o = opened.get();
        if (o != null) {
            o.network.close();
        }
    }
}
