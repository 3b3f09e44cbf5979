package dev.baton.sched;

import dev.baton.AtMaxThreads;
import dev.baton.BlockingSite;
import dev.baton.sched.buffers.CentralList;
import dev.baton.vthread.VirtualThreads;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

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
 * <h2>Who does what</h2>
 *
 * <p>Here is what the scheduler is composed of, its start and its end, and what the rest of Baton
 * may ask of it. How it works is told where it is done:
 *
 * <ul>
 *   <li>{@link Dispatcher}: the loop of an M, which runs one G after the other. It finds them by
 *       {@link WorkSearch}; {@link Discipline} says which is next.
 *   <li>{@link Waking}: how a G becomes runnable, and <b>how many Ms are awake</b> for those that
 *       are: the rule by which no G is forgotten, and its fences.
 *   <li>{@link P}, {@link M}: <b>who has a P</b>, and when it can be taken.
 *   <li>{@link SyscallPath}: the way of a G into the kernel and back; {@link Sysmon}: how a P is
 *       taken from an M that does not come back.
 *   <li>{@link Ps} has the Ps, {@link Ms} the threads, {@link ThreadLine} who waits for one, {@link
 *       Timers} what waits for a time, {@link NetPoll} what waits for the network; {@link Gs}
 *       counts, and {@link Work} is asked what waits.
 *   <li>{@link StopTheWorld}: stopping it all.
 * </ul>
 *
 * <p>Not final, as {@link P} and {@link G} are not, for the simulation and the model checker in the
 * tests alone: they watch every edge, and break one rule at a time to show that they would notice.
 */
public class Scheduler {
    /** {@link #close} looks again after so long, in case that it missed the last one's wake-up. */
    private static final long CLOSE_LOOK_NS = 10_000_000;

    /** So long Ms are given to stop for a dump. */
    private static final long DUMP_STOP_NS = 100_000_000;

    final String name;
    final Host host;

    /** Guards all lists of Ps and Ms, and what says so. */
    final Host.Mutex lock;

    /** Gs that belong to no P. */
    final GlobalQueues runq;

    final Tracing tracing;
    final Timers timers;
    final NetPoll netpoll;
    final Ps ps;
    final Ms ms;
    final Gs gs;
    final StopTheWorld world;
    final Sysmon sysmon;
    final Work work;
    final Waking waking;
    final ThreadLine threadLine;
    final WorkSearch search;
    final SyscallPath syscalls;
    final Dispatcher dispatcher;
    private final Host.Note closeNote;

    /** Null where nobody wants to be told. Written by anybody, seen some time later. */
    SlowEvents slowEvents;

    /** The last one that was begun; it may have ended. */
    private volatile RunningTrace trace;

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
        this.tracing = newTracing();
        this.timers = newTimers();
        this.netpoll = newNetPoll();
        this.ps = newPs(maxProcs);
        this.ms = new Ms(this, maxThreads);
        this.gs = new Gs(name, lock, ps);
        this.world = new StopTheWorld(this);
        this.sysmon = new Sysmon(this);
        this.closeNote = host.newNote();
        // From here on each takes the parts that it needs of those above.
        this.work = new Work(host, ps, runq, timers);
        this.waking = newWaking();
        this.threadLine = newThreadLine();
        this.search = newSearch();
        this.syscalls = new SyscallPath(this);
        this.dispatcher = new Dispatcher(this);
    }

    // What the tests replace.

    Ps newPs(int maxProcs) {
        return new Ps(this, maxProcs);
    }

    ThreadAllowance newAllowance(int maxThreads) {
        return new ThreadAllowance(maxThreads, ps.maxprocs());
    }

    Tracing newTracing() {
        return new Tracing(this);
    }

    Timers newTimers() {
        return new Timers(this);
    }

    NetPoll newNetPoll() {
        return new NetPoll(this);
    }

    Waking newWaking() {
        return new Waking(this);
    }

    ThreadLine newThreadLine() {
        return new ThreadLine(this);
    }

    WorkSearch newSearch() {
        return new WorkSearch(this);
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
        // Gs may come and go before its thread has begun.
        s.sysmon.coarseNanos = s.host.nanoTime();
        s.host.startSysmon(s);
        return s;
    }

    /** Times how long Gs wait to be run, for {@link Stats#waits}. Before the first G. */
    public void timeWaits() {
        host.prepareSites();
        waking.timeWaits();
    }

    /** Calls on files hold a thread each: no io_uring is made. Before the first G. */
    public void forbidIoUring() {
        netpoll.ring.forbid();
    }

    /**
     * Says what happens where all threads are taken. Before the first G.
     *
     * @param policy what a call does that is known to block
     */
    public void atMaxThreads(AtMaxThreads policy) {
        threadLine.setPolicy(policy);
    }

    /**
     * Says which threads end that nobody needs. Before the first G.
     *
     * @param most so many stay, and as many as there are Ps
     * @param delayNs the others end after so long
     */
    public void spareThreads(int most, long delayNs) {
        ms.setSpares(most, delayNs);
    }

    /** It lasts as long as the process: {@link NetPoll#ofProcess} is its own. */
    public void serveProcess() {
        netpoll.serveProcess();
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
        waking.ready(g);
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
     * How many Ms there may be.
     *
     * @return as given to {@link #start}
     */
    public int maxThreads() {
        return ms.maxThreads();
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
        boolean begun = host.beginContact();
        try {
            int was = ps.setMaxprocs(n);
            for (int i = was; i < n; i++) {
                waking.wakep();
            }
            return was;
        } finally {
            host.endContact(begun);
            threadLine.letIn(); // fewer threads are kept for Gs, maybe
        }
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
        gs.close();
    }

    /**
     * Waits until all Gs have ended, then ends all Ms and the watcher. No new G is accepted from
     * now on. By one thread, a platform thread, for it keeps that until then.
     */
    public void close() {
        beginClose();
        while (gs.live() > 0) {
            closeNote.sleep(CLOSE_LOOK_NS);
        }
        netpoll.turnAway();
        ms.endAll();
        while (ms.wakeToEnd()) {
            closeNote.sleep(CLOSE_LOOK_NS);
        }
        sysmon.stop();
        RunningTrace t = trace;
        if (t != null) {
            t.end();
        }
        netpoll.close();
        VmExit.remove(this);
        for (P p : ps.allp()) {
            CentralList.retire(p.buffers);
        }
        CentralList.release();
        host.closed(this);
    }

    /** Something that {@link #close} waits for is over. */
    void tellCloser() {
        closeNote.wakeup();
    }

    /**
     * The counters, all since the start.
     *
     * @return a snapshot; a counter may be a little behind while the scheduler runs
     */
    public Stats stats() {
        StackRoom.require();
        Stats s = new Stats();
        boolean begun = host.beginContact();
        try {
            lock.lock();
            ps.addTo(s);
            ms.addTo(s);
            gs.addTo(s);
            sysmon.retake.addTo(s);
            netpoll.ring.addTo(s);
            threadLine.addTo(s);
            lock.unlock();
        } finally {
            host.endContact(begun);
        }
        Limit.addTo(s);
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
     * The whole state in text, taken while no M dispatches a G; if they can't be stopped in time,
     * while they do, and the text says so.
     *
     * @return several lines
     */
    public String dump() {
        return atOneMoment(() -> Dump.of(this));
    }

    /** Text of the state that is taken while the world is stopped, or says that it is not. */
    String atOneMoment(Supplier<String> text) {
        StackRoom.require();
        // First without: there is one in any case, and all classes that it takes are loaded when
        // Gs are stopped that may be just about that.
        String torn = text.get();
        if (ms.areEnding() || VmExit.isOver()) {
            return torn;
        }
        String[] whole = new String[1];
        return world.whileStopped(() -> whole[0] = text.get(), DUMP_STOP_NS)
                ? whole[0]
                : torn + Dump.TORN;
    }

    /**
     * For tools that look at what runs.
     *
     * @return always another, which holds nothing
     */
    public Inspection inspect() {
        return new Inspection(this);
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

    /**
     * The same with a line for each P, M and G, as with {@code scheddetail}.
     *
     * @param elapsedMs what the first line begins with
     * @return lines, without the end of the last
     */
    public String scheddetail(long elapsedMs) {
        return SchedTrace.detail(this, elapsedMs);
    }

    /**
     * Begins to trace.
     *
     * @param path the file to write to as it goes, which is not there yet; null for a flight
     *     recorder, which keeps the last of it in memory
     * @param mostBytes how much that keeps
     * @return the trace, to be closed
     * @throws IOException when the file can't be created
     * @throws IllegalStateException when it is traced already
     */
    public RunningTrace trace(Path path, long mostBytes) throws IOException {
        RunningTrace t = RunningTrace.start(this, path, mostBytes);
        trace = t;
        return t;
    }

    // ---- The caller's own G ---------------------------------------------------------------------

    /**
     * The scheduler whose G the caller is.
     *
     * @return null on a thread that is no G
     */
    public static Scheduler current() {
        return VirtualThreads.currentCarrier() instanceof MThread t ? t.m.sched : null;
    }

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
                && t.m.sched.syscalls.enterBlock(t.m, trap, G.SECTION);
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
                g.obeys = true;
                Thread.yield();
                g.obeys = false;
            }
        }
    }

    // ---- When something is wrong ----------------------------------------------------------------

    /** A broken invariant: prints the whole state and returns what to throw. */
    InvariantViolation fatal(String what) {
        return InvariantViolation.report(this, what);
    }

    /**
     * The scheduler's own code threw what nobody has thought of: the process ends, with the state
     * printed. It can't go on: a P, a G, a lock or a count is lost with it.
     */
    InvariantViolation died(Object where, Throwable e) {
        return InvariantViolation.died(this, where, e);
    }

    /** Throws nothing, and waits for no logger: whoever warns goes on. */
    void warn(String what) {
        Warnings.OF_PROCESS.say(what);
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
