package dev.baton.bench;

import java.util.Optional;

/**
 * One number that an experiment finds: a row of the table.
 *
 * @param id unique; the experiment's own id, or one that begins with it
 * @param what it is, for a reader
 * @param unit of the number, empty for a ratio or a count
 * @param goal what is wanted of it
 */
public record Figure(String id, String what, String unit, Optional<Goal> goal) {
    Figure(String id, String what, String unit) {
        this(id, what, unit, Optional.empty());
    }

    Figure(String id, String what, String unit, Goal goal) {
        this(id, what, unit, Optional.of(goal));
    }
}
