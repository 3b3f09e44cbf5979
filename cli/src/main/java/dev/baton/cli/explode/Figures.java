package dev.baton.cli.explode;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;
import programs.explode.Tally;

/**
 * What came of a side.
 *
 * @param mostInCall threads that were in their call at once, at most
 * @param allBegunMs milliseconds after they were started in which all had come to their call, as
 *     closely as the program tells; empty where they were let go before
 * @param back threads whose call returned
 * @param mostThreads threads of the OS, at most
 * @param lastThreads the same at the end
 * @param mostRssKib resident memory, at most
 * @param lastRssKib the same at the end
 * @param longestSilenceMs for how long the heartbeat stayed away at most
 */
public record Figures(
        long mostInCall,
        OptionalLong allBegunMs,
        long back,
        long mostThreads,
        long lastThreads,
        long mostRssKib,
        long lastRssKib,
        long longestSilenceMs) {
    /**
     * Adds up what was seen.
     *
     * @param samples in their order, at least one
     * @param n threads that were to block
     * @return what came of it
     */
    public static Figures of(List<Sample> samples, int n) {
        Sample last = samples.getLast();
        return new Figures(
                mostInCall(samples),
                allBegunMs(samples, n),
                last.tally().back(),
                most(samples, Sample::threads),
                last.threads(),
                most(samples, Sample::rssKib),
                last.rssKib(),
                last.tally().longestSilenceMs());
    }

    /** Before any was let go: later, some come back between the two counts of a line. */
    private static long mostInCall(List<Sample> samples) {
        return samples.stream()
                .map(Sample::tally)
                .filter(tally -> tally.state() == Tally.State.HELD)
                .mapToLong(Tally::inCall)
                .max()
                .orElse(0);
    }

    private static long most(List<Sample> samples, ToLongFunction<Sample> what) {
        return samples.stream().mapToLong(what).max().orElse(0);
    }

    private static OptionalLong allBegunMs(List<Sample> samples, int n) {
        long startedMs =
                samples.stream()
                        .map(Sample::tally)
                        .filter(tally -> tally.state() == Tally.State.ALONE)
                        .mapToLong(Tally::ms)
                        .max()
                        .orElse(0);
        return samples.stream()
                .map(Sample::tally)
                .filter(tally -> tally.state() == Tally.State.HELD && tally.begun() >= n)
                .mapToLong(tally -> tally.ms() - startedMs)
                .findFirst();
    }

    /** {@return as JSON has it} */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("mostInCall", mostInCall);
        map.put("allBegunMs", allBegunMs.isPresent() ? allBegunMs.getAsLong() : null);
        map.put("back", back);
        map.put("mostThreads", mostThreads);
        map.put("lastThreads", lastThreads);
        map.put("mostRssKib", mostRssKib);
        map.put("lastRssKib", lastRssKib);
        map.put("longestSilenceMs", longestSilenceMs);
        return map;
    }
}
