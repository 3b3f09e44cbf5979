package dev.baton.trace.report;

import dev.baton.trace.Event;
import dev.baton.trace.Trace;
import dev.baton.trace.replay.Call;
import dev.baton.trace.replay.Replay;
import dev.baton.trace.replay.Spans;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a trace tells of a program: which calls took how long and held how many threads, how long Gs
 * waited to be run and how long a P took to the next thread, and for whom those waited that waited
 * longest.
 */
public final class TraceReport implements Spans {
    /** Into how many parts {@link #threads} and its like divide the time. */
    public static final int PARTS = 2000;

    private static final int OCCASIONS = 10;

    private final Trace trace;
    private final Map<Long, SiteFigures> sites = new HashMap<>();
    private final Map<Long, Long> siteOfG = new HashMap<>();
    private final Histogram waits = new Histogram();
    private final Histogram handOffs = new Histogram();
    private final LongestWaits longest = new LongestWaits();
    private final Map<Long, String> names = new HashMap<>();
    private final Levels threads;
    private final Levels runnable;
    private final Levels blocked;
    private int mostThreads;
    private long events;
    private long lost;
    private long limited;
    private long taken;
    private long stoppedNs;
    private long endNs;
    private List<Wait> longestWaits = List.of();

    private TraceReport(Trace trace, long lengthNs) {
        this.trace = trace;
        this.threads = new Levels(PARTS, lengthNs);
        this.runnable = new Levels(PARTS, lengthNs);
        this.blocked = new Levels(PARTS, lengthNs);
    }

    /**
     * Makes one.
     *
     * @param trace is read more than once
     * @return not changed by what is done with the trace later
     */
    public static TraceReport of(Trace trace) {
        TraceReport report = new TraceReport(trace, trace.completeUntilNs());
        trace.forEach(report::count);
        Replay.of(trace, report);
        report.longestWaits = new Holders(report.longest, report.names).of(trace, OCCASIONS);
        return report;
    }

    private void count(Event e) {
        events++;
        switch (e.type()) {
            case GO_NAME -> names.put(e.g(), trace.string(e.arg(0)));
            case LOST -> lost += e.arg(0);
            case THREAD_LIMIT -> limited++;
            default -> {}
        }
    }

    @Override
    public void callBegins(Call call) {
        site(call.site()).begins();
        siteOfG.put(call.g(), call.site());
    }

    @Override
    public void callEnds(Call call) {
        long withoutP = call.blockedNs() == Call.NOT_BLOCKED ? 0 : call.toNs() - call.blockedNs();
        site(call.site()).ends(call.g(), call.fromNs(), call.durationNs(), withoutP);
        siteOfG.remove(call.g());
    }

    @Override
    public void callHasStack(long g, long site, long durationNs, int stack) {
        SiteFigures figures = site(site);
        if (durationNs > figures.stackNs) {
            figures.stackNs = durationNs;
            figures.stack = stack;
        }
    }

    @Override
    public void sleepsInKernel(int m, long g, long where, long timeNs) {
        Long site = siteOfG.get(g);
        if (site != null) {
            site(site).kernel = trace.string(where);
        }
    }

    private SiteFigures site(long id) {
        return sites.computeIfAbsent(id, i -> new SiteFigures(trace.string(i)));
    }

    @Override
    public void waited(long g, int m, int p, long fromNs, long toNs) {
        boolean ran = m >= 0 || p >= 0;
        if (ran) {
            waits.add(toNs - fromNs);
        }
        longest.add(g, fromNs, toNs, ran);
    }

    @Override
    public void handedOff(int p, int byM, int m, long fromNs, long toNs) {
        handOffs.add(toNs - fromNs);
    }

    @Override
    public void taken(int p, int m, long g, long why, long timeNs) {
        taken++;
    }

    @Override
    public void counts(int nowThreads, int nowRunnable, int nowBlocked, long timeNs) {
        threads.set(nowThreads, timeNs);
        runnable.set(nowRunnable, timeNs);
        blocked.set(nowBlocked, timeNs);
        mostThreads = Math.max(mostThreads, nowThreads);
    }

    @Override
    public void stopped(long what, long fromNs, long toNs) {
        stoppedNs += toNs - fromNs;
    }

    @Override
    public void ended(long timeNs) {
        endNs = timeNs;
    }

    /** {@return whose trace it is} */
    public Trace.Header header() {
        return trace.header();
    }

    /** {@return how many events there are} */
    public long events() {
        return events;
    }

    /** {@return how many events there are not, for they had no room} */
    public long lost() {
        return lost;
    }

    /** {@return how often a G waited for a thread, for there were as many as there may be} */
    public long waitsForThreads() {
        return limited;
    }

    /** {@return how often a P was taken from a thread that did not come back} */
    public long taken() {
        return taken;
    }

    /** {@return how long the world was stopped, by the scheduler and the JVM's collector} */
    public long stoppedNs() {
        return stoppedNs;
    }

    /** {@return when the last event is, in ns since the trace's start} */
    public long endNs() {
        return endNs;
    }

    /**
     * All call sites.
     *
     * @return those whose calls took longest together first
     */
    public List<CallSite> sites() {
        List<CallSite> all = new ArrayList<>();
        sites.values().forEach(figures -> all.add(figures.toRecord()));
        all.sort(Comparator.comparingLong(CallSite::totalNs).reversed());
        return all;
    }

    /** {@return how long Gs that were runnable waited until they ran} */
    public Histogram waits() {
        return waits;
    }

    /** {@return how long a P that was handed on took to the next thread} */
    public Histogram handOffs() {
        return handOffs;
    }

    /** {@return the longest waits to be run, one of each occasion, longest first} */
    public List<Wait> longestWaits() {
        return longestWaits;
    }

    /** {@return how many threads there were, in each of {@link #PARTS} equal parts of the time} */
    public int[] threads() {
        return threads.toArray();
    }

    /** {@return how many Gs waited to be run, in the same parts} */
    public int[] runnable() {
        return runnable.toArray();
    }

    /** {@return how many threads were in a call without a P, in the same parts} */
    public int[] blocked() {
        return blocked.toArray();
    }

    /** {@return how many threads there were at most} */
    public int mostThreads() {
        return mostThreads;
    }

    /**
     * What a G is called.
     *
     * @param g which
     * @return empty where it has no name
     */
    public String name(long g) {
        return names.getOrDefault(g, "");
    }

    /** {@return the names of all that have one} */
    public Map<Long, String> names() {
        return Map.copyOf(names);
    }

    /**
     * The stack of a call, from the call itself on.
     *
     * @param stack of {@link CallSite}
     * @return the innermost frame first; empty where there is none
     */
    public List<String> stack(int stack) {
        return stack == 0 ? List.of() : trace.stack(stack);
    }
}
