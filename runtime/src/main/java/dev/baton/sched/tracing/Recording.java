package dev.baton.sched.tracing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * A trace that is being written: drains the buffers of all writers, either into a file, or into a
 * flight recorder, which keeps the last of it in memory until it is asked for. Whoever has it calls
 * {@link #drain} again and again, some fifty times a second.
 *
 * <p><b>Up to when it is complete</b> ({@link #cut}): the clock is read, and then it is waited
 * until no writer is busy. A writer says that it is busy before it reads the clock; so who is not
 * seen to be, a millisecond after our look, and had read a time before ours, has published its
 * event. (It says so by a plain store and no fence, which would cost as much as the rest of the
 * event: a millisecond is for the store to arrive, which takes a processor far less than one
 * microsecond.) Who is busy for long has lost its CPU, or is held by a debugger; then it is
 * complete up to that one's last event.
 *
 * <p>{@code drain}, {@code sync}, {@code snapshot} and {@code close} may be called by any thread;
 * one of them runs at a time.
 */
public final class Recording implements AutoCloseable {
    /** Chunks that are to be free, so that writers find one until it is drained again. */
    private static final int RESERVE = 512;

    /** So long a cut waits for writers that are busy. */
    private static final int MOST_PAUSES = 100;

    private static final long PAUSE_NS = 1_000_000;

    /**
     * Whose trace it is.
     *
     * @param scheduler the scheduler's name
     * @param maxProcs how many Ps it has
     */
    public record Origin(String scheduler, int maxProcs) {}

    private final Origin origin;
    private final LongSupplier clock;
    private final LongConsumer sleep;
    private final long startNs;
    private final long wallNs;
    private final int mostChunks;
    private final ChunkPool pool = new ChunkPool();
    private final Queue<TraceBuffer> writers = new ConcurrentLinkedQueue<>();
    private final SharedBuffers shared;
    private final Stacks stacks = new Stacks();
    private final ReentrantLock lock = new ReentrantLock();

    // All that follows is under the lock.

    /** Null for a flight recorder. */
    private final TraceFile file;

    private final ArrayDeque<Chunk> kept = new ArrayDeque<>();
    private int lastWriter;
    private long from;
    private long forgotten = Long.MIN_VALUE;
    private long lostByEnded;
    private int drains;
    private boolean closed;

    /**
     * Begins one.
     *
     * @param origin whose it is
     * @param clock that of the events, in nanoseconds
     * @param sleep waits for so many nanoseconds, about
     * @param mostBytes how much a flight recorder keeps in memory
     * @param path the file to write to, or null for a flight recorder
     * @throws IOException when there is a file of that name, or it can't be created
     */
    public Recording(
            Origin origin, LongSupplier clock, LongConsumer sleep, long mostBytes, Path path)
            throws IOException {
        this(origin, clock, sleep, mostBytes, path == null ? null : TraceFile.create(path));
    }

    Recording(Origin origin, LongSupplier clock, LongConsumer sleep, long mostBytes, TraceFile file)
            throws IOException {
        this.origin = origin;
        this.clock = clock;
        this.sleep = sleep;
        this.mostChunks = Math.toIntExact(mostBytes / Chunk.BYTES);
        this.file = file;
        this.startNs = clock.getAsLong();
        this.wallNs = Math.multiplyExact(System.currentTimeMillis(), 1_000_000L);
        this.from = startNs;
        this.shared = new SharedBuffers(this);
        refill();
        if (file != null) {
            file.header(origin, startNs, wallNs);
        }
    }

    // ---- Writers --------------------------------------------------------------------------------

    /**
     * A buffer for one more writer. Any thread.
     *
     * @param m its number
     * @return where it writes to, until it closes it
     */
    public TraceBuffer newBuffer(int m) {
        TraceBuffer b = new TraceBuffer(m, nextWriter(), pool);
        writers.add(b);
        return b;
    }

    private synchronized int nextWriter() {
        return ++lastWriter;
    }

    /**
     * For threads that have none of their own.
     *
     * @return always the same
     */
    public SharedBuffers shared() {
        return shared;
    }

    /**
     * Stacks of this trace.
     *
     * @return always the same
     */
    public Stacks stacks() {
        return stacks;
    }

    /**
     * All writers have been told of it: it is complete from about now on. After the pause that a
     * writer takes at most to see so.
     */
    public void begun() {
        sleep.accept(PAUSE_NS);
        lock.lock();
        try {
            from = clock.getAsLong();
        } finally {
            lock.unlock();
        }
    }

    // ---- Draining -------------------------------------------------------------------------------

    /**
     * Takes what is full, and sees that there is room.
     *
     * @return how many chunks were full
     * @throws IOException when it can't be written, for the disk is full, say
     */
    public int drain() throws IOException {
        lock.lock();
        try {
            int found = 0;
            if (!closed) {
                found = drainFull();
                sayLost();
            }
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes all there is to the file, full or not, and that it is complete up to now. Nothing for
     * a flight recorder.
     *
     * @throws IOException when it can't be written
     */
    public void sync() throws IOException {
        lock.lock();
        try {
            if (!closed && file != null) {
                syncTo(file);
            }
        } finally {
            lock.unlock();
        }
    }

    private void syncTo(TraceFile f) throws IOException {
        long until = cut();
        List<Open> open = openOnes();
        drainFull();
        writeNames(f);
        for (Open o : open) {
            if (o.chunk.drainedIn != drains && o.limit > o.chunk.drained) {
                f.events(o.chunk, o.chunk.drained, o.limit);
                o.chunk.drained = o.limit;
            }
        }
        f.sync(from(), until);
    }

    /** A chunk that its writer writes to, and how much of it is whole. */
    private record Open(Chunk chunk, int limit) {}

    /**
     * Before the full ones are taken: one that becomes full in between is among those then, and one
     * that begins in between is left for the next time. So each writer's come in order.
     */
    private List<Open> openOnes() {
        List<Open> open = new ArrayList<>();
        for (TraceBuffer b : writers) {
            Chunk c = b.laChunk();
            if (c != null) {
                open.add(new Open(c, c.laLimit()));
            }
        }
        return open;
    }

    private int drainFull() throws IOException {
        drains++;
        int found = 0;
        Chunk next;
        for (Chunk c = pool.takeFull(); c != null; c = next) {
            next = c.nextFull;
            c.nextFull = null;
            c.drainedIn = drains;
            found++;
            kept.add(c);
        }
        if (file != null && !kept.isEmpty()) {
            writeNames(file);
            while (!kept.isEmpty()) {
                Chunk c = kept.remove();
                try {
                    file.events(c, c.drained, c.laLimit());
                } finally {
                    pool.put(c);
                }
            }
        }
        refill();
        return found;
    }

    /** Words and stacks that events name. */
    private void writeNames(TraceFile f) throws IOException {
        f.words();
        if (f == file) {
            for (Stacks.Stack s = stacks.poll(); s != null; s = stacks.poll()) {
                f.stack(s);
            }
        } else {
            for (Stacks.Stack s : stacks.all()) {
                f.stack(s);
            }
        }
    }

    /** Sees that some chunks are free: new ones, or the oldest of those that are kept. */
    private void refill() {
        int used = kept.size();
        for (var i = writers.iterator(); i.hasNext(); ) {
            TraceBuffer b = i.next();
            if (b.laChunk() != null) {
                used++;
            } else if (b.isClosed()) {
                lostByEnded += b.lost();
                i.remove();
            }
        }
        int reserve = Math.clamp(mostChunks / 4, 1, RESERVE);
        int most = mostChunks + used - kept.size();
        int free = pool.size() - used;
        while (free < reserve) {
            if (pool.size() < most && grow()) {
                free = pool.size() - used;
            } else if (!kept.isEmpty()) {
                Chunk c = kept.remove();
                forgotten = Math.max(forgotten, c.lastNs);
                pool.put(c);
                free++;
            } else {
                return;
            }
        }
    }

    private boolean grow() {
        try {
            pool.grow();
            return true;
        } catch (OutOfMemoryError e) {
            return false; // events will be lost, and counted
        }
    }

    private void sayLost() {
        long n = shared.takeLost();
        if (n > 0) {
            lostByEnded += n;
            int i = shared.take();
            if (i >= 0) {
                TraceBuffer b = shared.get(i);
                b.write(clock.getAsLong(), EventIds.LOST, -1, 0, 0, n);
                b.end();
            }
        }
    }

    private long from() {
        return Math.max(from, forgotten + 1);
    }

    /** A time up to which all events are there, by now. */
    private long cut() {
        long until = clock.getAsLong();
        sleep.accept(PAUSE_NS);
        int pauses = 0;
        for (TraceBuffer b : writers) {
            while (b.isBusy() && pauses < MOST_PAUSES) {
                pauses++;
                sleep.accept(PAUSE_NS);
            }
            if (b.isBusy()) {
                until = Math.min(until, b.last());
            }
        }
        return until;
    }

    // ---- What becomes of it ---------------------------------------------------------------------

    /**
     * Where it is written to.
     *
     * @return null for a flight recorder
     */
    public Path path() {
        return file == null ? null : file.path();
    }

    /**
     * How many events had no room.
     *
     * @return 0 unless something is wrong, or very much happens
     */
    public long lost() {
        lock.lock();
        try {
            long n = lostByEnded;
            for (TraceBuffer b : writers) {
                n += b.lost();
            }
            return n;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Writes what a flight recorder has to a file; it goes on.
     *
     * @param to a file that is not there yet
     * @throws IOException when there is one, or it can't be written
     * @throws IllegalStateException where it is no flight recorder
     */
    public void snapshot(Path to) throws IOException {
        if (file != null) {
            throw new IllegalStateException(
                    "the trace is written to " + file.path() + " as it goes; to have it, stop it");
        }
        lock.lock();
        try (TraceFile f = TraceFile.create(to)) {
            f.header(origin, startNs, wallNs);
            long until = cut();
            List<Open> open = openOnes();
            drainFull();
            writeNames(f);
            for (Chunk c : kept) {
                f.events(c, 0, c.laLimit());
            }
            for (Open o : open) {
                if (o.chunk.drainedIn != drains) {
                    f.events(o.chunk, 0, o.limit);
                }
            }
            f.sync(from(), until);
            f.end(lost());
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends it, and the file. Before the writers are told, so that it is complete up to now; what
     * they write after it is for nobody.
     *
     * @throws IOException when it can't be written
     */
    @Override
    public void close() throws IOException {
        lock.lock();
        try (TraceFile f = closed ? null : file) {
            if (f != null) {
                syncTo(f);
                f.end(lost());
            }
        } finally {
            closed = true;
            lock.unlock();
        }
    }
}
