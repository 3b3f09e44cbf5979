package dev.baton.trace.perfetto;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds Perfetto's own rules to a trace: the numbers of its fields are written here once more, from
 * its {@code .proto} files. A track is described before it is used; times of a sequence do not go
 * back; slices of a track nest, and all end; a flow has a beginning and one end, in this order; a
 * name's number is defined in its sequence before it is used; numbers are on tracks for numbers.
 */
final class PerfettoRules {
    /** A slice as a track has it. */
    record Slice(String track, String name, long fromNs, long toNs) {}

    private record Open(String name, long fromNs) {}

    private final Map<Long, String> tracks = new HashMap<>();
    private final Set<Long> counters = new HashSet<>();
    private final Map<Long, Map<Long, String>> names = new HashMap<>();
    private final Map<Long, Long> lastNs = new HashMap<>();
    private final Map<Long, Deque<Open>> open = new HashMap<>();
    private final Map<Long, Long> flowsBegun = new HashMap<>();
    private final Set<Long> flowsEnded = new HashSet<>();
    private final List<Slice> slices = new ArrayList<>();
    private int counterValues;

    static PerfettoRules hold(byte[] trace) {
        PerfettoRules rules = new PerfettoRules();
        for (Decoded packet : Decoded.of(trace).messages(1)) {
            rules.packet(packet);
        }
        rules.end();
        return rules;
    }

    List<Slice> slices() {
        return slices;
    }

    int flows() {
        return flowsEnded.size();
    }

    int counterValues() {
        return counterValues;
    }

    private static void hold(boolean isSo, String rule) {
        if (!isSo) {
            throw new AssertionError("against Perfetto's rules: " + rule);
        }
    }

    private void packet(Decoded packet) {
        if (packet.has(60)) {
            describe(packet.message(60));
        }
        if (packet.has(11)) {
            long sequence = packet.number(10);
            intern(packet, sequence);
            long ns = packet.number(8);
            hold(ns >= lastNs.getOrDefault(sequence, 0L), "time goes back to " + ns);
            lastNs.put(sequence, ns);
            event(packet.message(11), sequence, ns);
        }
    }

    private void describe(Decoded track) {
        long uuid = track.number(1);
        hold(!tracks.containsKey(uuid), "the track " + uuid + " is described twice");
        hold(
                !track.has(5) || tracks.containsKey(track.number(5)),
                "the parent of " + uuid + " is not known");
        tracks.put(uuid, track.has(2) ? track.text(2) : "process");
        if (track.has(8)) {
            counters.add(uuid);
        }
    }

    private void intern(Decoded packet, long sequence) {
        long flags = packet.number(13, 0);
        if ((flags & 1) != 0) {
            names.put(sequence, new HashMap<>());
        }
        if (packet.has(12)) {
            hold(names.containsKey(sequence), "a name before its sequence begins");
            for (Decoded name : packet.message(12).messages(2)) {
                String before = names.get(sequence).put(name.number(1), name.text(2));
                hold(before == null, "two names of the number " + name.number(1));
            }
        }
    }

    private void event(Decoded event, long sequence, long ns) {
        long track = event.number(11);
        hold(tracks.containsKey(track), "the track " + track + " is not described");
        String name = null;
        if (event.has(10)) {
            name = names.getOrDefault(sequence, Map.of()).get(event.number(10));
            hold(name != null, "no name has the number " + event.number(10));
        }
        boolean isNumber = event.number(9) == 4;
        hold(counters.contains(track) == isNumber, "numbers and slices on one track");
        Deque<Open> stack = open.computeIfAbsent(track, t -> new ArrayDeque<>());
        switch ((int) event.number(9)) {
            case 1 -> stack.push(new Open(name, ns));
            case 2 -> {
                hold(!stack.isEmpty(), "an end without a beginning on " + tracks.get(track));
                Open ended = stack.pop();
                slices.add(new Slice(tracks.get(track), ended.name, ended.fromNs, ns));
            }
            case 3 -> hold(name != null, "an instant without a name");
            case 4 -> {
                hold(event.has(30), "a counter without a value");
                counterValues++;
            }
            default -> throw new AssertionError("an event of type " + event.number(9));
        }
        event.numbers(47).forEach(flow -> beginFlow(flow, ns));
        event.numbers(48).forEach(flow -> endFlow(flow, ns));
    }

    private void beginFlow(long flow, long ns) {
        hold(flowsBegun.put(flow, ns) == null, "the flow " + flow + " begins twice");
    }

    private void endFlow(long flow, long ns) {
        hold(
                flowsBegun.getOrDefault(flow, Long.MAX_VALUE) <= ns,
                "the flow " + flow + " only ends");
        hold(flowsEnded.add(flow), "the flow " + flow + " ends twice");
    }

    private void end() {
        open.forEach(
                (track, stack) -> hold(stack.isEmpty(), "not all ends on " + tracks.get(track)));
        hold(flowsEnded.equals(flowsBegun.keySet()), "a flow that does not end");
    }
}
