package dev.baton.trace.report;

import dev.baton.trace.Trace;
import dev.baton.trace.replay.Call;
import dev.baton.trace.replay.Replay;
import dev.baton.trace.replay.Spans;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Finds who had the Ps while others waited, by going through the trace once more. */
final class Holders {
    private static final int MOST_HOLDERS = 5;

    private final LongestWaits longest;
    private final Map<Long, String> names;

    Holders(LongestWaits longest, Map<Long, String> names) {
        this.longest = longest;
        this.names = names;
    }

    List<Wait> of(Trace trace, int occasions) {
        List<Occasion> all =
                longest.ofOccasions(occasions).stream()
                        .map(one -> new Occasion(one, trace))
                        .toList();
        Replay.of(trace, new Search(all));
        List<Wait> waits = new ArrayList<>();
        for (Occasion occasion : all) {
            LongestWaits.One one = occasion.wait;
            waits.add(
                    new Wait(
                            one.g(),
                            names.getOrDefault(one.g(), ""),
                            one.fromNs(),
                            one.toNs(),
                            one.ran(),
                            longest.others(one),
                            occasion.holders()));
        }
        return waits;
    }

    /** What is added up for one wait. */
    private final class Occasion {
        final LongestWaits.One wait;
        private final Trace trace;
        private final Map<Long, Sum> running = new HashMap<>();
        private final Map<Long, Sum> calls = new HashMap<>();

        Occasion(LongestWaits.One wait, Trace trace) {
            this.wait = wait;
            this.trace = trace;
        }

        private long within(long fromNs, long toNs) {
            return Math.max(0, Math.min(toNs, wait.toNs()) - Math.max(fromNs, wait.fromNs()));
        }

        void ran(long g, long fromNs, long toNs) {
            long ns = within(fromNs, toNs);
            if (ns > 0) {
                running.computeIfAbsent(g, k -> new Sum()).add(g, ns);
            }
        }

        /** The part of a turn that was a call counts as one, not as running. */
        void called(long g, long site, long fromNs, long toNs) {
            long ns = within(fromNs, toNs);
            if (ns > 0) {
                calls.computeIfAbsent(site, k -> new Sum()).add(g, ns);
                running.computeIfAbsent(g, k -> new Sum()).ns -= ns;
            }
        }

        List<Wait.Holder> holders() {
            List<Wait.Holder> all = new ArrayList<>();
            calls.forEach((site, sum) ->
                    all.add(new Wait.Holder(trace.string(site), true, sum.gs.size(), sum.ns)));
            running.forEach((g, sum) -> {
                if (sum.ns > 0) {
                    all.add(new Wait.Holder(nameOf(g), false, 1, sum.ns));
                }
            });
            all.sort(Comparator.comparingLong(Wait.Holder::ns).reversed());
            return List.copyOf(all.subList(0, Math.min(all.size(), MOST_HOLDERS)));
        }

        private String nameOf(long g) {
            String name = names.getOrDefault(g, "");
            return name.isEmpty() ? "G" + g : "G" + g + " " + name;
        }
    }

    /** For how long, and who. */
    private static final class Sum {
        long ns;
        final Set<Long> gs = new HashSet<>();

        void add(long g, long more) {
            ns += more;
            gs.add(g);
        }
    }

    /** Tells each of them of each turn, and of the calls in it. */
    private static final class Search implements Spans {
        private final List<Occasion> occasions;

        /** By G: when a call began that has had a P since. */
        private final Map<Long, Long> callFromNs = new HashMap<>();

        private final Map<Long, Long> siteOfCall = new HashMap<>();

        Search(List<Occasion> occasions) {
            this.occasions = occasions;
        }

        @Override
        public void turnEnds(long g, int m, int p, long fromNs, long toNs) {
            occasions.forEach(o -> o.ran(g, fromNs, toNs));
            Long callNs = callFromNs.remove(g);
            if (callNs != null) {
                occasions.forEach(o -> o.called(g, siteOfCall.get(g), callNs, toNs));
            }
        }

        @Override
        public void callBegins(Call call) {
            if (call.p() >= 0) {
                callFromNs.put(call.g(), call.toNs());
                siteOfCall.put(call.g(), call.site());
            }
        }

        @Override
        public void callEnds(Call call) {
            Long callNs = callFromNs.remove(call.g());
            if (callNs != null) {
                occasions.forEach(o -> o.called(call.g(), call.site(), callNs, call.toNs()));
            }
        }
    }
}
