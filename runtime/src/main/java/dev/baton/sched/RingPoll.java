package dev.baton.sched;

import dev.baton.BlockingSite;
import dev.baton.linux.DirectIo;
import dev.baton.linux.IoUring;
import dev.baton.linux.RingOp;
import dev.baton.sched.Host.Network;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import dev.baton.sched.uring.Wait;
import dev.baton.sched.uring.WaitTable;
import dev.baton.vthread.VirtualThreads;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;

/**
 * Who waits for a request of the io_uring, and which are done: for calls that epoll can't wait for,
 * since a file is always ready, however long the disk takes. A G puts its request, has the kernel
 * take it, and parks; no thread waits with it. Results are found
 *
 * <ul>
 *   <li>by an M with a P, at every eighth dispatch and before it polls the network: two looks at
 *       memory, no call ({@link WorkSearch});
 *   <li>by the one M that waits for the next timer and the network, whom the ring wakes out of
 *       epoll ({@link Timers}), for its descriptor is in there;
 *   <li>by {@link Sysmon}, where nobody has looked for 10 ms.
 * </ul>
 *
 * <h2>One ring, submitted at once</h2>
 *
 * <p>One for the scheduler, of which any thread may submit. A ring for each P was rejected: a P may
 * be taken from a G between its request and its park, and then the request is in the ring of
 * another M, or of none. So was it to gather requests and submit them once in a round of the
 * scheduler: a G that is pinned parks on its M, whose next round does not come. Here a request is
 * submitted by whoever put it, in a call that is announced as any, or by another who just does that
 * ({@code SubmitTurn}); so when a G parks its request is the kernel's, or about to be, and nothing
 * that becomes of its P or its M leaves it behind.
 *
 * <h2>No result is left</h2>
 *
 * <p>A G that waits is counted ({@link WaitTable#underWay}) before its request is put, and {@link
 * NetPoll#isOpen} while one is; and then it looks whether the M that waits, if there is one, does
 * so in epoll ({@link NetPoll#seeThatSomebodyPolls}): the rule of {@link Timers}. The ring is in
 * epoll level-triggered: who comes to wait while there are results does not wait. One takes results
 * at a time; who finds another at it goes on.
 *
 * <p>Not final for the tests alone.
 */
public class RingPoll implements IoUring.Completions {
    /** What {@link #call} returns when it made no request; and no system call returns it. */
    public static final long NOT_SERVED = Long.MIN_VALUE;

    private static final int IO_URING_ENTER = 426;
    private static final int ECANCELED = 125;

    /** So often a call is made again that ended with the thread that had submitted it. */
    private static final int TRIES = 4;

    private static final int DISPATCHES_BETWEEN_LOOKS = 8;

    private final Scheduler sched;
    private final Host host;
    private final NetPoll netpoll;
    private final BlockingSite site = new BlockingSite("io_uring_enter");

    /** Null before the first request, and where there is none. */
    private final AtomicReference<Opened> opened = new AtomicReference<>();

    private volatile boolean refused;

    /** Somebody takes results. */
    private final AtomicBoolean reaping = new AtomicBoolean();

    // How calls on files were served.
    private final LongAdder cached = new LongAdder();
    private final LongAdder handedOff = new LongAdder();

    /** By who has {@link #reaping}. */
    private long completed;

    record Opened(Network network, Host.Ring ring, WaitTable waits) {}

    RingPoll(Scheduler sched, NetPoll netpoll) {
        this.sched = sched;
        this.host = sched.host;
        this.netpoll = netpoll;
    }

    /**
     * That of the scheduler which the caller is a G of.
     *
     * @return null on any other thread, and where there is no io_uring
     */
    public static RingPoll ofCurrentThread() {
        if (!(VirtualThreads.currentCarrier() instanceof MThread t)) {
            return null;
        }
        RingPoll ring = t.m.sched.netpoll.ring;
        return ring.refused ? null : ring;
    }

    /** It is not to be used. Before the first G. */
    void forbid() {
        refused = true;
    }

    // ---- Requests: Gs ---------------------------------------------------------------------------

    /**
     * Makes a system call by the ring: the current G waits for its result, and no thread. An
     * interrupt does not end it, and is kept. The memory is the kernel's until this returns.
     *
     * @param op of {@link dev.baton.linux.RingOp}, which says what the others mean
     * @param fd the descriptor; it stays open until this returns
     * @param offset where in the file, or a second address
     * @param address of the memory
     * @param length how much of it
     * @param opFlags flags of the call
     * @return the kernel's result, −4095..−1 is an errno; or {@link #NOT_SERVED}, and the call is
     *     to be made in another way
     */
    public long call(int op, int fd, long offset, long address, int length, int opFlags) {
        StackRoom.require(); // who overflowed in here would leave its memory to the kernel
        Opened o = opened();
        if (o == null) {
            return NOT_SERVED;
        }
        for (int i = 0; i < TRIES; i++) {
            long result = callOnce(o, op, fd, offset, address, length, opFlags);
            if (result != -ECANCELED) {
                return result; // nobody cancels; but the thread that had submitted it ended
            }
        }
        return NOT_SERVED;
    }

    /**
     * {@code pread(2)} by {@link #call}, of what is not in the page cache.
     *
     * @param site that it blocks
     * @param fd the descriptor
     * @param buf where the bytes go, memory of Baton's own
     * @param count how many bytes at most
     * @param offset where in the file
     * @return as there
     */
    public long read(BlockingSite site, int fd, long buf, int count, long offset) {
        site.blocked();
        return call(RingOp.READ, fd, offset, buf, count, 0);
    }

    /**
     * {@code pwrite(2)} by {@link #call}, past the page cache.
     *
     * @param site that it blocks
     * @param fd the descriptor
     * @param buf where the bytes are, memory of Baton's own
     * @param count how many bytes at most
     * @param offset where in the file
     * @return as there
     */
    public long write(BlockingSite site, int fd, long buf, int count, long offset) {
        site.blocked();
        return call(RingOp.WRITE, fd, offset, buf, count, 0);
    }

    /**
     * Of a file that is open for direct I/O, whether {@link #call} makes reads and writes of it
     * without any thread: see {@link DirectIo}.
     *
     * @param fd the descriptor
     * @return up to which byte of the file, or {@link DirectIo#NONE}, which is negative
     */
    public long directBytes(int fd) {
        Buffer memory = Buffers.take(DirectIo.MEMORY_BYTES);
        try {
            return DirectIo.bytes(fd, memory.address());
        } finally {
            Buffers.give(memory);
        }
    }

    private long callOnce(
            Opened o, int op, int fd, long offset, long address, int length, int opFlags) {
        Wait w;
        boolean begun = host.beginContact();
        try {
            w = o.waits.begin(o.network.self());
            if (w == null) {
                return NOT_SERVED;
            }
            if (!o.ring.put(op, fd, offset, address, length, opFlags, w.userData())) {
                o.waits.end(w, false);
                return NOT_SERVED;
            }
        } finally {
            host.endContact(begun);
        }
        host.awaitUninterruptibly(new Result(o, w));
        sched.tracing.parksFor(null);
        int result = w.result();
        begun = host.beginContact();
        try {
            o.waits.end(w, true);
        } finally {
            host.endContact(begun);
        }
        return result;
    }

    /** It may sleep in the kernel. */
    void submit(Opened o) {
        M m = host.currentM();
        boolean entered = sched.syscalls.enter(m, IO_URING_ENTER, site, G.SECTION);
        try {
            o.ring.submit();
        } finally {
            if (entered) {
                sched.syscalls.exit(host.currentM());
            }
        }
    }

    /**
     * What the G of a request waits for: that it is the kernel's, and then its result. From its put
     * on the kernel has the request's memory, or will have: nothing may end this before.
     */
    private final class Result implements BooleanSupplier {
        private final Opened opened;
        private final Wait wait;
        private boolean isSubmitted;

        Result(Opened opened, Wait wait) {
            this.opened = opened;
            this.wait = wait;
        }

        @Override
        public boolean getAsBoolean() {
            if (!isSubmitted) {
                submit(opened);
                isSubmitted = true;
            }
            if (!wait.isDone()) {
                netpoll.seeThatSomebodyPolls();
                sched.tracing.parksFor(ParkReason.FILE);
            }
            return wait.isDone();
        }
    }

    /** Null where there is none. */
    private Opened opened() {
        Opened o = opened.get();
        return o != null || refused ? o : open();
    }

    /** No lock: whoever is late closes its own. */
    private Opened open() {
        NetPoll.Opened n = netpoll.opened();
        Host.Ring ring = n == null ? null : n.network().openRing();
        if (ring == null) {
            refused = true;
            return opened.get();
        }
        Opened o = new Opened(n.network(), ring, new WaitTable(ring.capacity()));
        if (!opened.compareAndSet(null, o)) {
            ring.close();
        }
        return opened.get();
    }

    Opened lvOpened() {
        return opened.get();
    }

    // ---- Results --------------------------------------------------------------------------------

    /** Whether a result may come. */
    boolean isOpen() {
        Opened o = opened.get();
        return o != null && o.waits.underWay() > 0;
    }

    /** Whether m, which may have much to do, should {@link #reap} now. */
    boolean isDue(M m) {
        Opened o = opened.get();
        return o != null
                && (m.dispatches() & (DISPATCHES_BETWEEN_LOOKS - 1)) == 0
                && o.ring.hasCompletions();
    }

    /**
     * Readies all whose results are there. Nothing where another does.
     *
     * @return whether it readied any
     */
    boolean reap() {
        Opened o = opened.get();
        if (o == null || reaping.get() || !takeTurn()) {
            return false;
        }
        try {
            return o.ring.hasCompletions() && o.ring.reap(this) > 0;
        } finally {
            reaping.set(false);
        }
    }

    /** By who has {@link #reaping}. */
    @Override
    public void completed(long userData, int result) {
        completed++;
        Opened o = opened.get();
        Thread waiter = o.waits.complete(userData, result);
        if (waiter != null) {
            o.network.unpark(waiter);
        }
    }

    boolean takeTurn() {
        return reaping.compareAndSet(false, true);
    }

    /** All Ms have ended; sysmon may be about to look yet, and never can again after this. */
    void close() {
        Opened o = opened.get();
        if (o != null) {
            while (!takeTurn()) {
                host.step();
                Thread.onSpinWait();
            }
            o.ring.close();
        }
    }

    // ---- How calls were served ------------------------------------------------------------------

    /**
     * A read found what it wanted in the page cache. By any G.
     *
     * @param site that it did not block
     */
    public void servedFromCache(BlockingSite site) {
        cached.increment();
        site.wasShort();
    }

    /** A call on a file was made in the kernel, holding its thread. By any G. */
    public void servedByHandOff() {
        handedOff.increment();
    }

    void addTo(Stats s) {
        s.fileCallsCached += cached.sum();
        s.fileCallsByRing += completed;
        s.fileCallsByHandOff += handedOff.sum();
    }
}
