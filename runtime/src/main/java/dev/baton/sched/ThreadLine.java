package dev.baton.sched;

import dev.baton.AtMaxThreads;
import java.util.concurrent.RejectedExecutionException;

/**
 * Who waits for a thread to block with. Go ends the process at its limit of threads; here, at
 * {@code maxThreads}, a call that is known to block waits for its turn <em>before</em> it is made,
 * and its G waits without a thread, as for a lock. So the last threads are left to run the others
 * by: as many as there are Ps.
 *
 * <p>The line is fair: who comes while others wait gets in behind them, and is let in by whoever
 * makes room: an M that has no more use for itself ({@link Ms#stop}), or that waits for a timer, or
 * has come back from its call and found a P. Both look at the same things under {@code sched.lock}:
 * who gets in line, whether there is room; who makes room, and reads {@code length} after it. So
 * either the one sees the room, or the other the line.
 *
 * <p>It is for {@code maxThreads} alone. How many threads the OS has changes without a word, and is
 * asked of it only when another is started: who waited here for one might wait for ever.
 *
 * <p>What is not known to block gets in the kernel without asking, and may take the last thread;
 * then the P waits for an M, as before ({@link Ms#start}).
 *
 * <p>The limit gives way where nothing else would: where those who hold the threads wait for what
 * only one in the line can do, say. That can't be seen; but that for a while none of them came
 * back. Then sysmon lets in one more than there may be, and warns; the next one after twice the
 * time. And a G that can't leave its M, for a native frame is on its stack, holds a thread while it
 * waits, and is let in by the next look.
 *
 * <p>Not final for the simulation alone, as {@link Scheduler}.
 */
class ThreadLine {
    /** sysmon looks so often while somebody waits, though all be idle. */
    static final long LOOK_NS = 100_000_000;

    /** So long none may come back before one more is let in; doubles up to {@link #MOST_NS}. */
    static final long PATIENCE_NS = 1_000_000_000;

    private static final long MOST_NS = 60_000_000_000L;

    private final Scheduler sched;
    private final Host host;
    private final Ms ms;

    private AtMaxThreads policy = AtMaxThreads.WAIT;

    // All that follows is written under sched.lock.

    private Waiter first;
    private Waiter last;

    /** Read without the lock, too. */
    private volatile int length;

    /** Let in, and not yet in the kernel. */
    private int onTheirWay;

    /** When the last one was let in, or the line began. */
    private long moved;

    private long patience = PATIENCE_NS;
    private long waits;
    private long longestWaitNs;

    ThreadLine(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
        this.ms = sched.ms;
    }

    /** Says what happens at the limit. Before the first G. */
    void setPolicy(AtMaxThreads policy) {
        this.policy = policy;
    }

    /** One who waits. */
    private static final class Waiter {
        final G g;
        Waiter next;
        long since;

        /** Written by who lets it in, before the unpark; read by itself after a park. */
        volatile boolean isIn;

        Waiter(G g) {
            this.g = g;
        }
    }

    /** How many wait, a moment's answer. */
    int length() {
        return length;
    }

    /** When the last one was let in, or the line began. */
    long moved() {
        return moved;
    }

    /** Whether sysmon has to look now and then. */
    boolean wantsLook() {
        return length > 0;
    }

    /** Let in, and not yet in the kernel. Under the lock. */
    int onTheirWay() {
        return onTheirWay;
    }

    /** Whether a call that is known to block has to ask: seldom wrong, and then for a moment. */
    boolean isToBeAsked() {
        return length > 0 || ms.areTaken(0);
    }

    /**
     * Waits until the current G may block. It may be on another M then.
     *
     * @param call what it is about to do, for a message
     * @return whether it waited: then {@link #isInKernel} is owed
     * @throws RejectedExecutionException where nobody is to wait
     */
    boolean await(G g, String call) {
        Waiter w = new Waiter(g);
        boolean begun = host.beginContact();
        boolean says;
        try {
            if (host.areOthersSuspended()) {
                return false; // nobody would make room
            }
            w.since = host.nanoTime();
            sched.lock.lock();
            ms.holdLimitAgain();
            if (length == 0 && isRoom()) {
                sched.lock.unlock();
                return false;
            }
            switch (policy) {
                case WAIT -> getInLine(w);
                case GO_ON -> ms.giveWay();
                case FAIL -> {}
            }
            says = policy != AtMaxThreads.FAIL && ms.saysAtLimit();
            sched.lock.unlock();
        } finally {
            host.endContact(begun);
        }
        if (policy == AtMaxThreads.FAIL) {
            throw new RejectedExecutionException(
                    call
                            + " would block, and all of maxThreads="
                            + ms.maxThreads()
                            + " threads are taken; raise maxThreads, or choose to wait for one");
        }
        if (says) {
            warn("");
        }
        if (policy == AtMaxThreads.GO_ON) {
            return false;
        }
        sayItWaits(g);
        host.awaitUninterruptibly(() -> w.isIn);
        sched.tracing.parksFor(null);
        return true;
    }

    private void sayItWaits(G g) {
        Tracer t = sched.tracing.here();
        if (t != null) {
            t.threadLimit(g, length);
            sched.tracing.parksFor(ParkReason.THREAD);
        }
    }

    private void getInLine(Waiter w) {
        if (first == null) {
            first = w;
            moved = w.since;
        } else {
            last.next = w;
        }
        last = w;
        waits++;
        setLength(length + 1);
        sched.sysmon.wakeIfDeep(); // w may have no P, and all Ps be idle
    }

    /** One that had waited has given its P away, or has done without. */
    void isInKernel() {
        wake(takeThoseWhoMay(1));
    }

    /** There may be room. Any thread, outside of contacts. */
    void letIn() {
        if (length > 0) {
            wake(takeThoseWhoMay(0));
        }
    }

    /**
     * Takes those out of the line for whom there is room.
     *
     * @param arrived so many less are on their way
     */
    private Waiter takeThoseWhoMay(int arrived) {
        Waiter in = null;
        Waiter tail = null;
        boolean begun = host.beginContact();
        sched.lock.lock();
        onTheirWay -= arrived;
        while (length > 0 && isRoom()) {
            Waiter w = takeFirst();
            patience = PATIENCE_NS;
            if (tail == null) {
                in = w;
            } else {
                tail.next = w;
            }
            tail = w;
        }
        sched.lock.unlock();
        host.endContact(begun);
        return in;
    }

    /** Under the lock. */
    boolean isRoom() {
        return !ms.areTaken(onTheirWay);
    }

    /** The first one is let in. Under the lock. */
    private Waiter takeFirst() {
        Waiter w = first;
        first = w.next;
        w.next = null;
        moved = host.nanoTime();
        longestWaitNs = Math.max(longestWaitNs, moved - w.since);
        onTheirWay++;
        setLength(length - 1);
        return w;
    }

    /** Under the lock: by one at a time. */
    private void setLength(int n) {
        length = n;
    }

    private void wake(Waiter in) {
        Waiter w = in;
        while (w != null) {
            Waiter next = w.next;
            w.isIn = true;
            host.unpark(w.g);
            w = next;
        }
    }

    /** Somebody waits: is it for ever? By sysmon, at each look. */
    void look(long now) {
        wake(takeThoseWhoMay(0));
        wake(takeThoseOnTheirMs(now));
        Waiter in = null;
        sched.lock.lock();
        long waited = patience;
        if (length > 0 && now - moved >= waited) {
            patience = Math.min(2 * waited, MOST_NS);
            ms.giveWay();
            in = takeFirst();
        }
        sched.lock.unlock();
        wake(in);
        if (in != null) {
            warn("; none came back for " + waited / 1_000_000 + " ms: one more is let in");
        }
    }

    /** Those who wait, and have not left their M for a while, as a G that parks does at once. */
    private Waiter takeThoseOnTheirMs(long now) {
        Waiter in = null;
        sched.lock.lock();
        Waiter before = null;
        for (Waiter w = first; w != null; ) {
            Waiter next = w.next;
            if (now - w.since > LOOK_NS && w.g.laStatus() == G.RUNNING) {
                if (before == null) {
                    first = next;
                } else {
                    before.next = next;
                }
                if (w == last) {
                    last = before;
                }
                onTheirWay++;
                setLength(length - 1);
                w.next = in;
                in = w;
            } else {
                before = w;
            }
            w = next;
        }
        sched.lock.unlock();
        return in;
    }

    /** Says which calls hold the threads; nothing, where there is no room to find the words. */
    private void warn(String consequence) {
        try {
            sched.warn(
                    "all of maxThreads="
                            + ms.maxThreads()
                            + " threads are taken, by "
                            + ms.whoBlocks()
                            + "; "
                            + (policy == AtMaxThreads.GO_ON
                                    ? "going on with more"
                                    : "calls that would block wait for one, " + length + " by now")
                            + consequence);
        } catch (OutOfMemoryError | StackOverflowError e) {
            // It is in line, or let in: that counts.
        }
    }

    /** Under {@code sched.lock}. */
    void addTo(Stats s) {
        s.threadWaits = waits;
        s.threadWaiting = length;
        s.longestThreadWaitNs = longestWaitNs;
    }
}
