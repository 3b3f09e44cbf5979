package dev.baton.sched;

import dev.baton.sched.Host.Note;
import dev.baton.sched.timers.TimerHeap;

/**
 * The watcher: a thread without a P, which looks at all Ps from time to time, and helps where an M
 * can't: {@code sysmon} of Go's proc.go. What it looks for is in {@link Retake}, when it looks
 * here.
 *
 * <p>It sleeps {@link #MIN_DELAY_NS}, doubling with each look without a find up to {@link
 * #MAX_DELAY_NS}, and without limit when all Ps have been idle for {@link #IDLE_NS}. Go's waits
 * these 10 ms out when a call blocks after a quiet time; here an M that enters a call of which
 * nothing is known wakes it, and so does a G that becomes runnable while all Ps are taken; each
 * less and less often when it was for nothing, and without a say about the other.
 */
final class Sysmon {
    static final long MIN_DELAY_NS = 20_000;
    static final long MAX_DELAY_NS = 10_000_000;

    /**
     * All Ps have to be idle for so long before it sleeps without limit. Whoever takes a P wakes it
     * then, and where one is taken every millisecond that would cost more than the looks.
     */
    static final long IDLE_NS = 50_000_000;

    /** From this delay on, an unknown system call wakes it. */
    private static final long SLOW_DELAY_NS = 4 * MIN_DELAY_NS;

    /** Not sooner than that for a timer, while each P moves. */
    private static final long IDLE_WATCH_DELAY_NS = 4 * Retake.WATCH_DELAY_NS;

    /**
     * For so long it is not woken again after it was woken for nothing; doubles up to {@link
     * #MAX_DEAF_NS}.
     */
    private static final long MIN_DEAF_NS = 1_000_000;

    /** So it is woken for nothing 200 times a second at most. */
    private static final long MAX_DEAF_NS = 5_000_000;

    /** All Ps have to be idle for so long, and more, before they give back what they keep. */
    private static final long BUFFERS_NS = 2_000_000_000;

    /** How often it looks at what others want to be looked at. */
    private static final long SECOND_NS = 1_000_000_000;

    private final Scheduler sched;
    private final Host host;
    private final Note note;
    final Retake retake;

    /** It sleeps for {@link #SLOW_DELAY_NS} or longer. Go's {@code sched.sysmonwait}, and more. */
    private volatile boolean sleepsLong;

    /** The same, and it wants to be woken for a mere suspicion. */
    private volatile boolean slow;

    /** The same, for a call of which nothing is known. */
    private volatile boolean hearsCalls;

    /** It was woken for a call that may be about to block: the next looks come soon. */
    private volatile boolean hurries;

    /** It sleeps without limit. Under {@code sched.lock}. */
    private boolean deep;

    private volatile boolean stop;
    private boolean saidFailed;

    private long idleSince;

    /**
     * The time, no more than {@link #MAX_DELAY_NS} late while a P runs: for what wants to know it
     * often, and not well. Any thread may read a value that is a little older.
     */
    long coarseNanos;

    /** What it does about once a second, or null. Written by anybody, seen some time later. */
    Runnable everySecond;

    private long secondBegan;

    private final Hearing suspicions = new Hearing();
    private final Hearing calls = new Hearing();

    Sysmon(Scheduler sched) {
        this.sched = sched;
        this.host = sched.host;
        this.note = host.newSysmonNote();
        this.retake = new Retake(sched);
    }

    /** An M enters a call of which nothing is known. */
    void wakeIfSlow() {
        if (hearsCalls && sched.work.isWaiting(Long.MIN_VALUE)) {
            hearsCalls = false;
            hurries = true;
            note.wakeup();
        }
    }

    /**
     * Something waits, and every P is taken: does one of their Ms not come back? Cheap when it
     * looks anyway.
     */
    void wake() {
        if (slow) {
            slow = false;
            note.wakeup();
        }
    }

    /** A P is left in a call that is known to block: it must look soon. */
    void wakeFromLongSleep() {
        if (sleepsLong) {
            sleepsLong = false;
            note.wakeup();
        }
    }

    /**
     * A P is taken out of the idle list, or a call waits for a thread. Under {@code sched.lock}.
     */
    void wakeIfDeep() {
        if (deep) {
            deep = false;
            coarseNanos = host.nanoTime(); // before the first G runs
            wake();
        }
    }

    /** Whether it sleeps without limit; a moment's answer. */
    boolean isDeep() {
        return deep;
    }

    /** Ends the thread. */
    void stop() {
        stop = true;
        slow = false;
        note.wakeup();
    }

    /** What its thread does. */
    void run() {
        while (!stop) {
            try {
                watch();
            } catch (OutOfMemoryError e) {
                // Anything that is done for the first time may need memory, be it to say so.
            }
        }
    }

    private void watch() {
        long delay = MIN_DELAY_NS;
        long next = delay;
        int result = 0;
        while (!stop) {
            long now = host.nanoTime();
            sleepsLong = next >= SLOW_DELAY_NS;
            slow = sleepsLong && suspicions.isOpen(now);
            hearsCalls = sleepsLong && calls.isOpen(now);
            if (sleepsLong && !(slow && hearsCalls)) {
                next = Math.min(next, MAX_DEAF_NS); // and looks for what it did not hear
            }
            boolean woken = note.sleep(untilTimer(next, (result & Retake.SUSPECT) != 0));
            slow = false;
            hearsCalls = false;
            sleepsLong = false;
            if (stop) {
                return;
            }
            boolean hurried = hurries;
            if (hurried) {
                hurries = false;
            }
            now = host.nanoTime();
            coarseNanos = now;
            tellOnceASecond(now);
            if (sleepDeeplyIfIdle(now)) {
                delay = MIN_DELAY_NS;
                next = delay;
                continue;
            }
            result = lookSafely(now);
            boolean found = (result & (Retake.FOUND | Retake.FOUND_COMPUTING)) != 0;
            boolean foundInCall = (result & Retake.FOUND_IN_CALL) != 0;
            if (found) {
                suspicions.wasRight();
            } else if (foundInCall) {
                suspicions.wasRightOnce();
            } else if (woken && !hurried) {
                suspicions.wasWrong(now);
            }
            if (found || foundInCall) {
                calls.wasRight();
            } else if (hurried) {
                calls.wasWrong(now); // so far
            }
            if ((result & Retake.FOUND) != 0) {
                delay = MIN_DELAY_NS;
            } else if (!woken && !foundInCall) { // the next that blocks says so, too
                delay = Math.min(delay * 2, MAX_DELAY_NS);
            }
            next = (result & Retake.WATCHING) != 0 ? Math.min(delay, retake.watchDelay()) : delay;
            if (hurried && !foundInCall) {
                next = Math.min(next, SLOW_DELAY_NS); // it was about to fall asleep
            }
            if (retake.watchesForShortOnes()) {
                delay = next; // the G that is run next may be the one that keeps them waiting
            }
        }
    }

    private void tellOnceASecond(long now) {
        Runnable r = everySecond;
        if (r != null && now - secondBegan >= SECOND_NS) {
            secondBegan = now;
            r.run();
        }
    }

    /**
     * While all Ps run, and one of them may be for long, nobody but this thread sees that the next
     * timer is due; or the M that waits for it, which borrows a P then.
     */
    private long untilTimer(long delay, boolean suspect) {
        long least =
                retake.mayLend()
                        ? MIN_DELAY_NS
                        : suspect ? Retake.WATCH_DELAY_NS : IDLE_WATCH_DELAY_NS;
        if (delay <= least || sched.ps.npidle() > 0 || !sched.timers.isOneUnattended()) {
            return delay;
        }
        long timer = sched.timers.earliest();
        long left = timer - host.nanoTime();
        // One that is due was due when it looked just now: who is to run it has no CPU yet.
        return timer == TimerHeap.NONE || left <= 0 ? delay : Math.clamp(left, least, delay);
    }

    private int lookSafely(long now) {
        try {
            return retake.look(now);
        } catch (OutOfMemoryError e) {
            if (!saidFailed) {
                saidFailed = true;
                sched.warn("sysmon", e, "; going on");
            }
            return 0;
        }
    }

    private boolean sleepDeeplyIfIdle(long now) {
        if (sched.ps.isOneTaken() || sched.ms.isOneWanted()) {
            idleSince = now;
            return false;
        }
        if (now - idleSince < IDLE_NS) {
            return false;
        }
        sched.lock.lock();
        deep = true;
        slow = true; // before the look: who wants an M without the lock says so, and then wakes us
        if (sched.ps.isOneTaken() || sched.world.isStopping() || sched.ms.isOneWanted()) {
            deep = false;
            slow = false;
            sched.lock.unlock();
            return false;
        }
        boolean buffers = sched.ps.keepBuffers();
        boolean inLine = sched.threadLine.wantsLook();
        sched.lock.unlock();
        if (inLine) {
            if (!note.sleep(ThreadLine.LOOK_NS)) {
                sched.threadLine.look(host.nanoTime());
            }
        } else if (!note.sleep(buffers ? BUFFERS_NS : Note.FOREVER)) {
            sched.ps.releaseBuffers();
            note.sleep(Note.FOREVER);
        }
        slow = false;
        return true;
    }

    /**
     * What it wants to be woken for, less and less often when that was for nothing. Where threads
     * queue up for the CPUs, each look interrupts one that runs, which costs several times what the
     * look itself does. By its own thread.
     */
    private static final class Hearing {
        private long deafness = MIN_DEAF_NS;
        private long deafUntil = Long.MIN_VALUE;

        boolean isOpen(long now) {
            return now >= deafUntil;
        }

        void wasWrong(long now) {
            deafUntil = now + deafness;
            deafness = Math.min(deafness * 2, MAX_DEAF_NS);
        }

        void wasRight() {
            deafness = MIN_DEAF_NS;
            deafUntil = Long.MIN_VALUE;
        }

        /** The same where the one that blocks is as good as alone. */
        void wasRightOnce() {
            deafness = Math.max(deafness / 2, MIN_DEAF_NS);
            deafUntil = Long.MIN_VALUE;
        }
    }
}
