package dev.baton.cli.real;

import com.fasterxml.jackson.jr.ob.JSON;
import java.io.IOException;
import java.util.ArrayList;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of one kind of request.
 *
 * @param kind its name
 * @param requests how many were asked
 * @param answered how many of them were answered as they should be
 * @param requestsPerS of those that were answered
 * @param slowestPerS the same of the turn in which it was least
 * @param fastestPerS and of that in which it was most
 * @param p50Ms what half of them don't exceed; of several turns the median of theirs
 * @param p99Ms what 99 of 100 don't exceed, likewise
 * @param errors requests that failed, also of those to warm up
 * @param firstError what was wrong with the first of them, or null
 */
public record LoadFigures(
        String kind,
        long requests,
        long answered,
        double requestsPerS,
        double slowestPerS,
        double fastestPerS,
        double p50Ms,
        double p99Ms,
        long errors,
        String firstError) {
    /** Of the line that the load generator prints. */
    static List<LoadFigures> parse(String line) throws IOException {
        List<LoadFigures> list = new ArrayList<>();
        try {
            for (Object element : JSON.std.listFrom(line)) {
                list.add(of((Map<?, ?>) element));
            }
        } catch (IOException | ClassCastException e) {
            throw new IOException("printed no figures but: " + line, e);
        }
        return list;
    }

    /** Of several turns of one length, which asked for the same kinds in the same order. */
    static List<LoadFigures> of(List<List<LoadFigures>> turns) {
        List<LoadFigures> all = new ArrayList<>();
        int kinds = turns.stream().mapToInt(List::size).min().orElse(0);
        for (int i = 0; i < kinds; i++) {
            int kind = i;
            all.add(ofOneKind(turns.stream().map(turn -> turn.get(kind)).toList()));
        }
        return all;
    }

    private static LoadFigures ofOneKind(List<LoadFigures> turns) {
        DoubleSummaryStatistics rates =
                turns.stream().mapToDouble(LoadFigures::requestsPerS).summaryStatistics();
        return new LoadFigures(
                turns.getFirst().kind,
                turns.stream().mapToLong(LoadFigures::requests).sum(),
                turns.stream().mapToLong(LoadFigures::answered).sum(),
                rates.getAverage(),
                rates.getMin(),
                rates.getMax(),
                Measured.median(turns, LoadFigures::p50Ms),
                Measured.median(turns, LoadFigures::p99Ms),
                turns.stream().mapToLong(LoadFigures::errors).sum(),
                Measured.first(turns, LoadFigures::firstError));
    }

    private static LoadFigures of(Map<?, ?> map) throws IOException {
        double requestsPerS = Measured.number(map, "requests_per_s");
        return new LoadFigures(
                String.valueOf(map.get("kind")),
                (long) Measured.number(map, "requests"),
                (long) Measured.number(map, "answered"),
                requestsPerS,
                requestsPerS,
                requestsPerS,
                Measured.number(map, "p50_ms"),
                Measured.number(map, "p99_ms"),
                (long) Measured.number(map, "errors"),
                map.get("first_error") instanceof String text ? text : null);
    }

    /** {@return whether there were requests, and each was answered as it should be} */
    public boolean isFaultless() {
        return requests > 0 && answered == requests && errors == 0;
    }

    /** As JSON has it. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("kind", kind);
        map.put("requests", requests);
        map.put("answered", answered);
        map.put("requests_per_s", requestsPerS);
        map.put("slowest_turn_per_s", slowestPerS);
        map.put("fastest_turn_per_s", fastestPerS);
        map.put("p50_ms", p50Ms);
        map.put("p99_ms", p99Ms);
        map.put("errors", errors);
        map.put("first_error", firstError);
        return map;
    }
}
