package dev.baton.sched;

import dev.baton.sched.tracing.GcPauses;
import dev.baton.sched.tracing.Recording;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.LockSupport;

/**
 * A trace that is being made, and the thread that drains it: fifty times a second, and more often
 * the more there was the last time, so that who writes events never has to wake anybody.
 */
public final class RunningTrace implements AutoCloseable {
    /** How much a flight recorder keeps, unless somebody says otherwise. */
    public static final long DEFAULT_BYTES = 32 << 20;

    private static final long PERIOD_NS = 20_000_000;

    /** The same where it found something, and where it found much. */
    private static final long BUSY_PERIOD_NS = 5_000_000;

    private static final long BUSIEST_PERIOD_NS = 500_000;

    /** So many chunks are much: an eighth of those that are kept free. */
    private static final int MUCH = 64;

    /** A file is complete up to so long ago, at the latest, whatever becomes of the process. */
    private static final long SYNC_NS = 250_000_000;

    /** Between two files that are written since a G waited for too long. */
    private static final long BETWEEN_SNAPSHOTS_NS = 60_000_000_000L;

    private final Scheduler sched;
    private final Tracing tracing;
    private final Recording recording;
    private final Thread thread;
    private volatile boolean stopped;
    private volatile boolean failed;

    // By the thread.
    private long synced;
    private GcPauses gc;

    /** Where a trace goes when a G has waited for too long; null for never. */
    private volatile Path onLongWait;

    private int snapshots;
    private long lastSnapshot;

    private RunningTrace(Scheduler sched, Recording recording) {
        this.sched = sched;
        this.tracing = sched.tracing;
        this.recording = recording;
        this.thread = new Thread(null, this::run, "baton-" + sched.name() + "-trace", 0, false);
        thread.setDaemon(true);
        thread.setContextClassLoader(null); // not the program's, which may want it unloaded
    }

    static RunningTrace start(Scheduler sched, Path path, long mostBytes) throws IOException {
        Recording recording =
                sched.tracing.start(System::nanoTime, LockSupport::parkNanos, mostBytes, path);
        RunningTrace trace = new RunningTrace(sched, recording);
        try {
            trace.thread.start();
        } catch (OutOfMemoryError e) {
            trace.close();
            throw e;
        }
        return trace;
    }

    private void run() {
        gc = new GcPauses();
        synced = System.nanoTime();
        try {
            while (!stopped) {
                int found = look();
                LockSupport.parkNanos(
                        found >= MUCH ? BUSIEST_PERIOD_NS : found > 0 ? BUSY_PERIOD_NS : PERIOD_NS);
            }
        } catch (IOException e) {
            fail(e);
        }
    }

    private int look() throws IOException {
        int found = recording.drain();
        gc.look((collector, ms) -> {
            Tracer t = tracing.outside();
            if (t != null) {
                t.gc(collector, ms * 1_000_000);
            }
        });
        long now = System.nanoTime();
        if (now - synced >= SYNC_NS) {
            synced = now;
            recording.sync();
        }
        Path to = onLongWait;
        if (to != null && tracing.takeLongWait()) {
            snapshotOfLongWait(to, now);
        }
        return found;
    }

    private void snapshotOfLongWait(Path base, long now) {
        if (snapshots > 0 && now - lastSnapshot < BETWEEN_SNAPSHOTS_NS) {
            return;
        }
        lastSnapshot = now;
        Path to = base.resolveSibling(base.getFileName() + "." + ++snapshots);
        try {
            snapshot(to);
            sched.warn("a virtual thread waited for long to be run; the trace is in " + to);
        } catch (IOException e) {
            sched.warn(e.getMessage());
        }
    }

    /** The disk is full, say: what is in the file stays there. */
    private void fail(IOException e) {
        failed = true;
        sched.warn(
                "the trace "
                        + recording.path()
                        + " ends here, what was written before can be read: "
                        + e.getMessage());
        try {
            tracing.stop(recording);
        } catch (IOException again) {
            // It has been said.
        }
    }

    /**
     * Has a flight recorder write what it has when a G waits for too long to be run, once a minute
     * at most.
     *
     * @param limitNs how long is too long; only waits of an instance that times them count
     * @param base the file; {@code .1}, {@code .2} and so on are appended
     */
    public void writeOnLongWaits(long limitNs, Path base) {
        tracing.setLongWaitNs(limitNs);
        onLongWait = base;
    }

    /**
     * Writes what a flight recorder has; it goes on.
     *
     * @param to a file that is not there yet
     * @throws IOException when there is one of that name, or it can't be written
     * @throws IllegalStateException where the trace is written to a file as it goes
     */
    public void snapshot(Path to) throws IOException {
        tracing.nameAll();
        recording.snapshot(to);
    }

    /**
     * How many events had no room.
     *
     * @return 0 unless very much happens
     */
    public long lost() {
        return recording.lost();
    }

    /** Its scheduler has ended. */
    void end() {
        try {
            close();
        } catch (IOException e) {
            sched.warn("the trace " + recording.path() + " is cut off: " + e.getMessage());
        }
    }

    /**
     * Ends the trace. Again does nothing.
     *
     * @throws IOException when the last of it can't be written; it has ended all the same
     */
    @Override
    public void close() throws IOException {
        stopped = true;
        LockSupport.unpark(thread);
        if (!failed) {
            tracing.stop(recording);
        }
    }
}
