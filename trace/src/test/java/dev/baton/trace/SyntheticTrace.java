package dev.baton.trace;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * A trace of a scheduler that there is not: Gs that call, block, compute, park and wake each other
 * by dice, on a few Ps, as the events' states allow it. One seed makes one trace.
 */
public final class SyntheticTrace {
    /** A string of its traces: a call site. */
    public static final String READ = "java.io.FileInputStream.readBytes(FileInputStream.java)";

    private static final int READ_ID = 100;
    private static final int LOCK_ID = 110;
    private static final int WHY_ID = 112;
    private static final int STACK_ID = 7;
    private static final long LONG_CALL_NS = 1_000_000;

    private final Random dice;
    private final TraceWriter writer;
    private final Carrier[] onP;
    private final Map<EventType, Long> counts = new EnumMap<>(EventType.class);
    private final Deque<Integer> idleMs = new ArrayDeque<>();
    private final Deque<Long> runnable = new ArrayDeque<>();
    private final List<Long> waiting = new ArrayList<>();
    private final List<Carrier> withoutP = new ArrayList<>();
    private int ms;
    private long gs = 16;
    private long now;
    private long made;
    private long from;
    private int lost;

    /** An M with a G on it, or with none yet. */
    private static final class Carrier {
        final int m;
        long g;
        boolean isInCall;
        long callNs;

        Carrier(int m) {
            this.m = m;
        }
    }

    private SyntheticTrace(TraceWriter writer, long seed, int procs) {
        this.writer = writer;
        this.dice = new Random(seed);
        this.onP = new Carrier[procs];
    }

    /**
     * Makes one.
     *
     * @param events how many, at least
     * @return how many there are of each type
     */
    public static Map<EventType, Long> write(Path path, long seed, int procs, int events) {
        return write(path, seed, procs, events, 0, 0);
    }

    /**
     * Makes one of which not all is there.
     *
     * @param from how many are missing at its start
     * @param lost how many of a thousand are missing in the midst of it
     */
    public static Map<EventType, Long> write(
            Path path, long seed, int procs, int events, long from, int lost) {
        try (TraceWriter writer = new TraceWriter(path, procs)) {
            writer.string(READ_ID, READ).string(READ_ID + 1, "a call of the program's own");
            writer.string(READ_ID + 2, "com.example.Native.compress(Native.java:41)");
            writer.string(LOCK_ID, "a lock").string(LOCK_ID + 1, "the network");
            writer.string(WHY_ID, "asleep").string(WHY_ID + 1, "pipe_read");
            writer.stack(STACK_ID, READ, "com.example.Reader.run(Reader.java:12)");
            SyntheticTrace trace = new SyntheticTrace(writer, seed, procs);
            trace.from = from;
            trace.lost = lost;
            while (trace.made < from + events) {
                trace.step();
            }
            return trace.counts;
        }
    }

    private void step() {
        now += 1 + dice.nextInt(2000);
        int p = dice.nextInt(onP.length);
        Carrier thread = onP[p];
        if (dice.nextInt(4) == 0 && !withoutP.isEmpty()) {
            goOn(withoutP.get(dice.nextInt(withoutP.size())));
        } else if (dice.nextInt(20) == 0) {
            wakeFromOutside();
        } else if (thread == null) {
            if (!runnable.isEmpty() || dice.nextInt(3) == 0) {
                procStarts(p, idleM());
            }
        } else if (thread.g == 0) {
            schedule(p, thread);
        } else if (thread.isInCall) {
            inCall(p, thread);
        } else {
            run(p, thread);
        }
    }

    private void schedule(int p, Carrier thread) {
        if (runnable.isEmpty()) {
            event(thread.m, p, 0, EventType.PROC_STOP);
            onP[p] = null;
            idleMs.push(thread.m);
        } else {
            thread.g = runnable.remove();
            event(thread.m, p, thread.g, EventType.GO_START);
        }
    }

    private void run(int p, Carrier thread) {
        long g = thread.g;
        switch (dice.nextInt(12)) {
            case 0 -> create(thread.m, p, g);
            case 1 -> end(p, thread);
            case 2 -> leave(thread, p, EventType.GO_SCHED);
            case 3 -> leave(thread, p, EventType.GO_PREEMPT);
            case 4, 5 -> park(thread, p);
            case 6 -> wake(thread.m, p, g);
            case 7 -> {
                event(Event.SYSMON, p, 0, EventType.RETAKE, thread.m, g, WHY_ID);
                handOff(p, thread);
            }
            default -> {
                thread.isInCall = true;
                thread.callNs = now;
                int site = READ_ID + dice.nextInt(3);
                event(thread.m, -1, g, EventType.GO_SYSCALL, site == READ_ID ? 0 : -1, site);
            }
        }
    }

    private void inCall(int p, Carrier thread) {
        if (dice.nextInt(3) == 0) {
            block(p, thread);
            handOff(p, thread);
        } else {
            exit(thread, p);
        }
    }

    /** Sysmon finds it, or it was known to and gives its P up. */
    private void block(int p, Carrier thread) {
        if (dice.nextBoolean()) {
            event(thread.m, p, thread.g, EventType.GO_SYSBLOCK);
            event(thread.m, p, 0, EventType.PROC_STOP);
        } else {
            event(Event.SYSMON, p, thread.g, EventType.GO_SYSBLOCK);
            event(Event.SYSMON, p, 0, EventType.RETAKE, thread.m, thread.g, WHY_ID);
            event(Event.SYSMON, -1, 0, EventType.KERNEL_WAIT, thread.m, thread.g, WHY_ID + 1);
        }
    }

    private void handOff(int p, Carrier from) {
        withoutP.add(from);
        onP[p] = null;
        if (!runnable.isEmpty()) {
            int to = idleM();
            event(Event.SYSMON, p, 0, EventType.HANDOFF, to);
            now += 1 + dice.nextInt(30_000);
            procStarts(p, to);
        }
    }

    private void procStarts(int p, int m) {
        event(m, p, 0, EventType.PROC_START);
        onP[p] = new Carrier(m);
    }

    /** One that has lost its P comes back. */
    private void goOn(Carrier thread) {
        if (thread.isInCall && dice.nextInt(3) > 0) {
            now += dice.nextInt(100_000);
            int idle = Arrays.asList(onP).indexOf(null);
            if (idle >= 0) {
                exit(thread, -1);
                now += dice.nextInt(1000);
                event(thread.m, idle, 0, EventType.PROC_START);
                onP[idle] = thread;
                withoutP.remove(thread);
            } else {
                exit(thread, -1);
                event(thread.m, -1, thread.g, EventType.GO_NO_P);
                runnable.add(thread.g);
                rest(thread);
            }
        } else if (!thread.isInCall) {
            if (dice.nextBoolean()) {
                park(thread, -1);
            } else {
                leave(thread, -1, EventType.GO_SCHED);
            }
            rest(thread);
        }
    }

    private void rest(Carrier thread) {
        withoutP.remove(thread);
        idleMs.push(thread.m);
    }

    private void exit(Carrier thread, int p) {
        event(thread.m, p, thread.g, EventType.GO_SYSEXIT);
        if (now - thread.callNs >= LONG_CALL_NS) {
            event(thread.m, p, thread.g, EventType.LONG_CALL, now - thread.callNs, STACK_ID);
        }
        thread.isInCall = false;
    }

    private void park(Carrier thread, int p) {
        event(thread.m, p, thread.g, EventType.GO_PARK, LOCK_ID + dice.nextInt(2));
        waiting.add(thread.g);
        thread.g = 0;
    }

    private void leave(Carrier thread, int p, EventType how) {
        event(thread.m, p, thread.g, how);
        runnable.add(thread.g);
        thread.g = 0;
    }

    private void end(int p, Carrier thread) {
        event(thread.m, p, thread.g, EventType.GO_END);
        thread.g = 0;
    }

    private void wakeFromOutside() {
        if (dice.nextInt(4) == 0 || gs < 24) {
            create(Event.OUTSIDE, -1, 0);
        } else {
            wake(Event.OUTSIDE, -1, 0);
        }
    }

    private void create(int m, int p, long by) {
        gs++;
        event(m, p, gs, EventType.GO_CREATE, by);
        runnable.add(gs);
    }

    private void wake(int m, int p, long by) {
        if (!waiting.isEmpty()) {
            long g = waiting.remove(dice.nextInt(waiting.size()));
            event(m, p, g, EventType.GO_UNPARK, by);
            runnable.add(g);
        }
    }

    private int idleM() {
        if (!idleMs.isEmpty()) {
            return idleMs.pop();
        }
        event(ms, -1, 0, EventType.M_START, 1000 + ms);
        return ms++;
    }

    private void event(int m, int p, long g, EventType type, long... args) {
        made++;
        if (made > from && (lost == 0 || dice.nextInt(1000) >= lost)) {
            writer.event(now, m, p, g, type, args);
            counts.merge(type, 1L, Long::sum);
        }
    }
}
