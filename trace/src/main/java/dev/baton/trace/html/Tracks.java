package dev.baton.trace.html;

import dev.baton.trace.Trace;
import dev.baton.trace.replay.Call;
import dev.baton.trace.replay.Replay;
import dev.baton.trace.replay.Spans;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What is shown of each P and M: the Gs on it, and below them their calls. */
final class Tracks implements Spans {
    /**
     * A line of the page.
     *
     * @param name P or M and its number
     * @param title what is said of it
     * @param gs the Gs on it
     * @param calls their calls
     */
    record Track(String name, String title, Lane gs, Lane calls) {}

    /** A slice, to which a stack may come yet. */
    private record Place(Lane lane, int slice) {}

    private static final class Lanes {
        final Lane gs = new Lane();
        final Lane calls = new Lane();

        int size() {
            return gs.size() + calls.size();
        }
    }

    private final Trace trace;
    private final TreeMap<Integer, Lanes> ps = new TreeMap<>();
    private final TreeMap<Integer, Lanes> ms = new TreeMap<>();
    private final Lanes world = new Lanes();
    private final Map<Long, Integer> sites = new LinkedHashMap<>();
    private final Map<Integer, Integer> stacks = new LinkedHashMap<>();
    private final Map<Long, Place> lastCalls = new HashMap<>();
    private long endNs;

    private Tracks(Trace trace) {
        this.trace = trace;
    }

    static Tracks of(Trace trace) {
        Tracks tracks = new Tracks(trace);
        Replay.of(trace, tracks);
        return tracks;
    }

    /** The sites that slices name by number. */
    List<String> sites() {
        return sites.keySet().stream().map(trace::string).toList();
    }

    /** The stacks that slices name by number. */
    List<List<String>> stacks() {
        return stacks.keySet().stream().map(trace::stack).toList();
    }

    /** How long the trace is. */
    long endNs() {
        return endNs;
    }

    /**
     * All of them, with so many slices at most: where there are more, short neighbours are one.
     *
     * @param most slices, of all tracks together
     */
    List<Track> tracks(int most) {
        long shortNs = 0;
        List<Track> all = all(shortNs);
        while (size(all) > most) {
            shortNs = shortNs == 0 ? Math.max(1, endNs / 1_000_000) : 2 * shortNs;
            all = all(shortNs);
            if (shortNs > endNs) {
                break;
            }
        }
        return all;
    }

    private static long size(List<Track> tracks) {
        return tracks.stream().mapToLong(t -> t.gs().size() + t.calls().size()).sum();
    }

    private List<Track> all(long shortNs) {
        List<Track> all = new ArrayList<>();
        ps.forEach((p, lanes) ->
                all.add(
                        track(
                                "P" + p,
                                percent(lanes.gs.busyNs(SliceKind.RUN)) + " busy",
                                lanes,
                                shortNs)));
        ms.forEach((m, lanes) -> {
            long inCalls =
                    lanes.calls.busyNs(SliceKind.CALL) + lanes.calls.busyNs(SliceKind.BLOCKED);
            all.add(track("M" + m, percent(inCalls) + " in calls", lanes, shortNs));
        });
        if (world.size() > 0) {
            all.add(track("stops", percent(world.gs.busyNs(SliceKind.WORLD)), world, shortNs));
        }
        return all;
    }

    private static Track track(String name, String title, Lanes lanes, long shortNs) {
        return shortNs == 0
                ? new Track(name, title, lanes.gs, lanes.calls)
                : new Track(
                        name,
                        title,
                        lanes.gs.withoutShorterThan(shortNs),
                        lanes.calls.withoutShorterThan(shortNs));
    }

    private String percent(long ns) {
        return Math.round(100.0 * ns / Math.max(1, endNs)) + " %";
    }

    private Lanes p(int p) {
        return ps.computeIfAbsent(p, n -> new Lanes());
    }

    private Lanes m(int m) {
        return ms.computeIfAbsent(m, n -> new Lanes());
    }

    private int site(long id) {
        return sites.computeIfAbsent(id, i -> sites.size());
    }

    @Override
    public void turnEnds(long g, int m, int p, long fromNs, long toNs) {
        p(p).gs.add(SliceKind.RUN, g, Math.max(m, Lane.NONE), Lane.NONE, fromNs, toNs);
        if (m >= 0) {
            m(m).gs.add(SliceKind.RUN, g, p, Lane.NONE, fromNs, toNs);
        }
    }

    @Override
    public void withoutP(long g, int m, boolean isInCall, long fromNs, long toNs) {
        if (m >= 0) {
            SliceKind kind = isInCall ? SliceKind.BLOCKED : SliceKind.UNPLACED;
            m(m).gs.add(kind, g, Lane.NONE, Lane.NONE, fromNs, toNs);
        }
    }

    @Override
    public void callBlocks(Call call) {
        addToP(call);
    }

    /** The part of it that held its P. */
    private void addToP(Call call) {
        if (call.p() >= 0) {
            p(call.p())
                    .calls
                    .add(
                            SliceKind.CALL,
                            call.g(),
                            Math.max(call.m(), Lane.NONE),
                            site(call.site()),
                            call.fromNs(),
                            call.toNs());
        }
    }

    @Override
    public void callEnds(Call call) {
        boolean isBlocked = call.blockedNs() != Call.NOT_BLOCKED;
        if (!isBlocked) {
            addToP(call);
        }
        if (call.m() >= 0) {
            Lane lane = m(call.m()).calls;
            int slice =
                    lane.add(
                            isBlocked ? SliceKind.BLOCKED : SliceKind.CALL,
                            call.g(),
                            call.p(),
                            site(call.site()),
                            call.fromNs(),
                            call.toNs());
            lastCalls.put(call.g(), new Place(lane, slice));
        }
    }

    @Override
    public void callHasStack(long g, long site, long durationNs, int stack) {
        Place place = lastCalls.remove(g);
        if (place != null) {
            place.lane.setStack(place.slice, stacks.computeIfAbsent(stack, s -> stacks.size()));
        }
    }

    @Override
    public void stopped(long what, long fromNs, long toNs) {
        world.gs.add(
                SliceKind.WORLD, 0, Lane.NONE, what == 0 ? Lane.NONE : site(what), fromNs, toNs);
    }

    @Override
    public void ended(long timeNs) {
        endNs = timeNs;
    }
}
