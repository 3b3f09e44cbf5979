package dev.baton.cli.server;

import dev.baton.bench.Goal;
import dev.baton.cli.bench.Numbers;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is wanted of Baton's median: a bound, or a multiple of what another side does in the same
 * run. The goals of the servers stand here, and nowhere else.
 *
 * @param atMost whether less is better
 * @param bound the bound itself, or how many times the other's median
 * @param side whose median it is a multiple of; null where the bound stands for itself
 */
record ServerGoal(boolean atMost, double bound, ServerSide side) {
    /** So much of what stock's CPU time has above the limit in C may Baton's have. */
    private static final double OVER_C = 0.4;

    /** So much of stock's CPU time, where there is no such limit. */
    private static final double CPU = 0.92;

    private static final double RATE = 1.05;

    /** What reads as 0 %: 5 ms in 5 s. */
    private static final double IDLE_PERCENT = 0.1;

    /** That of a figure of a row; empty where nothing is wanted. */
    static Optional<ServerGoal> of(ServerRow row, ServerFigure figure) {
        return switch (figure) {
            case RATE -> Optional.of(new ServerGoal(false, RATE, ServerSide.STOCK));
            case P99, SWITCHES, PSS -> Optional.of(new ServerGoal(true, 1, ServerSide.STOCK));
            case CPU ->
                    Optional.of(
                            row.kind() == ServerKind.PLAIN
                                    ? new ServerGoal(true, 1, ServerSide.GO)
                                    : new ServerGoal(true, CPU, ServerSide.STOCK));
            case OVER_C -> Optional.of(new ServerGoal(true, OVER_C, null));
            case ERRORS -> Optional.of(new ServerGoal(true, 0, null));
            case FIRST_2_S, FIRST_5_S, FIRST_10_S, FIRST_30_S ->
                    Optional.of(new ServerGoal(false, 1, ServerSide.STOCK));
            case IDLE_CPU -> Optional.of(new ServerGoal(true, IDLE_PERCENT, null));
            case P50, P999, USER, KERNEL, SYSCALLS, CONNECTIONS, RSS, RSS_EACH -> Optional.empty();
        };
    }

    /**
     * Whether it is met.
     *
     * @param medians the median of each side, empty where it has none
     * @return empty when Baton or the side that it is compared with was not measured
     */
    Optional<Boolean> met(Function<ServerSide, Optional<Double>> medians) {
        return Goal.met(atMost, bound, side, ServerSide.BATON, medians);
    }

    /** For a reader: {@code ≤ 0.4}, {@code ≥ 1.05 × stock}. */
    @Override
    public String toString() {
        String text = atMost ? "≤ " : "≥ ";
        if (side == null) {
            return text + Numbers.brief(bound);
        }
        return text + (bound == 1 ? side.title() : bound + " × " + side.title());
    }
}
