package dev.baton.cli.server;

import dev.baton.cli.bench.Numbers;
import dev.baton.cli.bench.Spread;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What came of a row.
 *
 * @param row which
 * @param values of each side that was measured, one for each turn
 * @param failures why a side broke
 */
record ServerResult(
        ServerRow row,
        Map<ServerSide, Map<ServerFigure, List<Double>>> values,
        Map<ServerSide, String> failures) {
    /** Keeps the sides' order. */
    ServerResult {
        values = new EnumMap<>(values.isEmpty() ? new EnumMap<>(ServerSide.class) : values);
        failures = new EnumMap<>(failures.isEmpty() ? new EnumMap<>(ServerSide.class) : failures);
    }

    private List<Double> turns(ServerFigure figure, ServerSide side) {
        return values.getOrDefault(side, Map.of()).getOrDefault(figure, List.of());
    }

    /** What a side did in one figure; empty when that wasn't measured, or the side broke. */
    Optional<Spread> spread(ServerFigure figure, ServerSide side) {
        if (failures.containsKey(side)) {
            return Optional.empty();
        }
        if (figure == ServerFigure.OVER_C) {
            return overC(side).map(share -> Spread.of(List.of(share)));
        }
        List<Double> turns = turns(figure, side);
        return turns.isEmpty() ? Optional.empty() : Optional.of(Spread.of(turns));
    }

    Optional<Double> median(ServerFigure figure, ServerSide side) {
        return spread(figure, side).map(Spread::median);
    }

    /** What a side's CPU time has above that of C, of what stock's has. */
    private Optional<Double> overC(ServerSide side) {
        Optional<Double> c = median(ServerFigure.CPU, ServerSide.C);
        Optional<Double> stock = median(ServerFigure.CPU, ServerSide.STOCK);
        Optional<Double> ours = median(ServerFigure.CPU, side);
        return c.isEmpty() || stock.isEmpty() || ours.isEmpty() || stock.get() <= c.get()
                ? Optional.empty()
                : Optional.of((ours.get() - c.get()) / (stock.get() - c.get()));
    }

    /** Baton's median as a multiple of stock's. */
    Optional<Double> ofStock(ServerFigure figure) {
        return median(figure, ServerSide.BATON)
                .flatMap(ours ->
                        median(figure, ServerSide.STOCK)
                                .filter(theirs -> theirs > 0)
                                .map(theirs -> ours / theirs));
    }

    /**
     * The same for each turn: how far it differs from one to the next. Empty with fewer than two.
     */
    Optional<Spread> ofStockByTurn(ServerFigure figure) {
        List<Double> ours = turns(figure, ServerSide.BATON);
        List<Double> theirs = turns(figure, ServerSide.STOCK);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            if (theirs.get(i) > 0) {
                ratios.add(ours.get(i) / theirs.get(i));
            }
        }
        return ratios.size() < 2 || ofStock(figure).isEmpty()
                ? Optional.empty()
                : Optional.of(Spread.of(ratios));
    }

    /** Whether the figure's goal is met; empty where there is none, or nothing to tell it by. */
    Optional<Boolean> met(ServerFigure figure) {
        return ServerGoal.of(row, figure)
                .flatMap(goal ->
                        failures.containsKey(ServerSide.BATON)
                                ? Optional.of(false)
                                : goal.met(side -> median(figure, side)));
    }

    /** Whether no side broke. */
    boolean ran() {
        return failures.isEmpty();
    }

    /** A line for each side that broke. */
    List<String> notes() {
        return failures.entrySet().stream()
                .map(failure -> row.id() + ", " + failure.getKey().id() + ": " + failure.getValue())
                .toList();
    }

    /** The main figure of each side, and another. */
    String summary() {
        ServerFigure main = ServerFigure.of(row).getFirst();
        ServerFigure second =
                switch (row.stage()) {
                    case LOADED -> ServerFigure.CPU;
                    case FIRST -> ServerFigure.FIRST_10_S;
                    case IDLE -> ServerFigure.PSS;
                };
        return values.keySet().stream()
                .filter(side -> !failures.containsKey(side))
                .map(side -> side.title() + " " + text(main, side) + " " + text(second, side))
                .collect(Collectors.joining(", "));
    }

    private String text(ServerFigure figure, ServerSide side) {
        String unit = figure.unit();
        return median(figure, side).map(Numbers::brief).orElse("–")
                + (unit.isEmpty() || unit.startsWith("/") ? unit : " " + unit);
    }
}
