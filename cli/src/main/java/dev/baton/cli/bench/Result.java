package dev.baton.cli.bench;

import dev.baton.bench.Experiment;
import dev.baton.bench.Figure;
import dev.baton.bench.Peer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;

/**
 * All outcomes of one experiment.
 *
 * @param experiment which
 * @param outcomes of each peer that took part, one for each run
 */
public record Result(Experiment experiment, Map<Peer, List<Outcome>> outcomes) {
    /** By how much two sides may differ in what they take for a microsecond of work. */
    private static final double CALIBRATION_TOLERANCE = 0.1;

    /**
     * What a peer did in one figure.
     *
     * @param figure of this experiment
     * @param peer whose
     * @return empty when it took no part, or one of its runs measured nothing
     */
    Optional<Spread> spread(Figure figure, Peer peer) {
        List<Outcome> all = outcomes.getOrDefault(peer, List.of());
        List<Double> values = new ArrayList<>();
        for (Outcome outcome : all) {
            if (!(outcome instanceof Outcome.Measured measured)
                    || !measured.values().containsKey(figure.id())) {
                return Optional.empty();
            }
            values.add(measured.values().get(figure.id()));
        }
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /** The run of a peer that measured nothing, if there is one. */
    private Optional<Outcome> broken(Peer peer) {
        return outcomes.getOrDefault(peer, List.of()).stream()
                .filter(outcome -> !(outcome instanceof Outcome.Measured))
                .findFirst();
    }

    /** Whether something ran that never came to an end of what it was to do. */
    boolean isNever(Peer peer) {
        return broken(peer).orElse(null) instanceof Outcome.None(String why)
                && why.startsWith("never");
    }

    /** How many runs a peer made. */
    int runs(Peer peer) {
        return outcomes.getOrDefault(peer, List.of()).size();
    }

    /** What to show for a peer in one figure. */
    String cell(Figure figure, Peer peer) {
        return spread(figure, peer)
                .map(Spread::toString)
                .orElseGet(() ->
                        switch (broken(peer).orElse(null)) {
                            case Outcome.Failed failed -> "failed";
                            case Outcome.None none -> isNever(peer) ? "never" : "–";
                            case null, default -> "–";
                        });
    }

    /** Baton's median as a multiple of the peer's. */
    Optional<Double> ratio(Figure figure, Peer peer) {
        return spread(figure, Peer.BATON)
                .flatMap(ours ->
                        spread(figure, peer)
                                .filter(theirs -> theirs.median() > 0)
                                .map(theirs -> ours.median() / theirs.median()));
    }

    /** Whether the figure's goal is met; empty where there is none, or nothing to tell it by. */
    Optional<Boolean> met(Figure figure) {
        if (figure.goal().isEmpty()) {
            return Optional.empty();
        }
        if (broken(Peer.BATON).isPresent() && (isNever(Peer.BATON) || isFailed(Peer.BATON))) {
            return Optional.of(false);
        }
        return figure.goal().get().met(peer -> spread(figure, peer).map(Spread::median));
    }

    private boolean isFailed(Peer peer) {
        return broken(peer).orElse(null) instanceof Outcome.Failed;
    }

    /**
     * Whether all sides could be run.
     *
     * @return false when one failed; one that never came to an end did not fail
     */
    public boolean ran() {
        return outcomes.keySet().stream().noneMatch(this::isFailed);
    }

    /**
     * What a reader must know beside the numbers.
     *
     * @return a line or several for each note
     */
    public List<String> notes() {
        List<String> notes = new ArrayList<>();
        for (Peer peer : outcomes.keySet()) {
            switch (broken(peer).orElse(null)) {
                case Outcome.None(String why) -> notes.add(about(peer) + why);
                case Outcome.Failed(String why) -> notes.add(about(peer) + why);
                case null, default -> {}
            }
        }
        double[] steps =
                outcomes.values().stream()
                        .flatMap(List::stream)
                        .map(o -> o instanceof Outcome.Measured m ? m : null)
                        .filter(Objects::nonNull)
                        .flatMapToDouble(m -> m.stepsPerMicrosecond().stream())
                        .toArray();
        double least = DoubleStream.of(steps).min().orElse(1);
        double most = DoubleStream.of(steps).max().orElse(1);
        if (most > least * (1 + CALIBRATION_TOLERANCE)) {
            notes.add(
                    experiment.id()
                            + ": a microsecond of work was from "
                            + Numbers.brief(least)
                            + " to "
                            + Numbers.brief(most)
                            + " steps, so the machine was too busy to compare the sides");
        }
        return notes;
    }

    /**
     * The main figure of each side.
     *
     * @return for example {@code baton 38.1 µs, stock never, go 112 µs}
     */
    public String summary() {
        Figure main = experiment.figures().getFirst();
        return outcomes.keySet().stream()
                .map(peer ->
                        peer.id()
                                + " "
                                + spread(main, peer)
                                        .map(s -> Numbers.brief(s.median()))
                                        .map(s -> (s + " " + main.unit()).strip())
                                        .orElseGet(() -> cell(main, peer)))
                .collect(Collectors.joining(", "));
    }

    private String about(Peer peer) {
        return experiment.id() + ", " + peer.id() + ": ";
    }
}
