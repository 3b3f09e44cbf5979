package dev.baton.trace.perfetto;

import dev.baton.trace.Event;
import dev.baton.trace.EventType;
import dev.baton.trace.Trace;
import dev.baton.trace.replay.Call;
import dev.baton.trace.replay.Replay;
import dev.baton.trace.replay.Spans;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes a trace as Perfetto's TrackEvents, which ui.perfetto.dev opens: a track for each P, each M
 * and some Gs. On a P's track are the Gs that had it, and in them the part of their calls that held
 * it; on an M's the Gs that were on it, and in them their calls; on a G's what it did. A flow goes
 * from whoever made a G runnable to where it runs, and from whoever handed a P on to where it went.
 */
public final class PerfettoTrace implements Spans {
    private static final int IN_ORDER = 1;
    private static final int WHEN_OVER = 2;

    private static final long PROCESS = 1;
    private static final long COUNTERS = 2;
    private static final long PS = 3;
    private static final long MS = 4;
    private static final long GS = 5;
    private static final long STOPS = 6;
    private static final long THREADS = 10;
    private static final long RUNNABLE = 11;
    private static final long BLOCKED = 12;

    private static final long FIRST_P = 1L << 32;
    private static final long FIRST_M = 2L << 32;
    private static final long FIRST_G = 1L << 48;

    /** Flows of Ps are numbered apart from those of Gs. */
    private static final long FIRST_P_FLOW = 1L << 40;

    private final Trace trace;
    private final Packets packets;
    private final Selection selection;
    private final Set<Long> chosen;
    private final Map<Long, String> names = new HashMap<>();
    private final Map<Long, Integer> flowTo = new HashMap<>();
    private final Map<Integer, Integer> flowOfP = new HashMap<>();

    /** By P: whose call is shown there. */
    private final Map<Integer, Long> callerOnP = new HashMap<>();

    private int readied;
    private int handOffs;
    private int calls;
    private int threads = -1;
    private int runnable = -1;
    private int blocked = -1;

    private PerfettoTrace(Trace trace, Packets packets, int gs) {
        this.trace = trace;
        this.packets = packets;
        this.selection = Selection.of(trace);
        this.chosen = selection.gs(gs);
    }

    /**
     * Writes it.
     *
     * @param trace is read more than once
     * @param out is written to, and not closed
     * @param gs how many Gs get a track of their own: half the busiest, half those that waited
     *     longest to be run
     * @throws IOException where writing fails
     */
    public static void write(Trace trace, OutputStream out, int gs) throws IOException {
        try {
            write(trace, new Packets(out), gs);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    static void write(Trace trace, Packets packets, int gs) {
        PerfettoTrace perfetto = new PerfettoTrace(trace, packets, gs);
        trace.forEach(perfetto::readName);
        perfetto.describe();
        Replay.of(trace, perfetto);
    }

    private void readName(Event e) {
        if (e.type() == EventType.GO_NAME) {
            names.put(e.g(), trace.string(e.arg(0)));
        }
    }

    private void describe() {
        packets.process(PROCESS, trace.header().pid(), trace.header().command());
        packets.track(COUNTERS, PROCESS, "Baton", 0);
        packets.counter(THREADS, COUNTERS, "threads", 0);
        packets.counter(BLOCKED, COUNTERS, "threads in calls without a P", 1);
        packets.counter(RUNNABLE, COUNTERS, "runnable Gs", 2);
        packets.track(STOPS, PROCESS, "the world is stopped", 1);
        packets.track(PS, PROCESS, "Ps", 2);
        packets.track(MS, PROCESS, "Ms", 3);
        packets.track(GS, PROCESS, "Gs", 4);
    }

    private String nameOf(long g) {
        String name = names.get(g);
        return name == null || name.isEmpty() ? "G" + g : "G" + g + " " + name;
    }

    private long trackOfP(int p) {
        long track = FIRST_P + p;
        if (packets.isNewTrack(track)) {
            packets.track(track, PS, "P" + p, p);
        }
        return track;
    }

    private long trackOfM(int m) {
        long track = FIRST_M + m - Event.SYSMON;
        if (packets.isNewTrack(track)) {
            String name =
                    switch (m) {
                        case Event.SYSMON -> "sysmon";
                        default -> m < 0 ? "other threads" : "M" + m;
                    };
            packets.track(track, MS, name, m);
        }
        return track;
    }

    private long trackOfG(long g) {
        long track = FIRST_G + g;
        if (packets.isNewTrack(track)) {
            packets.track(track, GS, nameOf(g), (int) g);
        }
        return track;
    }

    private static int known(int m) {
        return m < Event.SYSMON ? Event.OUTSIDE : m;
    }

    private void begin(long track, String name, long timeNs) {
        packets.begin(IN_ORDER, timeNs, track, Field.SLICE_BEGIN).name(name).end();
    }

    private void end(long track, long timeNs) {
        packets.begin(IN_ORDER, timeNs, track, Field.SLICE_END).end();
    }

    @Override
    public void readied(long g, long by, int m, long timeNs) {
        int flow = readied++;
        if (selection.ran(flow)) {
            flowTo.put(g, flow);
            packets.begin(IN_ORDER, timeNs, trackOfM(known(m)), Field.INSTANT)
                    .name("readies " + nameOf(g))
                    .flow(flow + 1)
                    .end();
        }
    }

    @Override
    public void stayBegins(long g, int m, long timeNs) {
        packets.begin(IN_ORDER, timeNs, trackOfM(known(m)), Field.SLICE_BEGIN).name(nameOf(g));
        Integer flow = flowTo.remove(g);
        if (flow != null) {
            packets.endOfFlow(flow + 1);
        }
        packets.end();
        if (chosen.contains(g)) {
            begin(trackOfG(g), "on M" + m, timeNs);
        }
    }

    @Override
    public void stayEnds(long g, int m, long fromNs, long toNs) {
        end(trackOfM(known(m)), toNs);
        if (chosen.contains(g)) {
            end(trackOfG(g), toNs);
        }
    }

    @Override
    public void turnBegins(long g, int m, int p, long timeNs) {
        begin(trackOfP(p), nameOf(g), timeNs);
    }

    @Override
    public void turnEnds(long g, int m, int p, long fromNs, long toNs) {
        endCallOnP(p, g, toNs);
        end(trackOfP(p), toNs);
    }

    private void endCallOnP(int p, long g, long timeNs) {
        if (callerOnP.remove(p, g)) {
            end(trackOfP(p), timeNs);
        }
    }

    @Override
    public void callBegins(Call call) {
        String site = trace.string(call.site());
        String name = site.isEmpty() ? "a call" : site;
        int stack = selection.stackOfCall(calls++);
        packets.begin(IN_ORDER, call.toNs(), trackOfM(known(call.m())), Field.SLICE_BEGIN);
        packets.name(name).annotation("system call", call.number());
        if (stack != 0) {
            List<String> frames = trace.stack(stack);
            packets.annotation("stack", String.join("\n", frames));
        }
        packets.end();
        if (call.p() >= 0) {
            begin(trackOfP(call.p()), name, call.toNs());
            callerOnP.put(call.p(), call.g());
        }
        if (chosen.contains(call.g())) {
            begin(trackOfG(call.g()), name, call.toNs());
        }
    }

    @Override
    public void callBlocks(Call call) {
        packets.begin(IN_ORDER, call.toNs(), trackOfM(known(call.m())), Field.INSTANT)
                .name("blocks: its P is gone")
                .end();
    }

    @Override
    public void callEnds(Call call) {
        packets.begin(IN_ORDER, call.toNs(), trackOfM(known(call.m())), Field.SLICE_END);
        if (call.blockedNs() != Call.NOT_BLOCKED) {
            packets.annotation("without a P, ns", call.toNs() - call.blockedNs());
        }
        packets.end();
        endCallOnP(call.p(), call.g(), call.toNs());
        if (chosen.contains(call.g())) {
            end(trackOfG(call.g()), call.toNs());
        }
    }

    @Override
    public void waitBegins(long g, long timeNs) {
        if (chosen.contains(g)) {
            begin(trackOfG(g), "runnable", timeNs);
        }
    }

    @Override
    public void waited(long g, int m, int p, long fromNs, long toNs) {
        if (chosen.contains(g)) {
            end(trackOfG(g), toNs);
        }
    }

    @Override
    public void parkBegins(long g, long reason, long timeNs) {
        if (chosen.contains(g)) {
            String why = trace.string(reason);
            begin(trackOfG(g), why.isEmpty() ? "waits" : "waits: " + why, timeNs);
        }
    }

    @Override
    public void parked(long g, long reason, long fromNs, long toNs) {
        if (chosen.contains(g)) {
            end(trackOfG(g), toNs);
        }
    }

    @Override
    public void handOffBegins(int p, int byM, long timeNs) {
        int flow = handOffs++;
        if (selection.arrived(flow)) {
            flowOfP.put(p, flow);
            packets.begin(IN_ORDER, timeNs, trackOfM(known(byM)), Field.INSTANT)
                    .name("hands P" + p + " on")
                    .flow(FIRST_P_FLOW + flow)
                    .end();
        }
    }

    @Override
    public void handedOff(int p, int byM, int m, long fromNs, long toNs) {
        packets.begin(IN_ORDER, toNs, trackOfM(known(m)), Field.INSTANT)
                .name("has P" + p)
                .endOfFlow(FIRST_P_FLOW + flowOfP.remove(p))
                .end();
    }

    @Override
    public void taken(int p, int m, long g, long why, long timeNs) {
        packets.begin(IN_ORDER, timeNs, trackOfM(known(m)), Field.INSTANT)
                .name(why == 0 ? "P" + p + " is lent" : "P" + p + " is taken: " + trace.string(why))
                .end();
    }

    @Override
    public void counts(int nowThreads, int nowRunnable, int nowBlocked, long timeNs) {
        threads = count(THREADS, threads, nowThreads, timeNs);
        runnable = count(RUNNABLE, runnable, nowRunnable, timeNs);
        blocked = count(BLOCKED, blocked, nowBlocked, timeNs);
    }

    private int count(long track, int was, int is, long timeNs) {
        if (was != is) {
            packets.begin(IN_ORDER, timeNs, track, Field.COUNTER).value(is).end();
        }
        return is;
    }

    @Override
    public void stopped(long what, long fromNs, long toNs) {
        String why = what == 0 ? "Baton" : trace.string(what);
        packets.begin(WHEN_OVER, fromNs, STOPS, Field.SLICE_BEGIN).name(why).end();
        packets.begin(WHEN_OVER, toNs, STOPS, Field.SLICE_END).end();
    }
}
