package dev.baton.cli.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * One thing that was looked at.
 *
 * @param id its name in JSON, stable
 * @param label its name for people
 * @param verdict how it is
 * @param found what is there
 * @param use what Baton does with it, or in its place
 * @param advice what to do about what is missing; empty when nothing is
 */
public record Finding(
        String id,
        String label,
        Verdict verdict,
        String found,
        String use,
        Optional<String> advice) {
    static Finding ok(String id, String label, String found, String use) {
        return new Finding(id, label, Verdict.OK, found, use, Optional.empty());
    }

    static Finding less(String id, String label, String found, String use, String advice) {
        return new Finding(id, label, Verdict.LESS, found, use, Optional.of(advice));
    }

    static Finding fatal(String id, String label, String found, String advice) {
        return new Finding(id, label, Verdict.FATAL, found, "Baton can't run", Optional.of(advice));
    }

    /**
     * As JSON has it.
     *
     * @return names and values, in this order
     */
    public Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("id", id);
        map.put("verdict", verdict.toString());
        map.put("found", found);
        map.put("use", use);
        map.put("advice", advice.orElse(null));
        return map;
    }
}
