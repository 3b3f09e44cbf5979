package dev.baton.cli.bench;

import java.util.Map;
import java.util.OptionalDouble;

/** What one run of one side of one experiment came to. */
public sealed interface Outcome {
    /**
     * It measured.
     *
     * @param values by the figure's id
     * @param stepsPerMicrosecond how much work a microsecond was taken for; empty where none is
     *     done
     */
    record Measured(Map<String, Double> values, OptionalDouble stepsPerMicrosecond)
            implements Outcome {
        /** Copies the map. */
        public Measured {
            values = Map.copyOf(values);
        }
    }

    /**
     * It ran, and there is nothing to measure on this side: what was waited for never happened, or
     * the machine doesn't offer what is needed.
     *
     * @param why for a reader; begins with "never" in the first case
     */
    record None(String why) implements Outcome {}

    /**
     * It could not be run, or broke.
     *
     * @param why for a reader
     */
    record Failed(String why) implements Outcome {}
}
