package dev.baton.cli.real;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.bench.Statistics;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What a program says of itself in its last line.
 *
 * @param aloneBeatsPerS the heartbeat before there was anything to do
 * @param beatsPerS the heartbeat beside the work
 * @param longestGapMs for how long it was not heard at most
 * @param machineBeatsPerS the same of a thread of the OS, which no scheduler of Java's can starve
 * @param machineGapMs for how long that was not heard: what the machine does to any thread
 * @param requestsPerS what the program got done
 * @param p50Ms what half of its requests don't exceed
 * @param p99Ms what 99 of 100 requests don't exceed
 * @param errors requests that failed
 * @param firstError what was wrong with the first of them, or null
 * @param ended whether all of its threads came to an end when they were asked to
 */
public record Measured(
        double aloneBeatsPerS,
        double beatsPerS,
        double longestGapMs,
        double machineBeatsPerS,
        double machineGapMs,
        double requestsPerS,
        double p50Ms,
        double p99Ms,
        double errors,
        String firstError,
        boolean ended) {
    /** A heart that beats less often than this is not alive. */
    private static final double STARVED_SHARE = 0.1;

    /** Who asks a service whether it's well waits this long at most. */
    private static final double STARVED_GAP_MS = 1_000;

    private static final double DISTURBED_GAP_MS = 500;

    /** How a run went. */
    public enum Ending {
        /** The heartbeat was there, and all threads came to an end. */
        FINISHED,
        /**
         * The heartbeat came less often than a tenth of what it does alone, or was not heard for a
         * second; or threads never came to an end.
         */
        STARVED
    }

    static Measured parse(String line) throws IOException {
        Map<String, Object> values;
        try {
            values = JSON.std.mapFrom(line);
        } catch (IOException e) {
            throw new IOException("printed no line of JSON but: " + line, e);
        }
        return new Measured(
                number(values, "alone_beats_per_s"),
                number(values, "beats_per_s"),
                number(values, "longest_gap_ms"),
                number(values, "machine_beats_per_s"),
                number(values, "machine_gap_ms"),
                number(values, "requests_per_s"),
                number(values, "p50_ms"),
                number(values, "p99_ms"),
                number(values, "errors"),
                values.get("first_error") instanceof String text ? text : null,
                Boolean.TRUE.equals(values.get("ended")));
    }

    /**
     * Of several runs of the same: each figure's median, the sum of errors, and ended when all did.
     *
     * @param runs at least one
     */
    static Measured median(List<Measured> runs) {
        return new Measured(
                median(runs, Measured::aloneBeatsPerS),
                median(runs, Measured::beatsPerS),
                median(runs, Measured::longestGapMs),
                median(runs, Measured::machineBeatsPerS),
                median(runs, Measured::machineGapMs),
                median(runs, Measured::requestsPerS),
                median(runs, Measured::p50Ms),
                median(runs, Measured::p99Ms),
                runs.stream().mapToDouble(Measured::errors).sum(),
                first(runs, Measured::firstError),
                runs.stream().allMatch(Measured::ended));
    }

    /** One figure's median. */
    static <T> double median(List<T> runs, ToDoubleFunction<T> figure) {
        return Statistics.median(runs.stream().mapToDouble(figure).toArray());
    }

    /** What the first of those has that have it, or null. */
    static <T> String first(List<T> runs, Function<T, String> text) {
        return runs.stream().map(text).filter(Objects::nonNull).findFirst().orElse(null);
    }

    /** A figure that a program has printed. */
    static double number(Map<?, ?> values, String name) throws IOException {
        if (values.get(name) instanceof Number number) {
            return number.doubleValue();
        }
        throw new IOException("printed no " + name + " but: " + values);
    }

    /**
     * Whether the run says nothing of schedulers: a thread of the OS was silent for half a second,
     * as when the whole process is stopped by another.
     */
    boolean isDisturbed() {
        return machineGapMs >= DISTURBED_GAP_MS;
    }

    /** {@return the heartbeat as a share of what it does alone} */
    public double heartbeatShare() {
        return aloneBeatsPerS == 0 ? 0 : beatsPerS / aloneBeatsPerS;
    }

    /** {@return how it went} */
    public Ending ending() {
        return !ended || heartbeatShare() < STARVED_SHARE || longestGapMs >= STARVED_GAP_MS
                ? Ending.STARVED
                : Ending.FINISHED;
    }

    /** As JSON has it. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("ending", ending().name().toLowerCase(Locale.ROOT));
        map.put("alone_beats_per_s", aloneBeatsPerS);
        map.put("beats_per_s", beatsPerS);
        map.put("longest_gap_ms", longestGapMs);
        map.put("machine_beats_per_s", machineBeatsPerS);
        map.put("machine_gap_ms", machineGapMs);
        map.put("requests_per_s", requestsPerS);
        map.put("p50_ms", p50Ms);
        map.put("p99_ms", p99Ms);
        map.put("errors", errors);
        map.put("first_error", firstError);
        map.put("ended", ended);
        return map;
    }
}
