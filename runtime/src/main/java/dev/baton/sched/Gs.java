package dev.baton.sched;

import java.lang.invoke.VarHandle;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/**
 * All Gs, as a number: how many have started and not ended, and whether another may start. Which
 * they are the JDK knows ({@link Host#forEachG}); here is none held.
 */
final class Gs {
    private final String name;
    private final Host.Mutex lock;
    private final Ps ps;

    private volatile boolean closed;

    /** Gs that came and went without a P at hand; the others a P has counted. */
    private final AtomicLong startedOutside = new AtomicLong();

    private final AtomicLong endedOutside = new AtomicLong();

    Gs(String name, Host.Mutex lock, Ps ps) {
        this.name = name;
        this.lock = lock;
        this.ps = ps;
    }

    /**
     * Counts a new G, before it looks whether that is still wanted: {@link Scheduler#close} waits
     * for what it can see here.
     *
     * @param m the M that starts it; null for a thread that is none
     * @throws RejectedExecutionException when no more are
     */
    void start(G g, M m) {
        if (m != null && m.hasP) {
            m.p.gStarted++;
        } else {
            startedOutside.incrementAndGet();
        }
        // A G may start others while it lives: close() waits for it anyway.
        if (closed && m == null) {
            endedOutside.incrementAndGet();
            g.soStatus(G.RUNNABLE, G.DEAD);
            throw new RejectedExecutionException("Baton \"" + name + "\" is closed");
        }
    }

    /** The G on m is over. */
    void end(M m) {
        if (m.hasP) {
            m.p.gEnded++;
        } else {
            endedOutside.incrementAndGet();
        }
    }

    /** No other is to start from now on, but by one that lives. */
    void close() {
        closed = true;
    }

    boolean areClosed() {
        return closed;
    }

    /** How many have started and not ended. */
    long live() {
        lock.lock();
        long live = liveAbout();
        lock.unlock();
        return live;
    }

    /** The same without the lock: it may count some that have ended. */
    long liveAbout() {
        // The ended first: one that starts and ends meanwhile counts as alive for once, never as
        // -1.
        long ended = endedOutside.get() + ps.gEnded();
        VarHandle.acquireFence();
        long started = startedOutside.get() + ps.gStarted();
        return started - ended;
    }

    /** Those that no P has counted. Under {@code sched.lock}. */
    void addTo(Stats s) {
        s.gStarted += startedOutside.get();
        s.gEnded += endedOutside.get();
    }
}
