package dev.baton.sched;

import dev.baton.sched.Host.Note;
import dev.baton.vthread.VirtualThreads;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

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
 * <h2>Slots</h2>
 *
 * <p>{@code maxprocs} Ps run at a time. {@link #npidle} counts the slots that are free: {@code
 * maxprocs} minus the Ps that are not in the idle list and not stuck. An M may take a P out of the
 * idle list only while a slot is free, and makes a new P where the list is empty. A P whose M is
 * stuck gives its slot back although it stays RUNNING, so that another P runs in its place; and
 * {@code setMaxProcs} is nothing but adding to {@code npidle}. Both can make it negative: there are
 * too many Ps then, and the next M that comes to {@link #schedule} gives its P up. Nothing has to
 * be stopped for either.
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
 * <p>Readying is: (1) the G goes into a queue, (2) full fence, (3) {@code nmspinning} is read; if
 * it is 0, an M is woken. Stopping to spin is: (1) {@code nmspinning} is decremented, (2) full
 * fence, (3) all queues are looked at once more. So either (3) of one sees (1) of the other or both
 * do: no G is left in a queue with an idle P and no M that looks. The same goes for {@code npidle},
 * read in (3) and raised in (1). The fences: for a P's queue {@link Discipline#put}, for the global
 * ones their volatile size, for the counters the atomic adds. Timers follow the same rule with
 * {@link #lastpoll}: see {@link #waitForWork}.
 *
 * <h2>The way of a G into the kernel and back</h2>
 *
 * <p>{@link SyscallPath}; how a P is taken from an M in the kernel, {@link Sysmon}.
 *
 * <p>Not final, as {@link P} and {@link G} are not, for the simulation in the tests alone: it
 * watches every edge, and breaks one rule at a time to show that it would notice.
 */
public class Scheduler {
    /** Idle Ms beyond this many (and the Ps) end after {@link #IDLE_THREAD_NS}. */
    static final int IDLE_THREADS_RESERVE = 4;

    static final long IDLE_THREAD_NS = 4_000_000_000L;

    private static final int STEAL_ROUNDS = 4;

    /** {@link #close} looks again after so long, in case that it missed the last one's wake-up. */
    private static final long CLOSE_LOOK_NS = 10_000_000;

    private static final VarHandle NMSPINNING;
    private static final VarHandle NPIDLE;
    private static final VarHandle LASTPOLL;

    static {
        try {
            MethodHandles.Lookup l = MethodHandles.lookup();
            NMSPINNING = l.findVarHandle(Scheduler.class, "nmspinning", int.class);
            NPIDLE = l.findVarHandle(Scheduler.class, "npidle", int.class);
            LASTPOLL = l.findVarHandle(Scheduler.class, "lastpoll", long.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    final String name;
    final Host host;
    final SyscallPath syscalls;
    final StopTheWorld world;
    final Sysmon sysmon;
    final int maxThreads;

    /** Guards the global queues, the idle lists, {@code maxprocs} and what says so below. */
    final Host.Mutex lock;

    /** Gs that belong to no P. */
    final GlobalQueues runq = new GlobalQueues();

    /**
     * Gs that were readied by a thread without a P (the JDK's poller and unblocker, a platform
     * thread, a G in a blocking section). They don't wait for the 61 ticks of the global queue:
     * every second turn goes to this queue first while there is something in it.
     */
    final GlobalQueue injected = new GlobalQueue();

    /** All Ps that are not DEAD. Replaced under {@link #lock}, read without. */
    volatile P[] allp = new P[0];

    int maxprocs;
    private P idlePs;
    private int idlePCount;

    /** Free slots; negative when there are too many Ps. Written under {@link #lock}. */
    private volatile int npidle;

    private volatile int nmspinning;

    /** Idle Ms, the one that was used last first. Under {@link #lock}. */
    private M idleMs;

    private int nmidle;

    /** All Ms. Under {@link #lock}. */
    M allMs;

    private int mcount;
    private int nextMId;
    private int nextPId;

    /** 0 while an M waits for the next timer; as Go's, where it waits in the network poller. */
    private volatile long lastpoll = 1;

    /** The deadline that M waits for; NONE when there is no such M or it has no deadline. */
    private volatile long pollUntil = TimerHeap.NONE;

    /** The M that waits for the next timer, once it has won {@code lastpoll = 0}. */
    private volatile M poller;

    /** The OS refused a thread, or maxThreads was reached, and Gs may wait for one. */
    volatile boolean threadWanted;

    private boolean saidMaxThreads;
    private boolean saidRefused;

    volatile boolean closed;
    private volatile boolean ending;
    private final Host.Note closeNote;

    final AllGs allgs;

    /**
     * Timers whose P is stuck or went away, and of Gs that sleep in a blocking section: every P
     * runs them.
     */
    final TimerHeap orphans;

    final RunQueue.Overflow<G> overflow = this::putBatch;

    /** Gs that came and went without a P at hand. */
    final AtomicLong gStartedOutside = new AtomicLong();

    final AtomicLong gEndedOutside = new AtomicLong();

    // Counters, under the lock.
    long threadsStarted;
    long threadsEnded;
    int threadsPeak;
    long sparesBlocked;
    long sparesComputing;
    long retakes;
    private long endedPSyscalls;
    private long endedPSteals;
    private long endedPHandoffs;
    private long endedPGStarted;
    private long endedPGEnded;

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
        this.maxThreads = maxThreads;
        this.lock = host.newMutex();
        this.allgs = new AllGs(host);
        this.orphans = new TimerHeap(host.newMutex());
        this.syscalls = new SyscallPath(this);
        this.world = new StopTheWorld(this);
        this.sysmon = new Sysmon(this);
        this.closeNote = host.newNote();
        this.maxprocs = maxProcs;
        this.npidle = maxProcs;
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
        Scheduler s = new Scheduler(name, maxProcs, maxThreads, new LinuxHost(watch));
        VirtualThreads.startPollers();
        VirtualThreadTimers.install();
        s.host.startSysmon(s);
        return s;
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

    /** A virtual thread that inherited the scheduler of its parent gets a G of its own. */
    G adopt(Runnable continuation) {
        Thread t = VirtualThreads.threadOf(continuation);
        if (t == null) {
            throw new RejectedExecutionException(
                    "a G's executor runs virtual threads and nothing else: " + continuation);
        }
        G g = new G(this);
        g.bind(t, continuation);
        VirtualThreads.setScheduler(t, g);
        return g;
    }

    /**
     * Makes a G runnable: Go's {@code ready}. Any thread. A G that is already runnable, or runs,
     * stays as it is: the JDK submits a thread again after it was suspended for a stack trace, and
     * whether it ran meanwhile is for {@link #execute} to see.
     */
    void ready(G g) {
        M m = host.currentM();
        boolean onM = m != null && m.sched == this;
        if (g.casStatus(G.WAITING, G.RUNNABLE)) {
            host.step();
        } else if (g.laStatus() == G.IDLE) {
            if (!g.casStatus(G.IDLE, G.RUNNABLE)) {
                return;
            }
            start(g, onM ? m : null);
        } else {
            return;
        }
        if (onM && m.yielding == g) {
            readyYielding(m, g);
        } else if (onM && m.hasP && m.p.stuck != P.STUCK_COMPUTING) {
            P p = m.p;
            settle(p); // its call has returned, or it would not be here
            if (m.inTimers && p.queue.isCrowded(g)) {
                m.woken.put(g); // runTimers moves them all under one lock
                return;
            }
            p.queue.put(g, !m.inTimers);
            host.step();
            if (p.stuck != P.FREE) {
                // Marked since, and its queue moved on before g was in it.
                lock.lock();
                drain(p);
                lock.unlock();
            }
            if (npidle <= 0) {
                m.armAlarm();
                sysmon.wake();
            } else if (nmspinning == 0) {
                wakep();
            }
        } else {
            inject(g);
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
        allgs.add(g);
    }

    /** A G that yielded, or left a system call and found no P: to the back of the global line. */
    private void readyYielding(M m, G g) {
        m.yielding = null;
        if (!m.hasP && !takeBack(m)) {
            // Under one lock: an M that goes idle with its P looks at the queue under it, so either
            // it sees
            // this G, or its P is here for us.
            lock.lock();
            P p = pidleget(m.p);
            runq.put(g);
            lock.unlock();
            if (p != null) {
                acquirep(m, p);
            }
            return;
        }
        lock.lock();
        runq.put(g);
        lock.unlock();
        if (npidle > 0 && nmspinning == 0 && !m.p.queue.isEmpty()) {
            wakep(); // this M has others to run first
        }
    }

    /** Readied by a thread that has no P. */
    void inject(G g) {
        lock.lock();
        injected.put(g);
        lock.unlock();
        host.step();
        if (npidle > 0) {
            if (nmspinning == 0) {
                wakep();
            }
        } else {
            sysmon.wake(); // all Ps are taken: is one of them stuck?
        }
    }

    /** Half of a full queue, to the global one. */
    private void putBatch(Object[] batch, int n) {
        lock.lock();
        for (int i = 0; i < n; i++) {
            runq.put((G) batch[i]);
        }
        lock.unlock();
    }

    // ---- The loop of an M -----------------------------------------------------------------------

    /** What the thread of an M does for its life. */
    void mstart(M m) {
        takeNextP(m);
        for (; ; ) {
            if (!m.hasP && !reacquire(m) && !stopm(m)) {
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
                if (p.stuck != P.FREE) {
                    unstick(p);
                }
                if (npidle < 0 && shed(m)) {
                    if (!stopm(m)) {
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
                settle(m.p);
                tellNewTimers(m.p);
                P given = releasep(m, P.IDLE);
                waiting.nextp = given;
                waiting.park.wakeup();
                if (!stopm(m)) {
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
        p.nextDispatch();
        if (p.queue.isContended()) {
            m.burstStart = host.nanoTime();
            m.armAlarm();
        } else {
            m.burstStart = 0;
        }
        tellNewTimers(p);
        if (g.parkedInside) {
            g.parkedInside = false;
            syscalls.reenter(m, g); // it parked inside a blocking section, and goes on in it
        }
        try {
            host.run(g);
        } catch (InvariantViolation e) {
            throw e;
        } catch (Throwable e) {
            // Nothing that the G's own code threw gets here: the JDK could not run it or put it
            // away.
            warn(g + " on " + m + ": " + e);
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
            if (npidle > 0) {
                wakeNetPoller(p.timers.earliest());
            }
        }
    }

    /** The G came back without parking: it is over, or the JDK did not let it run. */
    private void finish(M m, G g) {
        boolean inSection = g.lpStatus() == G.SYSCALL;
        endBurst(m, g);
        m.disarmAlarm();
        m.curg = null;
        if (!host.isTerminated(g)) {
            // Suspended by somebody who looks at its stack, who submits it again afterwards. That
            // may
            // have come already, while it was RUNNING, and been ignored: so look again.
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
        allgs.remove(g);
        if (m.hasP) {
            m.p.gEnded++;
        } else {
            gEndedOutside.incrementAndGet();
        }
        if (inSection) {
            host.reportMisuse(g, syscalls.endedInside(g));
        }
        if (closed) {
            closeNote.wakeup();
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
        if (m.burstStart != 0 && m.hasP) {
            m.p.queue.ran(g, host.nanoTime() - m.burstStart);
            m.burstStart = 0;
        }
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
            long now = runTimers(m, p.timers, runTimers(m, orphans, 0));

            G g = p.queue.next(p);
            if (g != null) {
                return g;
            }

            // Steal, with at most half as many thieves as there are busy Ps.
            if (m.spinning || 2 * nmspinning < maxprocs - npidle) {
                if (!m.spinning) {
                    m.spinning = true;
                    NMSPINNING.getAndAdd(this, 1);
                    host.step();
                }
                g = stealWork(m, p, now);
                if (g != null) {
                    return g;
                }
                if (!p.queue.isEmpty()) {
                    continue; // a stolen timer readied one
                }
            }

            // Nothing. Give the P up, unless something came under the lock.
            lock.lock();
            if (world.isStopping() || p.runSafePointFn) {
                lock.unlock();
                continue;
            }
            if (isGlobalWork()) {
                lock.unlock();
                continue;
            }
            releasep(m, P.IDLE);
            pidleput(p);
            lock.unlock();
            host.step();

            if (m.spinning) {
                stopSpinning(m);
            }
            // The last look. Pairs with the fence in Discipline.put: a G that was readied while
            // nmspinning
            // was not 0, or npidle was, woke nobody, and is seen here. In Go only Ms that spun
            // look, and
            // sched.needspinning catches what that misses; looking always is simpler.
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
    private G stealWork(M m, P p, long now) {
        for (int round = 0; round < STEAL_ROUNDS; round++) {
            boolean last = round == STEAL_ROUNDS - 1;
            P[] all = allp;
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
                    runTimers(m, victim.timers, now);
                    G g = p.queue.local(p);
                    if (g != null) {
                        return g;
                    }
                }
                if (victim.queue.hasQueued()) {
                    G g = victim.queue.stealInto(p.queue);
                    if (g != null) {
                        p.steals++;
                        p.nextSchedtick();
                        return g;
                    }
                }
                if (last) {
                    G g = stealNext(victim);
                    if (g != null) {
                        p.steals++;
                        p.nextSchedtick();
                        return g;
                    }
                }
            }
        }
        return null;
    }

    /**
     * Takes another P's runnext. A P that runs is about to take it itself, in well under a
     * microsecond if the G that readied it blocks now: it is given that time.
     */
    private G stealNext(P victim) {
        G next = victim.queue.lvRunnext();
        if (next == null) {
            return null;
        }
        if (victim.laStatus() == P.RUNNING && victim.stuck == P.FREE) {
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
        if (!isGlobalWork() && !isLocalWork()) {
            return false;
        }
        lock.lock();
        P p = pidleget(m.p);
        lock.unlock();
        if (p == null) {
            return false;
        }
        acquirep(m, p);
        m.spinning = true;
        NMSPINNING.getAndAdd(this, 1);
        return true;
    }

    /**
     * Waits, without a P, for work or for the next timer. One M at a time waits for the timers; it
     * stands where in Go an M stands in the network poller.
     *
     * @return false when the M is to end, true with a P
     */
    private boolean waitForWork(M m) {
        if (ending) {
            return stopm(m); // what timers are left wake nobody
        }
        long until = earliestTimer();
        if (until != TimerHeap.NONE && lastpoll != 0) {
            if ((long) LASTPOLL.getAndSet(this, 0L) != 0) {
                poller = m;
                host.step();
                // Look again: a timer that was added before lastpoll was 0, or before poller was
                // set, woke
                // nobody. Until pollUntil is set, every new earliest timer wakes us.
                until = earliestTimer();
                pollUntil = until;
                long delay = until == TimerHeap.NONE ? 0 : until - host.nanoTime();
                if (delay > 0) {
                    m.park.sleep(delay);
                }
                // From here on, whoever adds a timer wakes somebody else.
                pollUntil = TimerHeap.NONE;
                poller = null;
                lastpoll = 1;
                lock.lock();
                P p = pidleget(m.p);
                lock.unlock();
                if (p != null) {
                    acquirep(m, p);
                    // Or it could be kept from stealing the timer that it came for, and come back
                    // here.
                    m.spinning = true;
                    NMSPINNING.getAndAdd(this, 1);
                    return true;
                }
                return stopm(m);
            }
        }
        if (until != TimerHeap.NONE) {
            wakeNetPoller(until); // somebody waits for timers; maybe for a later one
        }
        return stopm(m);
    }

    /** The earliest timer of all Ps and of none. */
    long earliestTimer() {
        long earliest = orphans.earliest();
        for (P p : allp) {
            earliest = Math.min(earliest, p.timers.earliest());
        }
        return earliest;
    }

    /** A timer became the earliest of its P: whoever waits for a later one is woken. */
    void wakeNetPoller(long when) {
        if (lastpoll == 0) {
            if (pollUntil > when) {
                M m = poller;
                if (m != null) {
                    m.park.wakeup();
                }
            }
        } else {
            wakep(); // nobody waits for timers; somebody should
        }
    }

    // ---- Timers ---------------------------------------------------------------------------------

    /**
     * Adds a timer of a virtual thread that is just parking, into the heap of the P it ran on.
     *
     * @param command unparks the thread
     * @param delayNs from now
     */
    Timer addTimer(M m, Runnable command, long delayNs) {
        long now = host.nanoTime();
        long when = now + Math.max(0, delayNs);
        if (when < now || when == TimerHeap.NONE) {
            when = TimerHeap.NONE - 1; // centuries
        }
        TimerHeap heap = m.hasP && m.p.stuck == P.FREE ? m.p.timers : orphans;
        Timer t = new Timer(when, command, heap);
        if (heap.add(t)) {
            if (heap != orphans && m.p.stuck != P.FREE) {
                orphans.takeAll(heap); // marked between the two looks
                wakeNetPoller(when);
            } else if (heap != orphans) {
                m.p.timersNew =
                        true; // this M is on its way to findRunnable: no need to wake another yet
            } else {
                wakeNetPoller(when);
            }
        }
        return t;
    }

    /**
     * Runs what is due of some timers. Go's {@code checkTimers}.
     *
     * @param now the time, or 0 where it is not known yet
     * @return the time, or 0 where it was not needed
     */
    private long runTimers(M m, TimerHeap timers, long now) {
        if (timers.earliest() == TimerHeap.NONE) {
            return now;
        }
        long t = now == 0 ? host.nanoTime() : now;
        if (!timers.wantsRun(t)) {
            return t;
        }
        Timer[] due = m.due();
        int n;
        do {
            n = timers.takeDue(t, due);
            m.inTimers = true;
            for (int i = 0; i < n; i++) {
                Timer timer = due[i];
                due[i] = null;
                timer.run();
            }
            m.inTimers = false;
            if (!m.woken.isEmpty()) {
                lock.lock();
                G g;
                while ((g = m.woken.get()) != null) {
                    runq.put(g);
                }
                lock.unlock();
                if (npidle > 0 && nmspinning == 0) {
                    wakep();
                }
            }
        } while (n == due.length);
        return t;
    }

    // ---- Ms and Ps ------------------------------------------------------------------------------

    /** Ties a P to an M. The P is the caller's: out of the idle list, or handed to it. */
    void acquirep(M m, P p) {
        if (m.hasP) {
            throw fatal(m + " takes " + p + " and has " + m.p);
        }
        p.moveStatus(this, P.IDLE, P.RUNNING);
        if (m.p != p) {
            m.p = p;
        }
        if (p.m != m) {
            p.m = m;
        }
        m.hasP = true;
        p.leftNanos = 0;
        // What sysmon saw of this P is over.
        p.nextDispatch();
        p.nextSchedtick();
    }

    /** Unties them. */
    P releasep(M m, int status) {
        P p = m.p;
        if (!m.hasP || p.m != m) {
            throw fatal(m + " releases " + p + ", which belongs to " + p.m);
        }
        p.moveStatus(this, P.RUNNING, status);
        m.hasP = false;
        return p;
    }

    private void takeNextP(M m) {
        P p = m.nextp;
        m.nextp = null;
        m.spinning = m.nextSpinning;
        m.nextSpinning = false;
        acquirep(m, p);
    }

    /** An M that lost its P in a blocking section looks whether it can go on at once. */
    private boolean reacquire(M m) {
        if (takeBack(m)) {
            return true;
        }
        lock.lock();
        P p = isGlobalWork() || hasTimers() ? pidleget(m.p) : null;
        lock.unlock();
        if (p == null) {
            return false;
        }
        acquirep(m, p);
        return true;
    }

    /** Takes the P that m left in SYSCALL, when nobody has taken it yet. */
    private boolean takeBack(M m) {
        P old = m.p;
        if (old == null || old.laStatus() != P.SYSCALL || !old.casStatus(P.SYSCALL, P.IDLE)) {
            return false;
        }
        old.nextSyscalltick();
        settle(old);
        acquirep(m, old);
        return true;
    }

    private boolean hasTimers() {
        return lastpoll != 0 && earliestTimer() != TimerHeap.NONE;
    }

    /** Free slots, a moment's answer. */
    int npidle() {
        return npidle;
    }

    int nmspinning() {
        return nmspinning;
    }

    /** Changes the number of free slots. Under {@link #lock}. */
    void addSlots(int n) {
        NPIDLE.getAndAdd(this, n);
        if (n < 0) {
            sysmon.wakeIfDeep(); // a P runs from now on
        }
        if (npidle <= 0) {
            // Idle Ps may be left over (there are spares) and no slot: nobody would run their
            // timers.
            for (P idle = idlePs; idle != null; idle = idle.idleNext) {
                orphans.takeAll(idle.timers);
            }
        }
    }

    /**
     * Takes a slot and an idle P. Under {@link #lock}.
     *
     * @param preferred the P that the caller left last: its queue and timers may be warm; or null
     * @return null when no slot is free
     */
    P pidleget(P preferred) {
        if (npidle <= 0 || world.isStopping()) {
            return null;
        }
        P p = idlePs;
        if (p == null) {
            p = newP();
        } else if (preferred != null && preferred.laStatus() == P.IDLE && unlinkIdle(preferred)) {
            p = preferred;
        } else {
            idlePs = p.idleNext;
            idlePCount--;
        }
        p.idleNext = null;
        p.inIdleList = false;
        addSlots(-1);
        return p;
    }

    private boolean unlinkIdle(P wanted) {
        P prev = null;
        for (P p = idlePs; p != null; prev = p, p = p.idleNext) {
            if (p == wanted) {
                if (prev == null) {
                    idlePs = p.idleNext;
                } else {
                    prev.idleNext = p.idleNext;
                }
                idlePCount--;
                return true;
            }
        }
        return false; // handed to somebody, and not RUNNING yet
    }

    /** Puts a P into the idle list and frees its slot. Under {@link #lock}; its status is IDLE. */
    void pidleput(P p) {
        settleLocked(p); // sysmon may have marked it while its M was on the way here
        if (!p.queue.isEmpty()) {
            throw fatal(p + " goes idle with " + p.queue.size() + " Gs in its queue");
        }
        p.idleNext = idlePs;
        p.inIdleList = true;
        idlePs = p;
        idlePCount++;
        addSlots(1);
        if (p.runSafePointFn) {
            world.runSafePointFnFor(p);
        }
        if (world.isStopping()) {
            world.oneLess();
        }
    }

    private P newP() {
        P p = makeP(nextPId++);
        P[] all = Arrays.copyOf(allp, allp.length + 1);
        all[all.length - 1] = p;
        allp = all;
        return p;
    }

    P makeP(int id) {
        return new P(id, this);
    }

    /**
     * Ends idle Ps beyond maxprocs: spares whose time is over. Under {@link #lock}; by sysmon, now
     * and then.
     */
    void trimPs() {
        int keep = Math.max(maxprocs, npidle) + 1;
        P prev = null;
        P p = idlePs;
        while (p != null && idlePCount > keep) {
            P next = p.idleNext;
            if (p.timers.size() == 0 && p.queue.isEmpty()) {
                if (prev == null) {
                    idlePs = next;
                } else {
                    prev.idleNext = next;
                }
                idlePCount--;
                p.inIdleList = false;
                p.moveStatus(this, P.IDLE, P.DEAD);
                bury(p);
            } else {
                prev = p;
            }
            p = next;
        }
    }

    private void bury(P dead) {
        endedPSyscalls += dead.syscalltick();
        endedPSteals += dead.steals;
        endedPHandoffs += dead.handoffs;
        endedPGStarted += dead.gStarted;
        endedPGEnded += dead.gEnded;
        Buffers.retire(dead.buffers);
        P[] all = new P[allp.length - 1];
        int n = 0;
        for (P p : allp) {
            if (p != dead) {
                all[n++] = p;
            }
        }
        allp = all;
    }

    /** There are too many Ps: this M gives its own up. True when it did. */
    private boolean shed(M m) {
        lock.lock();
        if (npidle >= 0 || world.isStopping()) {
            lock.unlock();
            return false;
        }
        P p = m.p;
        drain(p);
        releasep(m, P.IDLE);
        pidleput(p);
        lock.unlock();
        return true;
    }

    /** Moves what waits in a P's queue to the global one. By its owner, under {@link #lock}. */
    void drain(P p) {
        G g;
        while ((g = p.queue.poll()) != null) {
            runq.put(g);
        }
    }

    /** A P was marked stuck and its M, or whoever has it now, is back: it takes its slot again. */
    void unstick(P p) {
        lock.lock();
        settleLocked(p);
        lock.unlock();
    }

    /** Whoever took a P away from an M: if it was marked stuck too, that is over. */
    void settle(P p) {
        if (p.stuck != P.FREE) {
            unstick(p);
        }
    }

    void settleLocked(P p) {
        if (p.stuck != P.FREE) {
            p.stuck = P.FREE;
            addSlots(-1);
            if (world.isStopping()) {
                world.oneMore();
            }
        }
    }

    /**
     * Gives the slot of a P to another, whose M steals from it. By sysmon.
     *
     * @return false when the P moved on meanwhile
     */
    boolean markStuck(P p, int why, long dispatches) {
        lock.lock();
        if (p.laStatus() != P.RUNNING || p.stuck != P.FREE || p.dispatches() != dispatches) {
            lock.unlock();
            return false;
        }
        p.stuck = why;
        if (why == P.STUCK_BLOCKED) {
            sparesBlocked++;
        } else {
            sparesComputing++;
        }
        // Its owner may go on putting into the queue; what is in it now goes where all find it.
        G g = p.queue.lvRunnext();
        if (g != null && p.queue.stealNext(g)) {
            runq.put(g);
        }
        while ((g = p.queue.stealOne()) != null) {
            runq.put(g);
        }
        orphans.takeAll(p.timers);
        addSlots(1);
        if (world.isStopping()) {
            world.oneLess();
        }
        lock.unlock();
        wakep();
        return true;
    }

    /** Wakes an M to look for work, if there is a free slot and nobody looks. */
    void wakep() {
        if (nmspinning != 0 || !NMSPINNING.compareAndSet(this, 0, 1)) {
            return;
        }
        host.step();
        lock.lock();
        P p = pidleget(null);
        if (p == null) {
            // Under the lock: whoever puts a P into the idle list after us sees nmspinning as it
            // is.
            NMSPINNING.getAndAdd(this, -1);
            lock.unlock();
            return;
        }
        lock.unlock();
        startm(p, true);
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
        if (n == 0 && npidle > 0) {
            wakep();
        }
    }

    /**
     * Gives a P to an M: an idle one, or a new one. The P is the caller's. Loses nothing when there
     * is no thread to be had: what waits in the P's queue goes to the global one, and sysmon tries
     * again.
     *
     * @param spinning the caller counted the M in nmspinning
     */
    void startm(P p, boolean spinning) {
        lock.lock();
        M m = mget();
        if (m == null && mcount < maxThreads) {
            m = newM();
        } else if (m == null) {
            giveUpStart(p, spinning);
            M waiting = poller; // it only waits for a timer
            if (waiting != null) {
                waiting.park.wakeup();
            }
            boolean say = !saidMaxThreads;
            saidMaxThreads = true;
            lock.unlock();
            if (say) {
                warn(
                        "all of maxThreads="
                                + maxThreads
                                + " threads are taken; what needs another waits");
            }
            return;
        } else {
            m.nextSpinning = spinning;
            m.nextp = p;
            lock.unlock();
            m.park.wakeup();
            return;
        }
        lock.unlock();
        m.nextSpinning = spinning;
        m.nextp = p;
        try {
            host.startThread(m);
        } catch (Throwable e) {
            lock.lock();
            unlinkAll(m);
            mcount--;
            threadsStarted--;
            giveUpStart(p, spinning);
            boolean say = !saidRefused;
            saidRefused = true;
            lock.unlock();
            if (say) {
                warn("the OS refused another thread (" + e.getMessage() + "); trying again");
            }
            if (!(e instanceof OutOfMemoryError)) {
                throw e;
            }
        }
    }

    /** There is no M for a P. Under {@link #lock}. */
    private void giveUpStart(P p, boolean spinning) {
        if (spinning) {
            NMSPINNING.getAndAdd(this, -1);
        }
        drain(p);
        M pinned = takePinned();
        if (pinned != null) {
            // All Ms may be in the kernel or wait in line with their Gs, and nobody would serve the
            // line.
            pinned.nextp = p;
            pinned.park.wakeup();
        } else {
            pidleput(p);
        }
        threadWanted = true;
        sysmon.wake();
    }

    /**
     * Takes the first G out of the line that waits there together with its M. Under {@link #lock}.
     */
    private M takePinned() {
        M found = null;
        for (int n = runq.longs.size(); n > 0; n--) {
            found = takePinned(runq.longs, found);
        }
        for (int n = runq.shorts.size(); n > 0; n--) {
            found = takePinned(runq.shorts, found);
        }
        return found;
    }

    private static M takePinned(GlobalQueue q, M found) {
        G g = q.get();
        if (found == null && g.lockedm != null) {
            return g.lockedm;
        }
        q.put(g); // all go round once, so the order stays
        return found;
    }

    private M newM() {
        M m = new M(nextMId++, this);
        mcount++;
        threadsStarted++;
        threadsPeak = Math.max(threadsPeak, mcount);
        m.allNext = allMs;
        if (allMs != null) {
            allMs.allPrev = m;
        }
        allMs = m;
        return m;
    }

    private void unlinkAll(M m) {
        if (m.allPrev != null) {
            m.allPrev.allNext = m.allNext;
        } else {
            allMs = m.allNext;
        }
        if (m.allNext != null) {
            m.allNext.allPrev = m.allPrev;
        }
    }

    /**
     * Stops an M until it is handed a P.
     *
     * @return false when the M is to end instead
     */
    boolean stopm(M m) {
        if (m.hasP || m.spinning) {
            throw fatal(m + ": stops with a P or spinning");
        }
        if (m.polite) {
            m.polite = false;
            host.setPolite(false);
        }
        lock.lock();
        if (ending) {
            endM(m);
            lock.unlock();
            return false;
        }
        mput(m);
        lock.unlock();
        for (; ; ) {
            // A hint without the lock: at worst it looks once too often, or at the next change.
            boolean tooMany = nmidle > maxprocs + IDLE_THREADS_RESERVE;
            boolean woken = m.park.sleep(tooMany ? IDLE_THREAD_NS : Note.FOREVER);
            if (m.nextp != null) {
                if (!woken) {
                    m.park.sleep(Note.FOREVER); // the wake-up is on its way
                }
                takeNextP(m);
                return true;
            }
            lock.lock();
            if (m.nextp == null && m.idle && (ending || nmidle > maxprocs + IDLE_THREADS_RESERVE)) {
                unlinkIdle(m);
                endM(m);
                lock.unlock();
                return false;
            }
            lock.unlock();
        }
    }

    private void endM(M m) {
        unlinkAll(m);
        mcount--;
        threadsEnded++;
        if (ending && mcount == 0) {
            closeNote.wakeup();
        }
    }

    private void mput(M m) {
        m.idle = true;
        m.idlePrev = null;
        m.idleNext = idleMs;
        if (idleMs != null) {
            idleMs.idlePrev = m;
        }
        idleMs = m;
        nmidle++;
    }

    private M mget() {
        M m = idleMs;
        if (m != null) {
            unlinkIdle(m);
        }
        return m;
    }

    private void unlinkIdle(M m) {
        if (m.idlePrev != null) {
            m.idlePrev.idleNext = m.idleNext;
        } else {
            idleMs = m.idleNext;
        }
        if (m.idleNext != null) {
            m.idleNext.idlePrev = m.idlePrev;
        }
        m.idlePrev = null;
        m.idleNext = null;
        m.idle = false;
        nmidle--;
    }

    /**
     * A P was taken from an M that is in the kernel: gives it to another M if there is work for it,
     * and to the idle list otherwise. Its status is IDLE and it is the caller's. Go's {@code
     * handoffp}.
     */
    void handoffp(P p) {
        if (npidle >= 0 && (!p.queue.isEmpty() || isGlobalWork())) {
            p.handoffs++;
            startm(p, false);
            return;
        }
        lock.lock();
        if (npidle >= 0 && !world.isStopping() && isGlobalWork()) {
            lock.unlock();
            p.handoffs++;
            startm(p, false);
            return;
        }
        drain(p); // it has Gs only where there are too many Ps
        pidleput(p);
        long when = earliestTimer();
        lock.unlock();
        host.step();
        // As in findRunnable, the last look: who readied a G elsewhere just now saw no idle P.
        if (npidle > 0 && nmspinning == 0 && (isGlobalWork() || isLocalWork())) {
            wakep();
        }
        if (when != TimerHeap.NONE) {
            wakeNetPoller(when);
        }
    }

    /** Whether a G waits that the P would run next. */
    boolean isAnyoneWaitingFor(P p) {
        return isGlobalWork() || p.queue.hasQueued();
    }

    private boolean isGlobalWork() {
        return !runq.isEmpty() || !injected.isEmpty();
    }

    private boolean isLocalWork() {
        for (P p : allp) {
            host.step();
            if (!p.queue.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    /** Whether a G waits anywhere, or a timer is due. */
    boolean isWorkWaiting(long now) {
        return isGlobalWork() || isLocalWork() || earliestTimer() <= now;
    }

    // ---- From outside ---------------------------------------------------------------------------

    /**
     * How many Gs run at a time.
     *
     * @return at least 1
     */
    public int maxProcs() {
        return maxprocs;
    }

    /**
     * Changes how many Gs run at a time, at once. When there are more than that running, the next
     * ones that come to the scheduler stop; their queues move on.
     *
     * @param n at least 1
     * @return what it was
     */
    public int setMaxProcs(int n) {
        lock.lock();
        int was = maxprocs;
        maxprocs = n;
        addSlots(n - was);
        lock.unlock();
        for (int i = was; i < n; i++) {
            wakep();
        }
        return was;
    }

    /**
     * Waits until all Gs have ended, then ends all Ms and the watcher. No new G is accepted from
     * now on. Not from a G of this scheduler.
     */
    public void close() {
        M own = host.currentM();
        if (own != null && own.sched == this) {
            throw new IllegalStateException(
                    "closing Baton \""
                            + name
                            + "\" from a virtual thread of its own: "
                            + Thread.currentThread());
        }
        closed = true;
        while (liveGs() > 0) {
            closeNote.sleep(CLOSE_LOOK_NS);
        }
        ending = true;
        while (wakeToEnd()) {
            closeNote.sleep(CLOSE_LOOK_NS);
        }
        sysmon.stop();
        for (P p : allp) {
            Buffers.retire(p.buffers);
        }
    }

    /** Wakes all Ms that sleep, so that they see {@code ending}; false when none is left. */
    private boolean wakeToEnd() {
        lock.lock();
        for (M m = idleMs; m != null; m = m.idleNext) {
            m.park.wakeup();
        }
        M waiting = poller;
        if (waiting != null) {
            waiting.park.wakeup();
        }
        boolean left = mcount > 0;
        lock.unlock();
        return left;
    }

    /** Gs that have started and not ended. */
    long liveGs() {
        lock.lock();
        // The ended first: one that starts and ends meanwhile counts as alive for once, never as
        // -1.
        long ended = gEndedOutside.get() + endedPGEnded;
        for (P p : allp) {
            ended += p.gEnded;
        }
        VarHandle.acquireFence();
        long started = gStartedOutside.get() + endedPGStarted;
        for (P p : allp) {
            started += p.gStarted;
        }
        lock.unlock();
        return started - ended;
    }

    /**
     * The counters, all since the start.
     *
     * @return a snapshot; a counter may be a little behind while the scheduler runs
     */
    public Stats stats() {
        lock.lock();
        try {
            Stats s = new Stats();
            s.maxProcs = maxprocs;
            s.syscalls = endedPSyscalls;
            s.steals = endedPSteals;
            s.handoffs = endedPHandoffs;
            s.gStarted = endedPGStarted + gStartedOutside.get();
            s.gEnded = endedPGEnded + gEndedOutside.get();
            for (P p : allp) {
                s.syscalls += p.syscalltick();
                s.steals += p.steals;
                s.handoffs += p.handoffs;
                s.gStarted += p.gStarted;
                s.gEnded += p.gEnded;
            }
            s.retakes = retakes;
            s.sparesBlocked = sparesBlocked;
            s.sparesComputing = sparesComputing;
            s.threadsStarted = threadsStarted;
            s.threadsEnded = threadsEnded;
            s.threadsLive = mcount;
            s.threadsPeak = threadsPeak;
            return s;
        } finally {
            lock.unlock();
        }
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
        return Dump.of(this);
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

    /** The M under the caller and its P, for the buffer cache; null on other threads. */
    static P currentP() {
        return VirtualThreads.currentCarrier() instanceof MThread t && t.m.hasP ? t.m.p : null;
    }

    // ---- When something is wrong ----------------------------------------------------------------

    /** A broken invariant: prints the whole state and returns what to throw. */
    InvariantViolation fatal(String what) {
        return InvariantViolation.report(this, what);
    }

    void warn(String what) {
        System.err.println("baton: " + what);
    }
}
