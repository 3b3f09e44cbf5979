package dev.baton.cli.real;

import java.util.List;
import java.util.Optional;

/**
 * What came of a program on one side.
 *
 * @param program which
 * @param procs carriers or Ps
 * @param side on what
 * @param measured its figures, empty when it did not run
 * @param failure why it did not run, or null
 */
public record Outcome(
        RealProgram program, int procs, Side side, Optional<Measured> measured, String failure) {
    /** A run that ended with its figures. */
    static Outcome of(RealProgram program, int procs, Side side, Measured measured) {
        return new Outcome(program, procs, side, Optional.of(measured), null);
    }

    /**
     * A run that could not be made.
     *
     * @param program which
     * @param procs carriers or Ps
     * @param side on what
     * @param failure why
     * @return the outcome
     */
    public static Outcome failed(RealProgram program, int procs, Side side, String failure) {
        return new Outcome(program, procs, side, Optional.empty(), failure);
    }

    /**
     * One for several runs of the same.
     *
     * @param runs at least one
     * @return the medians, or the first failure
     */
    public static Outcome median(List<Outcome> runs) {
        return runs.stream()
                .filter(run -> run.measured().isEmpty())
                .findFirst()
                .orElseGet(() -> {
                    Outcome first = runs.getFirst();
                    return of(
                            first.program(),
                            first.procs(),
                            first.side(),
                            Measured.median(
                                    runs.stream()
                                            .flatMap(run -> run.measured().stream())
                                            .toList()));
                });
    }
}
