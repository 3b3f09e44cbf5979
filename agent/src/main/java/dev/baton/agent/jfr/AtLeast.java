package dev.baton.agent.jfr;

import java.util.Map;

/** A duration as settings of a recording have it: {@code 20 ms}, {@code 500us}, {@code 1 s}. */
final class AtLeast {
    private static final Map<String, Long> UNITS =
            Map.of(
                    "ns", 1L,
                    "us", 1_000L,
                    "ms", 1_000_000L,
                    "s", 1_000_000_000L,
                    "m", 60_000_000_000L,
                    "h", 3_600_000_000_000L);

    private AtLeast() {}

    /**
     * Reads it.
     *
     * @return nanoseconds; more than any call takes where the text makes no sense, as the recorder
     *     has it for its own
     */
    static long parse(String text) {
        String trimmed = text.strip();
        int digits = 0;
        while (digits < trimmed.length() && Character.isDigit(trimmed.charAt(digits))) {
            digits++;
        }
        Long unit = UNITS.get(trimmed.substring(digits).strip());
        if (unit == null || digits == 0 || digits > 9) {
            return Long.MAX_VALUE;
        }
        return Long.parseLong(trimmed.substring(0, digits)) * unit;
    }
}
