package dev.baton.sched;

import dev.baton.sched.tracing.Recording;
import dev.baton.sched.tracing.SharedBuffers;
import dev.baton.sched.tracing.TraceBuffer;
import dev.baton.sched.tracing.Word;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/**
 * The trace of a scheduler, if there is one: who writes to it, how it begins and ends.
 *
 * <p>It may begin and end at any time. Each M looks once for each event whether there is one
 * ({@link M#trace}), so what it leaves out when the trace begins it has left out before it can see
 * it: that is when {@link Recording#begun} says that it is complete from now on. And it ends with a
 * look up to when it is complete, and then the Ms are told; they may write on for a moment, into
 * memory that stays theirs as long as they hold it.
 *
 * <p>Not final for the simulation alone, as {@link Scheduler}.
 */
class Tracing {
    /** sysmon, in place of an M's number. */
    private static final int SYSMON = -2;

    /** So many names of Gs a trace has. */
    private static final int MOST_NAMES = 10_000;

    private final Scheduler sched;

    /** One that begins or ends at a time. Not held by who only writes events. */
    private final ReentrantLock lock = new ReentrantLock();

    /** Null while nobody traces. Written under {@code sched.lock}, by who has {@link #lock}. */
    private volatile Session session;

    private volatile long longCallNs = Tracer.LONG_CALL_NS;

    /** A G has waited for longer than it should: by Ms, read and cleared by who drains. */
    private volatile boolean sawLongWait;

    private volatile long longWaitNs = Long.MAX_VALUE;

    Tracing(Scheduler sched) {
        this.sched = sched;
    }

    /** Why a P is taken. */
    enum Why {
        CALL("asleep in a call"),
        SLEEP("asleep in a call that nobody announced"),
        COMPUTES("computes for too long"),
        LEFT("left for the next M, in a call that is known to block"),
        STOP("the world is stopped");

        private final String text;

        Why(String text) {
            this.text = text;
        }

        /** The number of the word that it is in traces. */
        int word() {
            return Word.numberOf(text);
        }
    }

    /** Who writes. */
    private static final class Session {
        final Recording recording;
        final SharedBuffers shared;
        final Tracer[] outside;
        final Tracer sysmon;

        Session(Tracing tracing, Recording recording) {
            this.recording = recording;
            this.shared = recording.shared();
            this.outside = new Tracer[shared.size()];
            for (int i = 0; i < outside.length; i++) {
                outside[i] = tracing.newTracer(shared.get(i), null);
            }
            this.sysmon = tracing.newTracer(recording.newBuffer(SYSMON), null);
        }
    }

    Tracer newTracer(TraceBuffer buffer, M m) {
        return new Tracer(this, buffer, m);
    }

    Host host() {
        return sched.host;
    }

    long longCallNs() {
        return longCallNs;
    }

    /** For tests: no call is long, or each. */
    void setLongCallNs(long ns) {
        longCallNs = ns;
    }

    boolean isOn() {
        return session != null;
    }

    // ---- Who writes -----------------------------------------------------------------------------

    /** For one event of a thread that is no M of this scheduler; null where none is written. */
    Tracer outside() {
        Session s = session;
        if (s == null) {
            return null;
        }
        int i = s.shared.take();
        return i < 0 ? null : s.outside[i];
    }

    /** For one event of the calling thread, whichever it is; null where none is written. */
    Tracer here() {
        Session s = session;
        if (s == null) {
            return null;
        }
        M m = sched.host.currentM();
        if (m != null && m.sched == sched) {
            return m.trace;
        }
        return sched.host.isSysmon() ? s.sysmon : outside();
    }

    /** That of a new M. Under {@code sched.lock}. */
    Tracer of(M m) {
        Session s = session;
        return s == null ? null : of(m, s.recording);
    }

    private Tracer of(M m, Recording recording) {
        TraceBuffer b = recording.newBuffer(m.id);
        return newTracer(b, m);
    }

    // ---- What they write ------------------------------------------------------------------------

    /** What the current G is about to park for, in the scheduler's own code. */
    void parksFor(ParkReason reason) {
        if (session != null) {
            M m = sched.host.currentM();
            G g = m == null ? null : m.curg;
            if (g != null) {
                g.parksFor = reason;
            }
        }
    }

    int whyParked(G g) {
        ParkReason r = g.parksFor;
        if (r != null) {
            g.parksFor = null;
        } else {
            r = sched.host.whyParked(g);
        }
        return r.word();
    }

    /**
     * Writes the stack of the current G, which is back from a long call and runs on: outside of any
     * contact.
     *
     * @param ns how long the call took
     */
    void writeStack(long ns) {
        Session s = session;
        M m = sched.host.currentM();
        if (s == null || m == null || !StackRoom.isThere() || sched.host.areOthersSuspended()) {
            return;
        }
        try {
            StackTraceElement[] frames = sched.host.stack();
            int first = 0;
            while (first < frames.length && isOwn(frames[first])) {
                first++;
            }
            int stack = s.recording.stacks().numberOf(frames, first);
            G g = m.curg;
            Tracer t = m.trace;
            if (t != null && g != null) {
                t.longCall(g, ns, stack);
                String name = sched.host.name(g);
                if (!name.isEmpty()) {
                    t.goName(g, name);
                }
            }
        } catch (OutOfMemoryError | StackOverflowError e) {
            // Then without.
        }
    }

    /** What a call of the program's goes through on its way here, under the agent too. */
    static boolean isOwn(StackTraceElement frame) {
        String name = frame.getClassName();
        return name.startsWith("dev.baton.sched.")
                || name.startsWith("dev.baton.agent.")
                || name.startsWith("dev.baton.bridge.");
    }

    /** By sysmon, of an M whose P it has taken: where in the kernel does that sleep? */
    void sleeps(M m, G g) {
        if (session != null) {
            String wchan = sched.host.waitChannel(m);
            Tracer t = here();
            if (wchan != null && t != null) {
                t.kernelWait(m, g, wchan);
            }
        }
    }

    /** A G that begins to run has waited for so long. */
    void waited(Tracer t, G g, long ns) {
        if (ns >= longWaitNs) {
            t.goWaited(g, ns);
            sawLongWait = true;
        }
    }

    /** Whether one has waited for too long since the last time that this was asked. */
    boolean takeLongWait() {
        boolean saw = sawLongWait;
        if (saw) {
            sawLongWait = false;
        }
        return saw;
    }

    void setLongWaitNs(long ns) {
        longWaitNs = ns;
    }

    // ---- It begins and ends ---------------------------------------------------------------------

    /**
     * Begins to trace.
     *
     * @param mostBytes how much a flight recorder keeps
     * @param path the file to write to; null for a flight recorder
     * @return to be drained by the caller
     * @throws IOException when the file can't be created
     * @throws IllegalStateException when there is one already
     */
    Recording start(LongSupplier clock, LongConsumer sleep, long mostBytes, Path path)
            throws IOException {
        lock.lock();
        try {
            Session had = session;
            if (had != null) {
                Path to = had.recording.path();
                throw new IllegalStateException(
                        "Baton \""
                                + sched.name
                                + "\" is traced already, "
                                + (to == null ? "by a flight recorder" : "to " + to)
                                + ": stop that first");
            }
            Recording.Origin origin = new Recording.Origin(sched.name, sched.maxProcs());
            Recording recording = new Recording(origin, clock, sleep, mostBytes, path);
            publish(new Session(this, recording));
            recording.begun();
            return recording;
        } finally {
            lock.unlock();
        }
    }

    private void publish(Session s) {
        boolean done = false;
        sched.lock.lock();
        try {
            for (M m = sched.ms.first(); m != null; m = m.allNext) {
                Tracer t = of(m, s.recording);
                if (m.tid != 0) {
                    t.mStart(); // else it says so itself
                }
                G g = m.curg;
                if (g != null && g.laStatus() == G.SYSCALL) {
                    t.goInSyscall(g);
                }
                m.trace = t;
            }
            session = s;
            done = true;
        } finally {
            if (!done) {
                forgetAll();
            }
            sched.lock.unlock();
        }
    }

    /** Under {@code sched.lock}. */
    private void forgetAll() {
        session = null;
        for (M m = sched.ms.first(); m != null; m = m.allNext) {
            m.trace = null;
        }
    }

    /**
     * Ends the trace, and the file if there is one.
     *
     * @param recording which one
     * @throws IOException when what is left can't be written to the file; it has ended all the same
     */
    void stop(Recording recording) throws IOException {
        lock.lock();
        try {
            Session s = session;
            if (s == null || s.recording != recording) {
                return; // another has
            }
            nameAll(s);
            try {
                recording.close();
            } finally {
                sched.lock.lock();
                forgetAll();
                sched.lock.unlock();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The names of all Gs that have one and live, for those who read of them. */
    void nameAll() {
        Session s = session;
        if (s != null) {
            nameAll(s);
        }
    }

    private void nameAll(Session s) {
        int[] left = {MOST_NAMES};
        sched.host.forEachG(
                sched,
                g -> {
                    String name = sched.host.name(g);
                    if (!name.isEmpty()) {
                        Tracer t = outside();
                        if (t != null) {
                            t.goName(g, name);
                        }
                        left[0]--;
                    }
                    return left[0] > 0 && session == s;
                });
    }
}
