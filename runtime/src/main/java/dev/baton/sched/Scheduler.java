package dev.baton.sched;

import dev.baton.vthread.VirtualThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;

/**
 * The scheduler: distributes Gs that are ready to run over Ms, threads of the OS.
 *
 * <h2>Words</h2>
 *
 * <ul>
 *   <li><b>G</b>: a unit of work, one virtual thread.
 *   <li><b>M</b>: an OS thread that runs Gs.
 *   <li><b>P</b>: the right to run Gs, and what goes with it: queues, timers, buffers. An M needs a
 *       P to run a G; in the kernel it needs none.
 * </ul>
 *
 * <h2>Who has what</h2>
 *
 * <p>{@link Ps} has the Ps, {@link Ms} the threads; {@link Timers} what waits for a time; {@link
 * Discipline} says which G is next. Here is the loop of an M, which goes from one to the other, and
 * who wakes whom.
 *
 * <h2>Inside and outside</h2>
 *
 * <p>While an M runs the code of a G, its P can be taken by whoever has a reason to ({@link P},
 * {@link Sysmon}), at any moment and without its doing. So each contact of that code with the
 * scheduler begins with {@link #comeIn} and ends with {@link #goOut}, and between the two the P is
 * the M's own. Where it was taken the M goes on without: the Gs that it readies go to the line of
 * all, and when its own leaves it, it looks for a P as one that comes back from the kernel. {@link
 * M#hasP} says which it is, inside; outside it is false.
 *
 * <h2>Parking and waking threads</h2>
 *
 * <p>There must be enough running Ms to use the Ps, and not so many that they burn CPU looking for
 * work. As in Go there is no central state that would tell; three ways were rejected: one central
 * decision (does not scale), handing the P over directly whenever a G is readied while another P is
 * idle (threads thrash, and a G loses its place), and waking a thread for each readied G (thrashes
 * too). Instead: a thread is woken when a G is readied, there is an idle P, and no M is
 * <em>spinning</em>, which is to say looking for work without having any. An M that stops spinning
 * because it found work wakes another ({@link #resetSpinning}), so bursts of work wake as many as
 * are needed, one by one.
 *
 * <p>Beyond Go: where Gs are readied from outside, as many Ms look as Gs wait. With more threads
 * than CPUs an M that was woken may get one a millisecond later; were the next woken only by it, as
 * above, Ps would stay idle that long, one after the other.
 *
 * <p>Readying is: (1) the G goes into a queue, (2) full fence, (3) {@code nmspinning} is read; if
 * it is 0, an M is woken. Stopping to spin is: (1) {@code nmspinning} is decremented, (2) full
 * fence, (3) all queues are looked at once more. So either (3) of one sees (1) of the other or both
 * do: no G is left in a queue with an idle P and no M that looks. The same goes for {@code npidle},
 * read in (3) and raised in (1). The fences: for a P's queue {@link Discipline#put}, for the global
 * ones the CAS of {@link GlobalQueue#put}, for the counters the atomic adds. {@link Timers} follow
 * a rule of the same kind.
 *
 * <h2>The way of a G into the kernel and back</h2>
 *
 * <p>{@link SyscallPath}; how a P is taken from an M in the kernel, {@link Sysmon}.
 *
 * <p>Not final, as {@link P} and {@link G} are not, for the simulation and the model checker in the
 * tests alone: they watch every edge, and break one rule at a time to show that they would notice.
 */
public class Scheduler {
    private static final int STEAL_ROUNDS = 4;

    /** Where more Gs wait than so many, sysmon does not ask of each what it is known for. */
    private static final int WORTH_LOOKING_THROUGH = 64;

    /** {@link #close} looks again after so long, in case that it missed the last one's wake-up. */
    private static final long CLOSE_LOOK_NS = 10_000_000;

    private static final VarHandle NMSPINNING;

    static {
        try {
            NMSPINNING =
                    MethodHandles.lookup().findVarHandle(Scheduler.class, "nmspinning", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final String name;
    final Host host;
    final SyscallPath syscalls;
    private final OrdinaryOnes ordinaryOnes = new OrdinaryOnes();
    final StopTheWorld world;
    final Sysmon sysmon;
    final Timers timers;
    final Ps ps;
    final Ms ms;

    /** Guards all lists of Ps and Ms, and what says so. */
    final Host.Mutex lock;

    /** Gs that belong to no P. */
    final GlobalQueues runq;

    /** Ms that look for work and have none. */
    private volatile int nmspinning;

    private volatile boolean closed;
    private final Host.Note closeNote;

    /** Whether the wait of each G is timed: two looks at the clock for each time that it runs. */
    private boolean timesWaits;

    final RunQueue.Overflow<G> overflow = this::putBatch;

    /** Gs that came and went without a P at hand. */
    private final AtomicLong gStartedOutside = new AtomicLong();

    private final AtomicLong gEndedOutside = new AtomicLong();

    /**
     * Makes a scheduler; nothing runs before the first G.
     *
     * @param name goes into the names of its threads
     * @param maxProcs how many Gs run at a time, at least 1
     * @param maxThreads how many Ms there may be, at least 1
     * @param host the outside
     */
    Scheduler(String name, int maxProcs, int maxThreads, Host host) {
        this.name = name;
        this.host = host;
        this.lock = host.newMutex();
        this.runq = new GlobalQueues(host);
        this.timers = newTimers();
        this.ps = newPs(maxProcs);
        this.ms = new Ms(this, maxThreads);
        this.syscalls = new SyscallPath(this);
        this.world = new StopTheWorld(this);
        this.sysmon = new Sysmon(this);
        this.closeNote = host.newNote();
    }

    Ps newPs(int maxProcs) {
        return new Ps(this, maxProcs);
    }

    Timers newTimers() {
        return new Timers(this);
    }

    /**
     * Makes a scheduler on this machine and starts its watcher.
     *
     * @param name goes into the names of its threads
     * @param maxProcs how many Gs run at a time, at least 1
     * @param maxThreads how many OS threads may run them or block for them, at least 1
     * @param watch how it finds out about calls that nobody announced
     * @return the scheduler
     */
    public static Scheduler start(String name, int maxProcs, int maxThreads, StuckWatch watch) {
        return start(name, maxProcs, maxThreads, new LinuxHost(watch));
    }

    static Scheduler start(String name, int maxProcs, int maxThreads, LinuxHost host) {
        Scheduler s = new Scheduler(name, maxProcs, maxThreads, host);
        VirtualThreadTimers.install();
        StackRoom.prepare();
        VmExit.add(s);
        s.host.startSysmon(s);
        return s;
    }

    /** Times how long Gs wait to be run, for {@link Stats#longestWaitNs}. Before the first G. */
    public void timeWaits() {
        timesWaits = true;
    }

    // ---- Gs come and go -------------------------------------------------------------------------

    /**
     * Makes a G and its virtual thread, not started.
     *
     * @param threadName the thread's name or null
     * @param characteristics as {@link VirtualThreads#newVirtualThread} takes them
     * @param task what it runs
     * @return the thread
     */
    public Thread newThread(String threadName, int characteristics, Runnable task) {
        G g = new G(this);
        Thread t = VirtualThreads.newVirtualThread(g, threadName, characteristics, task);
        g.bind(t, VirtualThreads.continuationOf(t));
        return t;
    }

    /**
     * A scheduler to name to the JDK where it makes a virtual thread: the thread becomes a G when
     * it is started.
     *
     * @return an executor that takes the continuations of virtual threads and nothing else
     */
    public Executor adopter() {
        return continuation -> {
            StackRoom.require(); // without room the thread is not started, and nothing is lost
            adopt(continuation);
        };
    }

    /**
     * A virtual thread that inherited the scheduler of its parent gets a G of its own, and is
     * readied.
     */
    void adopt(Runnable continuation) {
        Thread t = VirtualThreads.threadOf(continuation);
        if (t == null) {
            throw new RejectedExecutionException(
                    "a G's executor runs virtual threads and nothing else: " + continuation);
        }
        VarHandle.loadLoadFence(); // G.execute found no continuation: it ended before that
        if (VirtualThreads.isTerminated(t)) {
            return; // submitted once too often, after it was suspended for a stack trace
        }
        G g = new G(this);
        g.bind(t, continuation);
        VirtualThreads.setScheduler(t, g);
        ready(g);
    }

    /**
     * Makes a G runnable: Go's {@code ready}. Any thread. A G that is already runnable, or runs,
     * stays as it is: the JDK submits a thread again after it was suspended for a stack trace, and
     * whether it ran meanwhile is for {@link #execute} to see.
     */
    void ready(G g) {
        M m = host.currentM();
        if (m == null || m.sched != this) {
            if (becomesRunnable(g, null)) {
                inject(g);
            }
            return;
        }
        boolean came = !m.hasP && comeIn(m);
        boolean wakes = false;
        if (becomesRunnable(g, m)) {
            if (m.yielding == g) {
                readyYielding(m, g);
            } else if (!m.hasP) {
                inject(g);
            } else if (m.inTimers && m.p.queue.isCrowded(g)) {
                m.woken.put(g); // Timers.run moves them all, and wakes Ms for them once
            } else {
                m.p.queue.put(g, !m.inTimers);
                host.tellWork(m, true);
                host.step();
                wakes = true;
            }
        }
        if (came) {
            goOut(m);
        }
        if (wakes) {
            wakeForOneOf(m);
        }
    }

    private boolean becomesRunnable(G g, M m) {
        if (g.casStatus(G.WAITING, G.RUNNABLE)) {
            host.step();
        } else if (g.laStatus() == G.IDLE && g.casStatus(G.IDLE, G.RUNNABLE)) {
            start(g, m);
        } else {
            return false;
        }
        if (timesWaits) {
            g.waitsSince = host.nanoTime();
        }
        return true;
    }

    /** A G was put into the queue of m's P: somebody else could run it. */
    private void wakeForOneOf(M m) {
        if (ps.npidle() > 0) {
            if (nmspinning == 0) {
                wakep();
            }
        } else if (m.curg != null || m.p.queue.size() > 1) {
            // Unless this M is just looking for what to run, and it is the only one.
            m.armAlarm();
            sysmon.wake();
        }
    }

    /**
     * Counts a new G, before it looks whether that is still wanted: close() waits for what it can
     * see here.
     */
    private void start(G g, M m) {
        if (m != null && m.hasP) {
            m.p.gStarted++;
        } else {
            gStartedOutside.incrementAndGet();
        }
        // A G may start others while it lives: close() waits for it anyway.
        if (closed && m == null) {
            gEndedOutside.incrementAndGet();
            g.soStatus(G.RUNNABLE, G.DEAD);
            throw new RejectedExecutionException("Baton \"" + name + "\" is closed");
        }
    }

    /** A G that yielded, or left a system call and found no P: to the back of the global line. */
    private void readyYielding(M m, G g) {
        m.yielding = null;
        if (!m.hasP) {
            // As any that is readied: an M that goes idle with its P looks at the queue after that,
            // so either it sees this G, or its P is here for us.
            runq.put(g);
            if (ps.npidle() > 0) {
                takeIdleP(m);
            }
            return;
        }
        Discipline queue = m.p.queue;
        boolean alone = !queue.isContended();
        if (queue.isCrowded(g)) {
            runq.put(g);
        } else {
            queue.put(g, false);
        }
        if (!alone && nmspinning == 0 && ps.npidle() > 0) {
            wakep(); // this M has others to run first
        }
    }

    /** Readied by a thread that has no P. */
    void inject(G g) {
        runq.put(g);
        int waiting = runq.size();
        if (ps.npidle() <= 0) {
            sysmon.wake(); // all Ps are taken: does one of their Ms not come back?
        } else {
            wakep(waiting);
        }
    }

    /** Half of a full queue, to the global one. */
    private void putBatch(Object[] batch, int n) {
        for (int i = 0; i < n; i++) {
            runq.put((G) batch[i]);
        }
    }

    // ---- The loop of an M -----------------------------------------------------------------------

    /** What the thread of an M does for its life. */
    void mstart(M m) {
        takeNextP(m);
        mloop(m);
    }

    /** Runs Gs until the M is to end. It may come with a P or without. */
    void mloop(M m) {
        for (; ; ) {
            if (!m.hasP && !reacquire(m) && !ms.stop(m)) {
                return;
            }
            G g = schedule(m);
            if (g == null) {
                return;
            }
            execute(m, g);
        }
    }

    /**
     * Picks the next G, waiting for one; null when the M is to end. Needs a P. Go's {@code
     * schedule}.
     */
    private G schedule(M m) {
        for (; ; ) {
            P p = m.p;
            if (!m.spinning) {
                if (world.isStopping()) {
                    if (!world.stopM(m)) {
                        return null;
                    }
                    continue;
                }
                if (ps.npidle() < 0 && ps.shed(m)) {
                    if (!ms.stop(m)) {
                        return null;
                    }
                    continue;
                }
                if (p.runSafePointFn) {
                    world.runSafePointFn(p);
                }
            }
            G g = findRunnable(m);
            if (g == null) {
                return null;
            }
            if (m.spinning) {
                resetSpinning(m);
            }
            if (g.lockedm != null) {
                // Its M waits in line for a P: it gets this one.
                M waiting = g.lockedm;
                tellNewTimers(m.p);
                P given = releasep(m, P.IDLE);
                waiting.nextp = given;
                waiting.park.wakeup();
                if (!ms.stop(m)) {
                    return null;
                }
                continue;
            }
            return g;
        }
    }

    /**
     * Runs a G until it leaves the M. On return the M may have lost its P (in a blocking section),
     * and the G may run elsewhere already: it is not touched then.
     */
    private void execute(M m, G g) {
        P p = m.p;
        g.soStatus(G.RUNNABLE, G.RUNNING);
        g.m = m;
        m.curg = g;
        m.nextDispatch();
        if (timesWaits) {
            p.longestWaitNs = Math.max(p.longestWaitNs, host.nanoTime() - g.waitsSince);
        }
        boolean contended = p.queue.isContended();
        m.source = p.queue.source();
        host.tellWork(m, contended);
        m.burstStart =
                contended || Discipline.wantsToKnow(g)
                        ? m.burstEnd != 0 ? m.burstEnd : host.nanoTime()
                        : 0;
        m.burstEnd = 0;
        if (contended) {
            m.armAlarm();
        }
        tellNewTimers(p);
        if (g.parkedInside) {
            g.parkedInside = false;
            if (g.owesExit) {
                g.owesExit = false; // and has a P now
            } else {
                syscalls.reenter(m, g); // it parked inside a blocking section, and goes on in it
            }
        }
        goOut(m);
        try {
            host.run(g);
        } catch (InvariantViolation e) {
            throw e;
        } catch (Throwable e) {
            // Of what the G's own code threw only what its handler of uncaught exceptions did gets
            // here, which the JDK ignores as well. Else the JDK could not run it or put it away.
            if (!host.isTerminated(g)) {
                warn(g, e, ": it could not be run, or put away");
            }
        }
        m.yielding = null;
        if (m.curg == g) {
            finish(m, g);
        }
    }

    /** The M does not look at its timers for a while: if one is new, somebody else should. */
    private void tellNewTimers(P p) {
        if (p.timersNew) {
            p.timersNew = false;
            if (ps.npidle() > 0) {
                wakeNetPoller(p.timers.earliest());
            }
        }
    }

    /** The G came back without parking: it is over, or the JDK did not let it run. */
    private void finish(M m, G g) {
        boolean inSection = g.lpStatus() == G.SYSCALL;
        comeInForGood(m);
        endBurst(m, g);
        m.disarmAlarm();
        m.curg = null;
        if (!host.isTerminated(g)) {
            // Suspended by somebody who looks at its stack, who submits it again afterwards. That
            // may have come already, while it was RUNNING, and been ignored: so look again.
            g.parkedInside = inSection;
            g.soStatus(inSection ? G.SYSCALL : G.RUNNING, G.WAITING);
            VarHandle.fullFence();
            if (host.isRunnable(g)) {
                ready(g);
            }
            return;
        }
        if (inSection) {
            g.soStatus(G.SYSCALL, G.DEAD);
        } else {
            g.soStatus(G.RUNNING, G.DEAD);
        }
        if (m.hasP) {
            m.p.gEnded++;
        } else {
            gEndedOutside.incrementAndGet();
        }
        if (inSection && !g.owesExit) {
            if (m.hasP) {
                goOut(m); // a handler of the program's own may be told
            }
            host.reportMisuse(g, syscalls.endedInside(g));
            comeInForGood(m);
        }
        g.forget();
        if (closed) {
            tellCloser();
        }
    }

    /**
     * The G on this M has left it and nobody has seen that yet: Go's {@code park_m}, {@code
     * gosched_m} and the first half of {@code exitsyscall0}.
     */
    void unmounted(M m) {
        G g = m.curg;
        if (g == null) {
            throw fatal(m + ": a virtual thread left it that is no G of its own");
        }
        comeInForGood(m);
        m.curg = null;
        endBurst(m, g);
        m.disarmAlarm();
        m.yielding = g.exiting || host.isYielding(g) ? g : null;
        int status = g.lpStatus();
        if (g.exiting) {
            g.exiting = false;
        } else if (status == G.SYSCALL) {
            g.parkedInside = true;
        }
        g.preempt = false;
        g.soStatus(status == G.SYSCALL ? G.SYSCALL : G.RUNNING, G.WAITING);
    }

    /** Tells the P's discipline how long the G on it has run. */
    void endBurst(M m, G g) {
        if (m.burstStart != 0) {
            long now = m.hasP || g.computes ? host.nanoTime() : 0;
            endBurst(m, g, now);
            m.burstEnd = now;
        }
    }

    /**
     * The same of one that was over at some time.
     *
     * @param when 0 where its M slept then, on nobody's time
     */
    void endBurst(M m, G g, long when) {
        if (when != 0) {
            if (m.hasP) {
                m.p.queue.charge(m.source, when - m.burstStart);
            }
            Discipline.learn(g, when - m.burstStart);
        }
        g.computes = false;
        m.burstStart = 0;
    }

    // ---- Finding work ---------------------------------------------------------------------------

    /**
     * Finds a G: in the P's queues, the global ones, other Ps'. Waits when there is none. Null when
     * the M is to end. Go's {@code findRunnable}.
     */
    private G findRunnable(M m) {
        for (; ; ) {
            P p = m.p;
            if (world.isStopping()) {
                if (!world.stopM(m)) {
                    return null;
                }
                continue;
            }
            if (p.runSafePointFn) {
                world.runSafePointFn(p);
            }
            long now = timers.runOwn(m);

            // Asked once: a loan may end at any moment, and the P has looked through its own queues
            // as a lent one then, which may be full of long ones.
            boolean shortOnesOnly = p.isForShortOnes();
            G g = p.queue.next(shortOnesOnly);
            if (g != null) {
                return g;
            }

            m.burstEnd = 0; // looking may take a while, which is not the next one's

            // Steal, with at most half as many thieves as there are busy Ps.
            if (m.spinning || 2 * nmspinning < ps.maxprocs() - ps.npidle()) {
                if (!m.spinning) {
                    startSpinning(m);
                    host.step();
                }
                g = stealWork(m, p, now, shortOnesOnly);
                if (g != null) {
                    return g;
                }
                if (p.queue.hasFor(p.isForShortOnes())) {
                    continue; // a stolen timer readied one
                }
            }

            // Nothing. Give the P up, unless something came under the lock.
            lock.lock();
            if (world.isStopping() || p.runSafePointFn) {
                lock.unlock();
                continue;
            }
            if (isWorkFor(p)) {
                lock.unlock();
                continue;
            }
            ps.drain(p); // of a lent one's timers long ones may have come
            releasep(m, P.IDLE);
            ps.put(p);
            lock.unlock();
            host.step();

            if (m.spinning) {
                stopSpinning(m);
            }
            // The last look. Pairs with the fence in Discipline.put: a G that was readied while
            // nmspinning was not 0, or npidle was, woke nobody, and is seen here. In Go only Ms
            // that spun look, and sched.needspinning catches what that misses; looking always is
            // simpler.
            if (lastLook(m)) {
                continue;
            }
            if (!waitForWork(m)) {
                return null;
            }
        }
    }

    /**
     * Looks through all Ps in random order, four times; takes half of what one has, or its timers.
     */
    G stealWork(M m, P p, long now, boolean shortOnesOnly) {
        for (int round = 0; round < STEAL_ROUNDS; round++) {
            boolean last = round == STEAL_ROUNDS - 1;
            P[] all = ps.allp();
            int n = all.length;
            int start = m.fastrand() % n;
            for (int i = 0; i < n; i++) {
                P victim = all[(start + i) % n];
                if (world.isStopping()) {
                    return null;
                }
                if (victim == p) {
                    continue;
                }
                if (last && victim.timers.earliest() != TimerHeap.NONE) {
                    // What they ready goes into our own queue.
                    timers.run(m, victim.timers, now);
                    G g = p.queue.next(shortOnesOnly);
                    if (g != null) {
                        return g;
                    }
                }
                if (victim.queue.hasQueued()) {
                    G g = victim.queue.stealInto(p.queue, shortOnesOnly);
                    if (g != null) {
                        return stolen(p, g);
                    }
                }
                if (last) {
                    G g = stealNext(victim, shortOnesOnly);
                    if (g != null) {
                        return stolen(p, g);
                    }
                }
            }
        }
        return null;
    }

    private static G stolen(P p, G g) {
        p.steals++;
        p.queue.goesOn(g);
        return g;
    }

    /**
     * Takes another P's runnext. A P that runs is about to take it itself, in well under a
     * microsecond if the G that readied it blocks now: it is given that time.
     */
    private G stealNext(P victim, boolean shortOnesOnly) {
        G next = victim.queue.lvRunnext();
        if (next == null || (shortOnesOnly && !Discipline.isShort(next))) {
            return null;
        }
        if (victim.laState() != PStatus.IDLE) {
            long end = host.nanoTime() + 3_000;
            while (victim.queue.lvRunnext() == next) {
                host.step();
                if (host.nanoTime() - end >= 0) {
                    break;
                }
                Thread.onSpinWait();
            }
        }
        return victim.queue.stealNext(next) ? next : null;
    }

    /**
     * The look at all queues after {@code nmspinning} went down; true with a P and spinning again.
     */
    boolean lastLook(M m) {
        if (!isWorkForAnIdleP() || !takeIdleP(m)) {
            return false;
        }
        startSpinning(m);
        return true;
    }

    /** An M without a P takes an idle one, if there is one. */
    boolean takeIdleP(M m) {
        lock.lock();
        P p = ps.get(m.p);
        lock.unlock();
        if (p == null) {
            return false;
        }
        acquirep(m, p);
        return true;
    }

    /**
     * Waits, without a P, for work or for the next timer.
     *
     * @return false when the M is to end, true with a P
     */
    private boolean waitForWork(M m) {
        if (ms.areEnding()) {
            return ms.stop(m); // what timers are left wake nobody
        }
        long until = timers.earliest();
        if (until != TimerHeap.NONE) {
            if (timers.sleepUntilNext(m)) {
                return goOnLooking(m);
            }
            wakeNetPoller(until); // somebody waits for timers; maybe for a later one
        }
        return ms.stop(m);
    }

    /** The M that slept until a timer looks for it, and for what else there is. */
    boolean goOnLooking(M m) {
        if (!takeIdleP(m)) {
            return ms.stop(m);
        }
        // Or it could be kept from stealing the timer that it came for, and come back here.
        startSpinning(m);
        return true;
    }

    /** A timer became the earliest of its P: whoever waits for a later one is woken. */
    void wakeNetPoller(long when) {
        if (!timers.wakeIfLater(when)) {
            wakep(); // nobody waits for timers; somebody should
        }
    }

    /** Gs that timers woke, to the global queue. By the M that ran the timers. */
    void putWoken(GList woken) {
        G g;
        while ((g = woken.get()) != null) {
            runq.put(g);
        }
        if (ps.npidle() > 0 && nmspinning == 0) {
            wakep();
        }
    }

    // ---- Ms and Ps ------------------------------------------------------------------------------

    /**
     * A contact of m's G with the scheduler begins: from here to {@link #goOut} the P is the M's
     * own. The CAS pairs with those of who takes the P, and sees what was done with it if it was
     * lent meanwhile.
     *
     * @return false when the M has no P any more
     */
    boolean comeIn(M m) {
        P p = m.p;
        if (p == null || !p.comeIn(m)) {
            return false;
        }
        m.hasP = true;
        return true;
    }

    /** The same at the end of a G's burst: a P that is lent stays with who has it. */
    void comeInForGood(M m) {
        if (m.leftNanos != 0) {
            m.leftNanos = 0; // before the P is used: see SyscallPath.takeLeft
        }
        if (!m.hasP && m.p != null) {
            m.hasP = m.p.comeBack(m);
        }
    }

    /** The contact is over, or one with the next G begins: from here on the P can be taken. */
    void goOut(M m) {
        m.hasP = false;
        m.p.goOut();
        host.step();
    }

    /** Ties a P to an M. The P is the caller's: out of the idle list, or handed to it. */
    void acquirep(M m, P p) {
        if (m.hasP) {
            throw fatal(m + " takes " + p + " and has " + m.p);
        }
        if (p.m != m) {
            p.m = m;
        }
        p.moveStatus(this, PStatus.IDLE, PStatus.INSIDE);
        if (m.p != p) {
            m.p = p;
        }
        m.hasP = true;
        m.burstEnd = 0; // it comes from waiting, or from the kernel
        // What sysmon saw of this M is over.
        m.nextDispatch();
    }

    /** Unties them. */
    P releasep(M m, int status) {
        P p = m.p;
        if (!m.hasP || p.m != m) {
            throw fatal(m + " releases " + p + ", which belongs to " + p.m);
        }
        p.moveStatus(this, PStatus.INSIDE, status);
        m.hasP = false;
        return p;
    }

    /** Takes the P that it was handed: {@link M#nextp}. */
    void takeNextP(M m) {
        P p = m.nextp;
        m.nextp = null;
        m.spinning = m.nextSpinning;
        m.nextSpinning = false;
        acquirep(m, p);
    }

    /** An M that lost its P looks whether it can go on at once. */
    private boolean reacquire(M m) {
        return ps.npidle() > 0 && (!runq.isEmpty() || timers.areUnattended()) && takeIdleP(m);
    }

    int nmspinning() {
        return nmspinning;
    }

    /** Wakes an M to look for work, if a P is idle and nobody looks. */
    void wakep() {
        wakep(1);
    }

    /** Wakes one if a P is idle and fewer than {@code enough} look. */
    void wakep(int enough) {
        int n = nmspinning;
        // When the CAS fails, another M has begun to look, or one of the n has stopped since, and
        // its last look is yet to come.
        if (n >= enough || !NMSPINNING.compareAndSet(this, n, n + 1)) {
            return;
        }
        host.step();
        lock.lock();
        P p = ps.get(null);
        if (p == null) {
            // Under the lock: whoever puts a P into the idle list after us sees nmspinning as it
            // is.
            uncountSpinning();
            lock.unlock();
            return;
        }
        lock.unlock();
        ms.start(p, true);
    }

    private void startSpinning(M m) {
        m.spinning = true;
        NMSPINNING.getAndAdd(this, 1);
    }

    /** An M that was counted as spinning in advance does not come. */
    void uncountSpinning() {
        NMSPINNING.getAndAdd(this, -1);
    }

    /** Takes an M out of the count of spinning ones. Returns how many are left. */
    int stopSpinning(M m) {
        m.spinning = false;
        int n = (int) NMSPINNING.getAndAdd(this, -1) - 1;
        if (n < 0) {
            throw fatal(m + ": nmspinning went below 0");
        }
        host.step();
        return n;
    }

    /** An M stops spinning because it found work: another may be needed. */
    private void resetSpinning(M m) {
        int n = stopSpinning(m);
        if (n == 0 && ps.npidle() > 0) {
            wakep();
        }
    }

    /**
     * A P was taken from an M that is in the kernel: gives it to another M if there is work for it,
     * and to the idle list otherwise. Its status is IDLE and it is the caller's. Go's {@code
     * handoffp}.
     */
    void handoffp(P p) {
        boolean shortOnesOnly = p.isForShortOnes();
        if (ps.npidle() >= 0 && (p.queue.hasFor(shortOnesOnly) || isGlobalWork(shortOnesOnly))) {
            p.handoffs++;
            ms.start(p, false);
            return;
        }
        lock.lock();
        if (ps.npidle() >= 0 && !world.isStopping() && isGlobalWork(p.isForShortOnes())) {
            lock.unlock();
            p.handoffs++;
            ms.start(p, false);
            return;
        }
        ps.drain(p); // it has Gs only where there are too many Ps, or it is lent
        ps.put(p);
        long when = timers.earliest();
        lock.unlock();
        host.step();
        // As in findRunnable, the last look: who readied a G elsewhere just now saw no idle P.
        if (nmspinning == 0 && isWorkForAnIdleP()) {
            wakep();
        }
        if (when != TimerHeap.NONE) {
            wakeNetPoller(when);
        }
    }

    /** Whether a G waits that the P would run next. */
    boolean isAnyoneWaitingFor(P p) {
        return isGlobalWork(false) || p.queue.hasQueued();
    }

    private boolean isGlobalWork(boolean shortOnesOnly) {
        return shortOnesOnly ? !runq.shorts.isEmpty() : !runq.isEmpty();
    }

    private boolean isLocalWork(boolean shortOnesOnly) {
        for (P p : ps.allp()) {
            host.step();
            if (p.queue.hasFor(shortOnesOnly)) {
                return true;
            }
        }
        return false;
    }

    /** Whether p has what it may run, or the line of all has. By its owner. */
    private boolean isWorkFor(P p) {
        boolean shortOnesOnly = p.isForShortOnes();
        return isGlobalWork(shortOnesOnly) || p.queue.hasFor(shortOnesOnly);
    }

    /**
     * Whether a G waits anywhere, and a P is idle. The latter is looked at first: who puts one into
     * the idle list later looks too.
     */
    private boolean isWorkForAnIdleP() {
        return ps.npidle() > 0 && (isGlobalWork(false) || isLocalWork(false));
    }

    /** Whether a timer is due, or a G waits that is usually done in a moment. */
    boolean isShortOneWaiting(long now) {
        return timers.earliest() <= now || isGlobalWork(true) || isLocalWork(true);
    }

    /** Whether a G waits that is neither known to be short nor to compute for long. By sysmon. */
    boolean isOrdinaryOneWaiting() {
        if (runq.longs.size() > WORTH_LOOKING_THROUGH) {
            return true;
        }
        ordinaryOnes.seen = false;
        runq.lock.lock();
        runq.longs.forEach(ordinaryOnes);
        runq.lock.unlock();
        for (P p : ps.allp()) {
            p.queue.forEachLong(ordinaryOnes);
        }
        return ordinaryOnes.seen;
    }

    /** Looks for one, and allocates nothing. */
    private static final class OrdinaryOnes implements Consumer<G> {
        boolean seen;

        @Override
        public void accept(G g) {
            seen |= !Discipline.isShort(g) && !Discipline.isHog(g);
        }
    }

    /** Whether a G waits anywhere, or a timer is due. */
    boolean isWorkWaiting(long now) {
        return isGlobalWork(false) || isLocalWork(false) || timers.earliest() <= now;
    }

    // ---- From outside ---------------------------------------------------------------------------

    /**
     * How many Gs run at a time.
     *
     * @return at least 1
     */
    public int maxProcs() {
        return ps.maxprocs();
    }

    /**
     * Changes how many Gs run at a time, at once. When there are more than that running, the next
     * ones that come to the scheduler stop; their queues move on.
     *
     * @param n at least 1
     * @return what it was
     */
    public int setMaxProcs(int n) {
        StackRoom.require();
        int was = ps.setMaxprocs(n);
        for (int i = was; i < n; i++) {
            wakep();
        }
        return was;
    }

    /**
     * What its threads are named for.
     *
     * @return as given to {@link #start}
     */
    public String name() {
        return name;
    }

    /** No new G is accepted from now on. Not from a G of this scheduler. */
    public void beginClose() {
        M own = host.currentM();
        if (own != null && own.sched == this) {
            throw new IllegalStateException(
                    "closing Baton \""
                            + name
                            + "\" from a virtual thread of its own: "
                            + Thread.currentThread());
        }
        closed = true;
    }

    /**
     * Waits until all Gs have ended, then ends all Ms and the watcher. No new G is accepted from
     * now on. By one thread, a platform thread, for it keeps that until then.
     */
    public void close() {
        beginClose();
        while (liveGs() > 0) {
            closeNote.sleep(CLOSE_LOOK_NS);
        }
        ms.endAll();
        while (ms.wakeToEnd()) {
            closeNote.sleep(CLOSE_LOOK_NS);
        }
        sysmon.stop();
        VmExit.remove(this);
        for (P p : ps.allp()) {
            Buffers.retire(p.buffers);
        }
        Buffers.release();
        host.closed(this);
    }

    /** Something that {@link #close} waits for is over. */
    void tellCloser() {
        closeNote.wakeup();
    }

    /** Gs that have started and not ended. */
    long liveGs() {
        lock.lock();
        // The ended first: one that starts and ends meanwhile counts as alive for once, never as
        // -1.
        long ended = gEndedOutside.get() + ps.gEnded();
        VarHandle.acquireFence();
        long started = gStartedOutside.get() + ps.gStarted();
        lock.unlock();
        return started - ended;
    }

    /**
     * The counters, all since the start.
     *
     * @return a snapshot; a counter may be a little behind while the scheduler runs
     */
    public Stats stats() {
        StackRoom.require();
        Stats s = new Stats();
        lock.lock();
        ps.addTo(s);
        ms.addTo(s);
        s.gStarted += gStartedOutside.get();
        s.gEnded += gEndedOutside.get();
        sysmon.addTo(s);
        lock.unlock();
        return s;
    }

    /**
     * How unannounced calls are found.
     *
     * @return {@code perf} or {@code proc}
     */
    public String stuckWatch() {
        return host.stuckWatch();
    }

    /**
     * The whole state in text.
     *
     * @return several lines, of about one moment
     */
    public String dump() {
        StackRoom.require();
        return Dump.of(this);
    }

    /**
     * The state in one line, of the shape that Go prints with {@code GODEBUG=schedtrace}.
     *
     * @param elapsedMs what the line begins with: how long the program has run, in milliseconds
     * @return the line, without its end
     */
    public String schedtrace(long elapsedMs) {
        return SchedTrace.line(this, elapsedMs);
    }

    // ---- The caller's own G ---------------------------------------------------------------------

    /**
     * Gives the P away before a call that may block.
     *
     * @param trap the system call's number, or -1 for a call that is not one; it shows in dumps
     * @param site what is known of the caller's habit to block
     * @return true when entered, and {@link #exitSyscall} is owed; false where there is nothing to
     *     give away: on a platform thread, on a virtual thread that is not Baton's, or inside a
     *     section already entered
     */
    public static boolean enterSyscall(int trap, BlockingSite site) {
        return VirtualThreads.currentCarrier() instanceof MThread t
                && t.m.sched.syscalls.enter(t.m, trap, site, G.SECTION);
    }

    /**
     * As {@link #enterSyscall}, for a caller that is not to be inside a section already.
     *
     * @param site what is known of the caller's habit to block, with a label
     * @return true when entered, false on a thread that is not Baton's
     * @throws IllegalStateException when the caller is inside a section; it names that
     */
    public static boolean enterSyscallOnce(BlockingSite site) {
        if (!(VirtualThreads.currentCarrier() instanceof MThread t)) {
            return false;
        }
        String why = t.m.sched.syscalls.whyNotEnter(t.m);
        if (why != null) {
            throw new IllegalStateException("enterSyscall (" + site.label() + "): " + why);
        }
        return t.m.sched.syscalls.enter(t.m, -1, site, G.SECTION);
    }

    /**
     * Gives the P away at once, for a call that is known to block.
     *
     * @param trap as for {@link #enterSyscall}
     * @return as for {@link #enterSyscall}
     */
    public static boolean enterSyscallBlock(int trap) {
        return VirtualThreads.currentCarrier() instanceof MThread t
                && t.m.sched.syscalls.enterBlock(t.m, trap, null, G.SECTION);
    }

    /**
     * Takes a P again after the call; may let other Gs run first.
     *
     * @throws IllegalStateException when the caller is in no section
     */
    public static void exitSyscall() {
        if (VirtualThreads.currentCarrier() instanceof MThread t) {
            t.m.sched.syscalls.exit(t.m);
        } else {
            throw new IllegalStateException(
                    "exitSyscall on " + Thread.currentThread() + ", which is no G of Baton's");
        }
    }

    /** Yields if sysmon has asked the current G to: for a G that computes for long. */
    public static void checkpoint() {
        if (VirtualThreads.currentCarrier() instanceof MThread t) {
            G g = t.m.curg;
            if (g != null && g.preempt) {
                g.preempt = false;
                Thread.yield();
            }
        }
    }

    /**
     * The M under the caller with its P in hand, for the buffer cache; null where it has none. What
     * is not null has to {@link #leaveWithP}.
     */
    static M enterWithP() {
        return VirtualThreads.currentCarrier() instanceof MThread t
                        && !t.m.hasP
                        && t.m.sched.comeIn(t.m)
                ? t.m
                : null;
    }

    static void leaveWithP(M m) {
        m.sched.goOut(m);
    }

    // ---- When something is wrong ----------------------------------------------------------------

    /** A broken invariant: prints the whole state and returns what to throw. */
    InvariantViolation fatal(String what) {
        return InvariantViolation.report(this, what);
    }

    /** Throws nothing: whoever warns goes on. */
    void warn(String what) {
        try {
            System.err.println("baton: " + what);
        } catch (Throwable e) {
            // A System.err of the program's own, or no memory.
        }
    }

    /** The same of an error which may be that there is no memory, not even to say so. */
    void warn(Object where, Throwable e, String consequence) {
        try {
            warn(where + ": " + e + consequence);
        } catch (OutOfMemoryError again) {
            // as above
        }
    }
}
