package dev.baton.sched;

import dev.baton.sched.Host.Note;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * All Ms: how they start, stop, sleep and end. {@code startm}, {@code stopm}, {@code mget}, {@code
 * mput} of Go's proc.go; beyond Go an M that is not needed ends, and where there is no thread to be
 * had nothing is lost.
 *
 * <p>An M is handed its P in {@link M#nextp}, written before its note is woken and read by it
 * after. An M that sleeps with a time-out, to end when nobody needs it, may be handed a P at that
 * moment: whether it is still in the idle list, looked at under the lock, decides.
 */
final class Ms {
    /** Unless it was said otherwise: idle Ms beyond this many (and the Ps) end. */
    private static final int DEFAULT_SPARES = 4;

    /** Unless it was said otherwise: when nobody has needed them for so long. */
    static final long IDLE_THREAD_NS = 4_000_000_000L;

    /** An M's alarm rests when it was not caught for so long: each of its switches costs more. */
    private static final long WATCHED_NS = 1_000_000_000;

    /** So many alarms at a time: each interrupts a CPU, and the lock is held. */
    private static final int MAX_RESTS = 16;

    /** So many kinds of calls a message names. */
    private static final int MOST_CALLS = 5;

    private final Scheduler sched;
    private final int maxThreads;
    private final ThreadAllowance allowance;
    private final IdleMs idle = new IdleMs();
    private int spares = DEFAULT_SPARES;
    private long spareDelayNs = IDLE_THREAD_NS;

    /** All of them, along {@link M#allNext}. Under {@code sched.lock}. */
    private M first;

    private int count;
    private int nextId;

    /** All have to end. */
    private volatile boolean ending;

    /** There was no thread to be had, for whatever reason, and Gs may wait for one. */
    private volatile boolean wanted;

    private boolean saidMaxThreads;
    private boolean saidRefused;
    private boolean saidNoRoom;

    // Counters, under the lock.
    private long started;
    private long ended;
    private int peak;
    private long callsOfEnded;

    /** {@link #started} when the OS was last asked for room; by sysmon. */
    private long startedSeen;

    Ms(Scheduler sched, int maxThreads) {
        this.sched = sched;
        this.maxThreads = maxThreads;
        this.allowance = sched.newAllowance(maxThreads);
    }

    /**
     * Says which idle Ms end. Before the first G.
     *
     * @param most so many stay, and as many as there are Ps
     * @param delayNs the others end after so long
     */
    void setSpares(int most, long delayNs) {
        spares = most;
        spareDelayNs = delayNs;
    }

    /** The M that was made last, to walk along {@link M#allNext}. */
    M first() {
        return first;
    }

    /** How many there are, a moment's answer. */
    int count() {
        return count;
    }

    /** How many of them are idle, a moment's answer. */
    int idle() {
        return idle.size();
    }

    /** Whether a G may wait for a thread that there was not. */
    boolean isOneWanted() {
        return wanted;
    }

    /** By sysmon, which tries again: it is set anew when that fails. */
    void setWanted(boolean wanted) {
        this.wanted = wanted;
    }

    boolean areEnding() {
        return ending;
    }

    int maxThreads() {
        return maxThreads;
    }

    /**
     * Whether as many Ms block as may, of which there are to be: all but as many as there are Ps,
     * which are left to run Gs. Without the lock a moment's answer.
     *
     * @param onTheirWay so many more are about to
     */
    boolean areTaken(int onTheirWay) {
        return withoutP() + onTheirWay >= blockable(maxThreads + allowance.raised());
    }

    private int blockable(int most) {
        return Math.max(1, most - sched.ps.maxprocs());
    }

    /** How many have no P, and something to do: they block, as far as is known. */
    private int withoutP() {
        int withP = sched.ps.maxprocs() - sched.ps.npidle();
        return count - idle.size() - withP - (sched.timers.poller() == null ? 0 : 1);
    }

    /** Whether it is to be said, for the first time, that all threads are taken. Under the lock. */
    boolean saysAtLimit() {
        boolean first = !saidMaxThreads;
        saidMaxThreads = true;
        return first;
    }

    /** How far {@code maxThreads} has given way. */
    int raised() {
        return allowance.raised();
    }

    /** One more may be than {@code maxThreads}. Under the lock. */
    void giveWay() {
        allowance.raise(allowance.raised() + 1);
    }

    /** The limit has given way, and need not any more. Under the lock. */
    void holdLimitAgain() {
        if (allowance.raised() != 0 && withoutP() < blockable(maxThreads)) {
            allowance.raise(0);
        }
    }

    /** What those are in that have no P, the most frequent first, for a message. */
    String whoBlocks() {
        Map<String, Integer> calls = new HashMap<>();
        boolean begun = sched.host.beginContact();
        sched.lock.lock();
        try {
            for (M m = first; m != null; m = m.allNext) {
                G g = m.curg;
                if (g != null && !m.hasP && g.laStatus() == G.SYSCALL) {
                    calls.merge(SyscallPath.describe(g), 1, Integer::sum);
                }
            }
        } finally {
            sched.lock.unlock();
            sched.host.endContact(begun);
        }
        String all =
                calls.entrySet().stream()
                        .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                        .limit(MOST_CALLS)
                        .map(e -> e.getValue() + " in " + e.getKey())
                        .collect(Collectors.joining(", "));
        return all.isEmpty() ? "calls that nobody announced" : all;
    }

    /**
     * Gives a P to an M: an idle one, or a new one. The P is the caller's. Loses nothing when there
     * is no thread to be had: what waits in the P's queue goes to the global one, and sysmon tries
     * again.
     *
     * @param spinning the caller counted the M in nmspinning
     */
    void start(P p, boolean spinning) {
        sched.lock.lock();
        if (ending && count == 0) {
            // The last has ended: somebody from outside was late, and there is nothing to run.
            if (spinning) {
                sched.waking.uncountSpinning();
            }
            sched.ps.put(p);
            sched.lock.unlock();
            return;
        }
        M m = idle.get();
        if (m != null) {
            handOff(p, m);
            m.nextSpinning = spinning;
            m.nextp = p;
            sched.lock.unlock();
            m.park.wakeup();
        } else if (allowance.allows(count) && (m = add()) != null) {
            sched.lock.unlock();
            handOff(p, m);
            m.nextSpinning = spinning;
            m.nextp = p;
            startThread(m, p, spinning);
        } else {
            giveUpStart(p, spinning);
            boolean say = allowance.isAtMaxThreads(count) && saysAtLimit();
            sched.lock.unlock();
            sched.timers.wakeSleeper(); // that M only waits for a timer
            if (say) {
                sched.warn(
                        "all of maxThreads="
                                + maxThreads
                                + " threads are taken; what needs another waits");
            }
        }
    }

    private void handOff(P p, M to) {
        Tracer t = sched.tracing.here();
        if (t != null) {
            t.handoff(p, to);
        }
    }

    private void startThread(M m, P p, boolean spinning) {
        try {
            sched.host.startThread(m);
        } catch (Throwable e) {
            sched.lock.lock();
            remove(m);
            started--;
            allowance.refused(count, sched.host.nanoTime());
            giveUpStart(p, spinning);
            boolean say = !saidRefused;
            saidRefused = true;
            sched.lock.unlock();
            m.park.close();
            if (say) {
                String limit = sched.host.threadLimit();
                sched.warn(
                        "the OS refused another thread ("
                                + e.getMessage()
                                + "); trying again from time to time; the nearest limit known: "
                                + (limit == null ? "none" : limit));
            }
            if (!(e instanceof OutOfMemoryError)) {
                throw e;
            }
        }
    }

    /** There is no M for a P. Under the lock. */
    private void giveUpStart(P p, boolean spinning) {
        if (spinning) {
            sched.waking.uncountSpinning();
        }
        sched.ps.drain(p);
        // One that is lent goes back: its M runs.
        M pinned = PStatus.isLent(p.laWord()) ? null : sched.runq.takePinned();
        if (pinned != null) {
            // All Ms may be in the kernel or wait in line with their Gs, and nobody would serve the
            // line.
            handOff(p, pinned);
            pinned.give(p, PStatus.IDLE);
        } else {
            sched.ps.put(p);
        }
        wanted = true;
        if (allowance.isToBeAsked(count, sched.host.nanoTime())) {
            sched.sysmon.wakeFromLongSleep(); // it waits for nothing else
        } else {
            sched.sysmon.wake();
        }
    }

    /**
     * Another M is wanted, and none is allowed: by sysmon, which asks the OS.
     *
     * @return whether one may be had now that could not before
     */
    boolean findRoom(long now) {
        sched.lock.lock();
        boolean ask = idle.size() == 0 && allowance.isToBeAsked(count, now);
        sched.lock.unlock();
        return ask && refresh(now);
    }

    /** Of a while in which Ms were started: others may have started threads, too. By sysmon. */
    void refreshAfterStarts(long now) {
        if (started != startedSeen && count > sched.ps.maxprocs() + ThreadAllowance.FEW) {
            refresh(now);
        }
    }

    /**
     * Asks the OS how many Ms more there may be. By sysmon.
     *
     * @return whether there may be another
     */
    boolean refresh(long now) {
        int room = sched.host.roomForThreads();
        sched.lock.lock();
        startedSeen = started;
        allowance.refresh(count, sched.ps.maxprocs(), room, now);
        boolean isRoom = allowance.allows(count);
        boolean none = !isRoom && wanted && allowance.isToBeAsked(count, now);
        boolean say = none && !saidNoRoom;
        if (none) {
            saidNoRoom = true;
            allowance.refused(count, now);
        }
        sched.lock.unlock();
        if (say) {
            sched.warn(
                    "the program and the JVM are left the last threads that the OS has; what needs"
                            + " another waits; to have more, raise "
                            + sched.host.threadLimit());
        }
        return isRoom;
    }

    /** Those that have not been caught asleep for a while need no alarm. By sysmon. */
    void restAlarms(long now) {
        int rests = 0;
        sched.lock.lock();
        for (M m = first; m != null && rests < MAX_RESTS; m = m.allNext) {
            if (m.watched && now - m.caughtWhen > WATCHED_NS) {
                m.watched = false;
                sched.host.unwatch(m);
                rests++;
            }
        }
        sched.lock.unlock();
    }

    /** Another M, or null when there is no memory for it. Under the lock. */
    private M add() {
        M m;
        try {
            m = new M(nextId++, sched);
            m.trace = sched.tracing.of(m);
        } catch (OutOfMemoryError e) {
            return null;
        }
        count++;
        started++;
        peak = Math.max(peak, count);
        m.allNext = first;
        if (first != null) {
            first.allPrev = m;
        }
        first = m;
        return m;
    }

    private void remove(M m) {
        if (m.allPrev != null) {
            m.allPrev.allNext = m.allNext;
        } else {
            first = m.allNext;
        }
        if (m.allNext != null) {
            m.allNext.allPrev = m.allPrev;
        }
        count--;
    }

    /**
     * Stops an M until it is handed a P. One of many that are idle wakes once more, after a while:
     * to end, or to give back what its stack has held of memory, where it may stay. The few that
     * are idle all the time sleep without a timer.
     *
     * @return false when the M is to end instead
     */
    boolean stop(M m) {
        if (m.hasP || m.spinning) {
            throw sched.fatal(m + ": stops with a P or spinning");
        }
        sched.lock.lock();
        if (ending) {
            end(m);
            sched.lock.unlock();
            return false;
        }
        idle.put(m);
        sched.lock.unlock();
        sched.threadLine.letIn();
        boolean isTrimmed = false;
        for (; ; ) {
            // A hint without the lock: at worst it looks once too often, or at the next change.
            boolean timed = !isTrimmed && areManyIdle();
            boolean woken = m.park.sleep(timed ? spareDelayNs : Note.FOREVER);
            if (m.nextp != null) {
                if (!woken) {
                    m.park.sleep(Note.FOREVER); // the wake-up is on its way
                }
                m.takeNextP();
                return true;
            }
            sched.lock.lock();
            if (m.nextp == null && m.idle && (ending || areTooManyIdle())) {
                idle.remove(m);
                end(m);
                sched.lock.unlock();
                return false;
            }
            sched.lock.unlock();
            if (timed && !woken) {
                sched.host.giveBackStack();
                isTrimmed = true;
            }
        }
    }

    private boolean areTooManyIdle() {
        return idle.size() > sched.ps.maxprocs() + spares;
    }

    /** So that one that stays is worth a look after a while. */
    private boolean areManyIdle() {
        return idle.size() > sched.ps.maxprocs() + Math.min(spares, DEFAULT_SPARES);
    }

    private void end(M m) {
        remove(m);
        callsOfEnded += m.calls();
        ended++;
        if (ending && count == 0) {
            sched.tellCloser();
        }
    }

    /** From now on an M that comes to sleep ends. */
    void endAll() {
        ending = true;
    }

    /** Wakes all that sleep, so that they see they are to end; false when none is left. */
    boolean wakeToEnd() {
        sched.lock.lock();
        for (M m = idle.first(); m != null; m = m.idleNext) {
            m.park.wakeup();
        }
        boolean left = count > 0;
        sched.lock.unlock();
        sched.timers.wakeSleeper();
        return left;
    }

    /** Under the lock. */
    void addTo(Stats s) {
        s.threadsStarted = started;
        s.threadsEnded = ended;
        s.threadsLive = count;
        s.threadsPeak = peak;
        s.syscalls = callsOfEnded;
        for (M m = first; m != null; m = m.allNext) {
            s.syscalls += m.calls();
        }
    }
}
