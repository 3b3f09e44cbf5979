package dev.baton.sched;

import dev.baton.BlockingSite;
import dev.baton.linux.RingOp;
import dev.baton.sched.tracing.Recording;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongConsumer;

/** A machine, a scheduler on it, and what runs there: one seed. */
final class SimWorld {
    /** How long all may take beyond the work itself. */
    private static final long GRACE_NS = 2_000_000_000L;

    private static final long CHECKPOINT_EVERY_NS = 1_000_000;

    private static final int GETPPID = 110;

    private static final long TRACE_BYTES = 1 << 20;

    private static final int POLLIN = 1;
    private static final int EAGAIN = -2;

    /** How much one read of a G can get. */
    private static final int ROOM = 3;

    /** A stop may take so many times as long as it lasts; now and then too little. */
    private static final int STOP_PATIENCE = 10_000;

    private final SimScript script;
    private final SimHost host;
    private final SimScheduler sched;
    private final SimInvariants invariants;
    private final SimTrace trace;
    private final List<SimVirtualThread> gs = new ArrayList<>();
    private final List<SimNetwork.Connection> connections = new ArrayList<>();
    private final int[] signals;
    private final int[] received;
    private final BlockingSite[] places = {
        new BlockingSite("a"), new BlockingSite("b"), new BlockingSite("c")
    };
    private final SimMonitor monitor;
    private final WorldLock worldLock = new WorldLock();

    /** Of what the first thread waits for before it closes. */
    private final Host.Note oneLess;

    private int threadsLeft;
    private int gsLeft;
    private int ringCalls;

    private SimWorld(long seed, SimTwin twin, boolean traced) {
        SplittableRandom random = new SplittableRandom(seed);
        this.script = new SimScript(random.split());
        this.trace = new SimTrace(traced);
        this.host = new SimHost(random, twin, trace);
        this.sched = new SimScheduler(script.maxProcs, script.maxThreads, host);
        this.invariants = new SimInvariants(host, sched, gs, script);
        host.watchedBy(sched, invariants);
        this.signals = new int[script.gs];
        this.received = new int[script.gs];
        this.monitor = new SimMonitor(host);
        this.oneLess = host.newNote();
        this.gsLeft = script.gs;
        host.network = new SimNetwork(host, 2 * script.gs);
        for (int i = 0; i < script.gs; i++) {
            int who = i;
            SimNetwork.Connection c = host.network.newConnection();
            c.open();
            connections.add(c);
            gs.add(
                    new SimVirtualThread(
                            i, sched, () -> script.ops.get(who).forEach(this::perform)));
        }
        if (script.refuseOneIn != 0) {
            host.refuseThreads(script.refuseOneIn, 6);
        }
        if (random.nextInt(4) == 0) {
            host.suspendGs(1 + random.nextInt(20), 1 + random.nextInt(8));
        }
        if (random.nextInt(8) == 0) {
            long from = random.nextInt(5_000_000);
            host.suspendOthers(from, from + random.nextInt(20_000_000));
        }
        host.endAt(script.work() + GRACE_NS);
        host.startSysmon(sched);
        host.start("unblocker", null, monitor::unblock);
        threadsLeft = script.threads - 1;
        host.start("T0", null, this::first);
        for (int i = 1; i < script.threads; i++) {
            int who = script.gs + i;
            host.start(
                    "T" + i,
                    null,
                    () -> {
                        script.ops.get(who).forEach(this::perform);
                        threadsLeft--;
                        oneLess.wakeup();
                    });
        }
    }

    /**
     * Runs one world to its end; a second time for the report when something is wrong.
     *
     * @param seed stands for the script and the schedule
     * @param twin which rule is broken
     * @return what came of it
     */
    static SimResult run(long seed, SimTwin twin) {
        SimWorld world = new SimWorld(seed, twin, false);
        String failure = world.run();
        if (failure == null) {
            return world.result(seed, twin, null, "");
        }
        SimResult again = replay(seed, twin);
        return failure.equals(again.failure())
                ? again
                : world.result(seed, twin, failure + "; when replayed: " + again.failure(), "");
    }

    /**
     * Runs one world to its end.
     *
     * @param seed stands for the script and the schedule
     * @param twin which rule is broken
     * @return what came of it, with a report of all that happened last
     */
    static SimResult replay(long seed, SimTwin twin) {
        SimWorld world = new SimWorld(seed, twin, true);
        String failure = world.run();
        String report = world.script + world.trace.text() + "\n" + Dump.of(world.sched);
        return world.result(seed, twin, failure, report);
    }

    /**
     * Runs one world in which an M or sysmon throws in the midst of its own code.
     *
     * @param seed stands for the script, the schedule and where
     * @return what came of it; to have died of it is no failure, for then the process ends
     */
    static SimResult runWithAFault(long seed, SimTwin twin) {
        int steps = run(seed, twin).steps();
        SimWorld world = new SimWorld(seed, twin, true);
        world.host.throwAt(new SplittableRandom(~seed).nextInt(steps));
        String failure = world.run();
        boolean isSilent = failure != null && !world.host.isOver();
        return world.result(
                seed,
                twin,
                isSilent ? failure : null,
                !isSilent ? "" : world.script + world.trace.text() + "\n" + Dump.of(world.sched));
    }

    /**
     * Runs one world and traces it, from the beginning or from somewhere in the middle on.
     *
     * @param file the trace
     * @param grainNs how coarse its clock is
     * @return how many events had no room
     */
    static long runTraced(long seed, SimTracing.Twin twin, long grainNs, Path file)
            throws IOException {
        SimWorld world = new SimWorld(seed, SimTwin.SOUND, false);
        SimTracing tracing = (SimTracing) world.sched.tracing;
        tracing.twin = twin;
        tracing.grainNs = grainNs;
        Recording[] recording = new Recording[1];
        if (seed % 2 == 0) {
            recording[0] = world.startTrace(file, ns -> {});
        } else {
            long when = new SplittableRandom(seed).nextLong(2_000_000);
            world.host.start(
                    "tracer",
                    null,
                    () -> {
                        world.host.sleepInKernel(when);
                        recording[0] = world.startTrace(file, world::sleepUnlessOver);
                    });
        }
        String failure = world.run();
        if (failure != null) {
            throw new IllegalStateException("seed " + seed + ": " + failure);
        }
        if (recording[0] == null) {
            return 0;
        }
        tracing.stop(recording[0]);
        return recording[0].lost();
    }

    private void sleepUnlessOver(long ns) {
        if (host.current() != null) {
            host.sleepInKernel(ns);
        }
    }

    private Recording startTrace(Path file, LongConsumer sleep) {
        try {
            return sched.tracing.start(host::now, sleep, TRACE_BYTES, file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private SimResult result(long seed, SimTwin twin, String failure, String report) {
        return new SimResult(seed, twin, failure, host.steps(), trace.fingerprint(), report);
    }

    private String run() {
        String failure = host.run();
        return failure != null ? failure : whatIsLeft();
    }

    /** All have ended: is anything left that should not be? */
    private String whatIsLeft() {
        int started = 0;
        for (SimVirtualThread v : gs) {
            boolean ended = v.hasEnded() && v.g.watch() == G.DEAD;
            if (!ended && !v.isUnstarted()) {
                return v.g + " never ended";
            }
            started += v.isUnstarted() ? 0 : 1;
        }
        if (started < gs.size() && script.kind != SimScript.Kind.CLOSED_EARLY) {
            return started + " Gs were started, of " + gs.size();
        }
        Stats s = sched.stats();
        if (s.gStarted != started || s.gEnded != started) {
            return s.gStarted + " Gs started and " + s.gEnded + " ended, of " + started;
        }
        if (s.threadsLive != 0 || s.threadsStarted != s.threadsEnded) {
            return s.threadsLive + " Ms are left, " + s.threadsEnded + " have ended";
        }
        if (sched.waking.nmspinning() != 0 || sched.ps.npidle() != sched.ps.maxprocs()) {
            return "nmspinning " + sched.waking.nmspinning() + ", npidle " + sched.ps.npidle();
        }
        return null;
    }

    private void waitForAll() {
        waitForThreads();
        while (gsLeft > 0) {
            oneLess.sleep(Host.Note.FOREVER);
        }
    }

    private void waitForThreads() {
        while (threadsLeft > 0) {
            oneLess.sleep(Host.Note.FOREVER);
        }
    }

    private void first() {
        script.ops.get(script.gs).forEach(this::perform);
        if (script.kind != SimScript.Kind.CLOSED_EARLY) {
            waitForAll();
        }
        sched.close();
        waitForThreads();
        monitor.endUnblocking();
    }

    private void perform(SimOp op) {
        trace.say(host.current(), host.now(), op);
        SimVirtualThread v = host.currentVirtual();
        switch (op.what()) {
            case COMPUTE -> host.compute(op.ns());
            case COMPUTE_WITH_CHECKPOINTS -> computeWithCheckpoints(v, op.ns());
            case SYSCALL -> syscall(op.other(), op.ns());
            case SYSCALL_KNOWN_TO_BLOCK -> section(null, () -> host.sleepInKernel(op.ns()));
            case JDK_BLOCKER -> jdkBlocker(op.ns());
            case UNANNOUNCED -> host.sleepInKernel(op.ns());
            case SLEEP -> v.sleep(op.ns());
            case PARK_NANOS -> v.parkNanos(op.ns());
            case AWAIT -> await(v);
            case SIGNAL -> signal(op.other());
            case RECEIVE -> receive(v, op.ns());
            case SEND -> connections.get(op.other()).send(op.ns() != 0);
            case RING_CALL -> ringCall(op.ns());
            case REOPEN -> reopen(v);
            case UNPARK -> gs.get(op.other()).unpark();
            case YIELD -> v.tryYield();
            case START -> start(gs.get(op.other()));
            case STACK_TRACE -> gs.get(op.other()).getStackTrace();
            case SECTION -> section(places[op.other()], () -> performAll(op.body()));
            case SECTION_KNOWN_TO_BLOCK -> section(null, () -> performAll(op.body()));
            case PINNED -> {
                v.pin();
                performAll(op.body());
                v.unpin();
            }
            case SYNCHRONIZED -> {
                monitor.enter(v);
                performAll(op.body());
                monitor.exit();
            }
            case REPEAT -> {
                for (int i = 0; i < op.other(); i++) {
                    performAll(op.body());
                }
            }
            case SET_MAX_PROCS -> sched.setMaxProcs(op.other());
            case STOP_THE_WORLD -> stopTheWorld(op.ns());
            case STATS -> sched.stats();
            case END_INSIDE -> sched.syscalls.enter(host.currentM(), -1, places[0], G.SECTION);
        }
    }

    private void start(SimVirtualThread v) {
        try {
            v.start();
        } catch (RejectedExecutionException e) {
            if (script.kind != SimScript.Kind.CLOSED_EARLY || host.currentVirtual() != null) {
                host.fail(v.g + ": " + e);
            }
        }
        gsLeft--;
        oneLess.wakeup();
    }

    private void performAll(List<SimOp> body) {
        for (SimOp op : body) {
            perform(op);
        }
    }

    /** A call that sleeps. Only Baton's own may bring a G to another M. */
    private void syscall(int place, long ns) {
        M[] on = new M[1]; // it may have waited for a thread before the call
        section(
                places[place],
                () -> {
                    on[0] = host.currentM();
                    host.sleepInKernel(ns);
                });
        if (place != SimScript.OWN_PLACE && host.currentM() != on[0]) {
            host.fail(host.current() + " is back from a call that was made on " + on[0]);
        }
    }

    private int trapAt(BlockingSite place) {
        boolean own =
                place == places[SimScript.OWN_PLACE] || host.twin == SimTwin.A_CALL_MAY_MOVE_ITS_G;
        return own ? GETPPID : -1;
    }

    /** {@code Baton.blocking}; with no place, {@code Baton.blockingNow}. */
    private void section(BlockingSite place, Runnable call) {
        M m = host.currentM();
        boolean entered =
                place == null
                        ? sched.syscalls.enterBlock(m, -1, G.SECTION)
                        : sched.syscalls.enter(m, trapAt(place), place, G.SECTION);
        call.run();
        if (entered) {
            sched.syscalls.exit(host.currentM());
        }
    }

    /** {@code jdk.internal.misc.Blocker} around a call. */
    private void jdkBlocker(long ns) {
        boolean entered = sched.syscalls.enterBlocker(host.currentM());
        host.sleepInKernel(ns);
        if (entered) {
            sched.syscalls.exitBlocker(host.currentM());
        }
    }

    private void computeWithCheckpoints(SimVirtualThread v, long ns) {
        for (long left = ns; left > 0; left -= CHECKPOINT_EVERY_NS) {
            host.compute(Math.min(left, CHECKPOINT_EVERY_NS));
            if (v.g.preempt) {
                v.g.preempt = false;
                v.tryYield();
            }
        }
    }

    private void await(SimVirtualThread v) {
        while (signals[v.g.id] == 0) {
            v.park();
        }
        signals[v.g.id]--;
    }

    private void signal(int g) {
        signals[g]++;
        gs.get(g).unpark();
    }

    private void receive(SimVirtualThread v, long ns) {
        if (isPipe(v)) {
            readPipe(v);
        } else {
            readSocket(v, ns);
        }
        received[v.g.id]--;
    }

    private static boolean isPipe(SimVirtualThread v) {
        return v.g.id % 3 == 0;
    }

    /** As the agent has the JDK read from a pipe. */
    private void readPipe(SimVirtualThread v) {
        SimNetwork.Connection c = connections.get(v.g.id);
        if (received[v.g.id] == 0) {
            sched.netpoll.awaitRead(c);
            section(places[0], () -> received[v.g.id] = c.read(ROOM));
            if (received[v.g.id] == 0) {
                host.fail(v.g + " would wait in the kernel");
            }
        }
    }

    /** As the JDK reads from a socket. */
    private void readSocket(SimVirtualThread v, long ns) {
        SimNetwork.Connection c = connections.get(v.g.id);
        c.wasSocket = true;
        int g = v.g.id;
        long limit = ns;
        while (received[g] == 0) {
            if (!sched.netpoll.isKnownEmpty(c.number)) {
                received[g] = c.read(ROOM);
                sched.netpoll.hasRead(c.number, received[g] == 0 ? EAGAIN : received[g], ROOM);
            }
            if (received[g] == 0) {
                try {
                    sched.netpoll.await(c.number, POLLIN, limit, null);
                    limit *= 2; // it may be sent in seconds
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    /** The result is that of this call and no other. */
    private void ringCall(long ns) {
        int expected = ++ringCalls;
        long result = sched.netpoll.ring.call(RingOp.NOP, 0, ns, expected, 0, 0);
        if (result == RingPoll.NOT_SERVED) {
            section(places[0], () -> host.sleepInKernel(ns));
        } else if (result != expected) {
            host.fail(host.currentVirtual().g + " has the result " + result + ", not " + expected);
        }
    }

    /** Of a pipe nobody may be told: the cleaner closes one that is forgotten. */
    private void reopen(SimVirtualThread v) {
        SimNetwork.Connection c = connections.get(v.g.id);
        if (v.g.id % 6 != 0 || c.wasSocket) {
            sched.netpoll.stop(c.number);
            c.wasSocket = false;
        }
        c.close();
        c.open();
    }

    private void stopTheWorld(long ns) {
        worldLock.lock();
        sched.world.whileStopped(
                () -> {
                    invariants.worldIsStopped = true;
                    host.compute(ns);
                    invariants.worldIsStopped = false;
                },
                ns * STOP_PATIENCE);
        worldLock.unlock();
    }

    /** In the place of the JDK's lock in {@link StopTheWorld}, which a G waits for parked. */
    private final class WorldLock {
        private boolean taken;
        private final ArrayDeque<SimVirtualThread> gs = new ArrayDeque<>();
        private final ArrayDeque<SimThread> threads = new ArrayDeque<>();

        void lock() {
            host.step();
            SimVirtualThread v = host.currentVirtual();
            while (taken) {
                if (v != null) {
                    gs.add(v);
                    v.park();
                } else {
                    threads.add(host.current());
                    host.park(SimThread.FOREVER);
                }
            }
            taken = true;
        }

        void unlock() {
            taken = false;
            // Those that wait now: one that finds it taken again comes back into the line.
            List<SimThread> sleeping = List.copyOf(threads);
            List<SimVirtualThread> parked = List.copyOf(gs);
            threads.clear();
            gs.clear();
            sleeping.forEach(host::unpark);
            parked.forEach(SimVirtualThread::unpark);
        }
    }
}
