package dev.baton.sched;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * A machine in one thread: a clock, threads, what they sleep and wait on, and a schedule that goes
 * by a seed. At each {@link #step}, which is before each access to memory that threads share, the
 * schedule may let another thread go on; a step takes some nanoseconds. There are as many CPUs as
 * threads. When no thread can run, the clock is set to the next deadline.
 */
final class SimHost extends Host {
    private static final int STEP_NS = 20;
    private static final int STEP_NS_MASK = 127;

    /** More steps than this: threads go round in circles. */
    private static final int MOST_STEPS = 1_000_000;

    /** Longer than sysmon leaves a P to one that computes. */
    private static final long LONG_PAUSE_NS = 25_000_000;

    final SplittableRandom random;

    final SimTwin twin;

    private final SimSchedule schedule;
    private final List<SimThread> runnable = new ArrayList<>();
    private final List<SimThread> timed = new ArrayList<>();
    private final SimTrace trace;

    SimNetwork network;
    private SimScheduler sched;
    private SimInvariants invariants;
    private SimThread sysmon;
    private SimThread current;
    private long now = 1_000_000;
    private long nextDeadline = SimThread.FOREVER;
    private int living;
    private int steps;
    private int throwAt = Integer.MAX_VALUE;
    boolean hasThrown;
    private boolean isOver;
    private int refusals;
    private int refuseOneIn;
    private int suspendOneIn;
    private int suspensions;
    private boolean mayBeSuspended;

    /** Gs that are suspended now, or wait for a CPU, each before a contact. */
    private int late;

    private long suspendedFrom = SimThread.FOREVER;
    private long suspendedUntil;
    private long endOfTime = SimThread.FOREVER;
    private String failure;

    /** The kernel tells when a thread goes to sleep. */
    private static final int TIRES_ONCE_IN = 8;

    private final boolean hasAlarms;

    private SimNote sysmonNote;
    private boolean seenAsleep;
    private final ArrayDeque<M> rang = new ArrayDeque<>();

    /** The threads of Ms, by the M's id. */
    private final List<SimThread> threadOfM = new ArrayList<>();

    SimHost(SplittableRandom random, SimTwin twin, SimTrace trace) {
        this.random = random;
        this.twin = twin;
        this.trace = trace;
        this.schedule = new SimSchedule(random.split());
        this.hasAlarms = random.nextBoolean();
    }

    void watchedBy(SimScheduler sched, SimInvariants invariants) {
        this.sched = sched;
        this.invariants = invariants;
    }

    /** The OS refuses one in n threads, a few times. */
    void refuseThreads(int oneIn, int times) {
        refuseOneIn = oneIn;
        refusals = times;
    }

    /**
     * A tool suspends one in n Gs that come to the scheduler, or the OS runs others, a few times.
     */
    void suspendGs(int oneIn, int times) {
        suspendOneIn = oneIn;
        suspensions = times;
        mayBeSuspended = true;
    }

    /** Whether a G's thread may sleep where its script does not say so. */
    boolean mayBeSuspended() {
        return mayBeSuspended;
    }

    boolean isOneLate() {
        return late > 0;
    }

    /** A tool says that it has suspended all others, whichever G asks. */
    void suspendOthers(long fromNs, long untilNs) {
        suspendedFrom = fromNs;
        suspendedUntil = untilNs;
    }

    /** The first M, or sysmon, that takes this step or a later one in its own code throws there. */
    void throwAt(int step) {
        throwAt = step;
    }

    /** A process on a real host would have ended, and said why. */
    boolean isOver() {
        return isOver;
    }

    /** A rule is found broken. */
    void violated(String what) {
        isOver = true;
        record(what);
    }

    /** Whether what t runs is nobody's code but the scheduler's, and its thread ends with it. */
    private boolean isOwnCode(SimThread t) {
        return !t.inJdk && (t == sysmon || (t.m != null && t.mounted == null));
    }

    /** A clock that gets this far shows that some thread waits for what will not come. */
    void endAt(long nanos) {
        endOfTime = nanos;
    }

    // ---- Running it all -------------------------------------------------------------------------

    /**
     * Runs all threads until the last has ended or something is found wrong.
     *
     * @return what is wrong, or null
     */
    String run() {
        while (failure == null && living > 0) {
            if (runnable.isEmpty()) {
                passTime();
                continue;
            }
            SimThread t = schedule.next(runnable);
            current = t;
            t.resume();
            current = null;
        }
        return failure;
    }

    private void passTime() {
        invariants.checkAtRest();
        if (failure != null) {
            return;
        }
        if (nextDeadline == SimThread.FOREVER) {
            fail("all threads sleep for ever");
            return;
        }
        if (nextDeadline > endOfTime) {
            fail("nothing gets on any more");
            return;
        }
        now = Math.max(now, nextDeadline);
        wakeDue();
    }

    private void wakeDue() {
        long next = SimThread.FOREVER;
        for (int i = timed.size() - 1; i >= 0; i--) {
            SimThread t = timed.get(i);
            if (t.deadline <= now) {
                remove(timed, i);
                makeRunnable(t);
            } else {
                next = Math.min(next, t.deadline);
            }
        }
        nextDeadline = next;
    }

    private static void remove(List<SimThread> list, int i) {
        SimThread last = list.removeLast();
        if (i < list.size()) {
            list.set(i, last);
        }
    }

    private void makeRunnable(SimThread t) {
        t.state = SimThread.State.RUNNABLE;
        t.deadline = SimThread.FOREVER;
        runnable.add(t);
        schedule.awoke(t);
    }

    /** What is wrong; the first thing found counts. The caller does not go on. */
    void fail(String what) {
        record(what);
        if (current != null) {
            halt();
        }
    }

    /** As {@link #fail}, for a caller that goes on to throw. */
    void record(String what) {
        if (failure == null) {
            failure = what;
        }
    }

    /** Everything stands still from here on. */
    private void halt() {
        for (; ; ) {
            Coroutine.suspend();
        }
    }

    int steps() {
        return steps;
    }

    long now() {
        return now;
    }

    // ---- Threads --------------------------------------------------------------------------------

    SimThread start(String name, M m, Runnable body) {
        SimThread[] self = new SimThread[1];
        self[0] =
                new SimThread(
                        name,
                        m,
                        () -> {
                            try {
                                body.run();
                            } catch (Throwable e) {
                                if (twin == SimTwin.WHO_THROWS_ENDS_ALONE) {
                                    ended(self[0]);
                                    return;
                                }
                                isOver = true;
                                StackTraceElement[] at = e.getStackTrace();
                                record(
                                        name
                                                + " died: "
                                                + e
                                                + (at.length == 0 ? "" : " at " + at[0]));
                            }
                            ended(self[0]);
                        });
        SimThread t = self[0];
        living++;
        runnable.add(t);
        schedule.started(t);
        return t;
    }

    private void ended(SimThread t) {
        if (t.locked != 0) {
            record(t + " ended holding a lock");
        }
        t.state = SimThread.State.ENDED;
        runnable.remove(t);
        living--;
    }

    SimScheduler sched() {
        return sched;
    }

    SimInvariants invariants() {
        return invariants;
    }

    @Override
    boolean isSysmon() {
        return current != null && current == sysmon;
    }

    SimThread sysmon() {
        return sysmon;
    }

    /** The thread of an M, or null when it has none yet. */
    SimThread threadOf(M m) {
        return m.id < threadOfM.size() ? threadOfM.get(m.id) : null;
    }

    SimThread current() {
        return current;
    }

    /** The virtual thread that is mounted where the caller runs, or null. */
    SimVirtualThread currentVirtual() {
        return current == null ? null : current.mounted;
    }

    /** The calling thread is on a CPU for so long. */
    void compute(long ns) {
        block(SimThread.State.COMPUTING, now + ns);
    }

    /** The calling thread sleeps in the kernel for so long. */
    void sleepInKernel(long ns) {
        block(SimThread.State.ASLEEP, now + ns);
    }

    /** {@code Unsafe.park}. */
    void park(long deadline) {
        step();
        SimThread t = current;
        if (!t.permit) {
            block(SimThread.State.ASLEEP, deadline);
        }
        t.permit = false;
    }

    /** {@code Unsafe.unpark}. */
    void unpark(SimThread t) {
        step();
        t.permit = true;
        wake(t);
    }

    void block(SimThread.State state, long deadline) {
        SimThread t = current;
        t.state = state;
        if (state == SimThread.State.ASLEEP) {
            if (t.mounted != null && t.mounted.inContact) {
                fail(t + " goes to sleep in the midst of a contact");
            }
            if (t.locked != 0) {
                fail(t + " goes to sleep holding a lock");
            }
            t.sleeps++;
            ring(t);
        }
        t.deadline = deadline;
        runnable.remove(t);
        if (deadline != SimThread.FOREVER) {
            timed.add(t);
            nextDeadline = Math.min(nextDeadline, deadline);
        }
        Coroutine.suspend();
    }

    /** Its alarm rings if it is armed. */
    private void ring(SimThread t) {
        if (t.m != null && t.m.alarm instanceof SimAlarm a && a.armed && !a.resting) {
            a.armed = false;
            if (random.nextInt(TIRES_ONCE_IN) == 0) {
                a.resting = true; // it rang for nothing too often before, and is tired
                return;
            }
            rang.add(t.m);
            sysmonNote.signal();
        }
    }

    void wake(SimThread t) {
        if (t.state == SimThread.State.ASLEEP) {
            if (t.deadline != SimThread.FOREVER) {
                timed.remove(t);
            }
            makeRunnable(t);
        }
    }

    // ---- Host -----------------------------------------------------------------------------------

    @Override
    public void step() {
        SimThread t = current;
        if (t == null) {
            return; // making the world, or printing it
        }
        if (failure != null) {
            halt();
        }
        steps++;
        now += STEP_NS + (random.nextInt() & STEP_NS_MASK);
        trace.step(t, now);
        if (steps > MOST_STEPS) {
            fail("no end after " + steps + " steps");
        }
        if (!hasThrown) {
            invariants.check();
        }
        if (failure != null) {
            halt();
        }
        if (steps >= throwAt && isOwnCode(t)) {
            throwAt = Integer.MAX_VALUE;
            hasThrown = true; // something is half done, and who threw may not go on
            throw new SimFault();
        }
        if (now >= nextDeadline) {
            wakeDue();
        }
        if (runnable.size() > 1 && schedule.interrupts(t)) {
            Coroutine.suspend();
        }
    }

    /** A step of the JDK's code, which throws nothing that it is not made to. */
    void stepOfTheJdk() {
        SimThread t = current;
        if (t != null) {
            t.inJdk = true;
        }
        step();
        if (t != null) {
            t.inJdk = false;
        }
    }

    @Override
    long nanoTime() {
        step();
        return now;
    }

    @Override
    M currentM() {
        return current == null ? null : current.m;
    }

    @Override
    Note newNote() {
        runOutOfMemory();
        return new SimNote();
    }

    /** Where a program that has refused threads makes an M or a P, there may be no memory. */
    void runOutOfMemory() {
        if (current != null && refuses()) {
            throw new OutOfMemoryError("no memory");
        }
    }

    private boolean refuses() {
        boolean refuses = refusals > 0 && random.nextInt(refuseOneIn) == 0;
        if (refuses) {
            refusals--;
        }
        return refuses;
    }

    /** Where it is suspended it waits here; else the thread may have to wait for a CPU. */
    @Override
    boolean beginContact() {
        SimVirtualThread v = currentVirtual();
        if (v == null) {
            return false;
        }
        if (v.inContact) {
            fail(current + " begins a contact in the midst of another");
        }
        if (suspensions > 0 && random.nextInt(suspendOneIn) == 0) {
            suspensions--;
            late++;
            if (random.nextInt(4) == 0) {
                compute(random.nextLong(100, LONG_PAUSE_NS));
            } else {
                sleepInKernel(pause());
            }
            late--;
            v.g.resumed();
        }
        v.inContact = true;
        v.isAlone = areOthersSuspended();
        return true;
    }

    private long pause() {
        int n = random.nextInt(100);
        return n < 10
                ? random.nextLong(LONG_PAUSE_NS, 10 * LONG_PAUSE_NS)
                : random.nextLong(100, n < 60 ? 5_000 : n < 80 ? 60_000 : LONG_PAUSE_NS);
    }

    @Override
    void endContact(boolean begun) {
        if (begun) {
            currentVirtual().inContact = false;
        }
    }

    @Override
    boolean areOthersSuspended() {
        return currentVirtual() != null && now >= suspendedFrom && now < suspendedUntil;
    }

    @Override
    Network openNetwork() {
        step();
        return network;
    }

    @Override
    Mutex newMutex() {
        return new SimMutex();
    }

    @Override
    Note newSysmonNote() {
        sysmonNote = new SimNote();
        return sysmonNote;
    }

    @Override
    void watch(M m) {
        if (m.alarm instanceof SimAlarm a) {
            a.resting = false;
        } else if (hasAlarms) {
            m.alarm = new SimAlarm();
        }
    }

    @Override
    void unwatch(M m) {
        if (m.alarm instanceof SimAlarm a) {
            a.resting = true;
        }
    }

    @Override
    M ringing() {
        return rang.poll();
    }

    @Override
    void startThread(M m) {
        step();
        if (refuses()) {
            throw new OutOfMemoryError("refused");
        }
        m.tid = m.id + 1;
        while (threadOfM.size() <= m.id) {
            threadOfM.add(null);
        }
        threadOfM.set(m.id, start(m.toString(), m, () -> m.sched.dispatcher.mstart(m)));
        step();
    }

    /** As long as some will be refused, a few at most. */
    @Override
    int roomForThreads() {
        step();
        return refusals > 0 ? random.nextInt(5) - 1 : Integer.MAX_VALUE;
    }

    @Override
    void startSysmon(Scheduler sched) {
        sysmon = start("sysmon", null, sched.sysmon::run);
    }

    @Override
    KernelState kernelState(M m) {
        step();
        SimThread t = threadOf(m);
        if (t == null) {
            return KernelState.GONE;
        }
        seenAsleep = t.state == SimThread.State.ASLEEP;
        if (twin == SimTwin.WHO_RUNS_COUNTS_AS_ASLEEP) {
            return KernelState.ASLEEP;
        }
        return switch (t.state) {
            case RUNNABLE, COMPUTING -> KernelState.RUNNING;
            case ASLEEP -> KernelState.ASLEEP;
            case ENDED -> KernelState.GONE;
        };
    }

    /** Whether the M that sysmon looked at last was asleep then. */
    boolean hasSeenAsleep() {
        return seenAsleep;
    }

    /** There are as many CPUs as threads; that they also sleep makes a busy one of more of them. */
    @Override
    long cpuNanos(M m) {
        step();
        return now;
    }

    @Override
    long sleeps(M m) {
        step();
        return current.sleeps;
    }

    @Override
    void tellWork(M m, boolean waits) {}

    @Override
    void run(G g) {
        step();
        invariants.dispatched((SimG) g);
        ((SimG) g).thread.run();
    }

    @Override
    void yieldCurrent(G g) {
        ((SimG) g).thread.tryYield();
    }

    @Override
    void awaitUninterruptibly(BooleanSupplier isThere) {
        SimVirtualThread v = currentVirtual();
        v.takePermit();
        step();
        while (!isThere.getAsBoolean()) {
            v.park();
            step();
        }
        v.unpark();
    }

    @Override
    void unpark(G g) {
        ((SimG) g).thread.unpark();
    }

    @Override
    boolean isYielding(G g) {
        return ((SimG) g).thread.isYielding();
    }

    @Override
    boolean isRunnable(G g) {
        return ((SimG) g).thread.isRunnable();
    }

    @Override
    boolean isTerminated(G g) {
        return ((SimG) g).thread.isTerminated();
    }

    @Override
    void reportMisuse(G g, IllegalStateException misuse) {
        ((SimG) g).thread.misuse = misuse;
    }

    @Override
    void forEachG(Scheduler sched, Predicate<? super G> see) {
        invariants.forEachG(see);
    }

    @Override
    String whyGsAreMissing() {
        return null;
    }

    @Override
    String stuckWatch() {
        return "sim";
    }

    @Override
    boolean isReal() {
        return false;
    }

    // ---- What threads wait on -------------------------------------------------------------------

    private final class SimMutex extends Mutex {
        private SimThread owner;
        private final ArrayDeque<SimThread> waiting = new ArrayDeque<>();

        @Override
        public void lock() {
            SimThread t = current;
            if (t == null) {
                return; // a dump, when all stands still
            }
            step();
            if (owner == t) {
                fail(t + " locks what it has locked");
            }
            while (owner != null) {
                waiting.add(t);
                t.state = SimThread.State.ASLEEP;
                runnable.remove(t);
                ring(t);
                Coroutine.suspend();
            }
            owner = t;
            t.locked++;
        }

        @Override
        boolean tryLock() {
            step();
            if (owner != null) {
                return false;
            }
            owner = current;
            owner.locked++;
            return true;
        }

        @Override
        public void unlock() {
            SimThread t = current;
            if (t == null) {
                return;
            }
            if (owner != t) {
                fail(t + " unlocks what " + owner + " has locked");
            }
            owner = null;
            t.locked--;
            // Whoever comes first gets it, the one that is woken or another.
            SimThread next = waiting.poll();
            if (next != null) {
                makeRunnable(next);
            }
            step();
        }
    }

    boolean isLocked(Mutex mutex) {
        return ((SimMutex) mutex).owner != null;
    }

    private final class SimNote extends Note {
        private boolean signalled;
        private SimThread sleeper;

        @Override
        boolean sleep(long timeoutNs) {
            step();
            SimThread t = current;
            if (sleeper != null) {
                fail(t + " sleeps on a note on which " + sleeper + " does");
            }
            if (!signalled && timeoutNs != 0) {
                sleeper = t;
                block(
                        SimThread.State.ASLEEP,
                        timeoutNs == FOREVER ? SimThread.FOREVER : now + timeoutNs);
                sleeper = null;
            }
            boolean woken = signalled;
            signalled = false;
            return woken;
        }

        @Override
        void wakeup() {
            step();
            if (sleeper != null || twin != SimTwin.WAKEUP_BEFORE_SLEEP_IS_LOST) {
                signal();
            }
        }

        void signal() {
            signalled = true;
            if (sleeper != null) {
                wake(sleeper);
            }
        }
    }

    private final class SimAlarm extends Alarm {
        private boolean armed;
        private boolean resting;

        @Override
        void arm() {
            step();
            armed = true;
        }

        @Override
        void disarm() {
            step();
            armed = false;
        }

        @Override
        boolean isArmed() {
            return armed;
        }
    }
}
