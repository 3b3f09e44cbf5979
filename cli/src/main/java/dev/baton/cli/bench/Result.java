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
        List<Double> values = values(figure, peer);
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /** Of all runs, or none. */
    private List<Double> values(Figure figure, Peer peer) {
        List<Double> values = new ArrayList<>();
        for (Outcome outcome : outcomes.getOrDefault(peer, List.of())) {
            if (!(outcome instanceof Outcome.Measured measured)
                    || !measured.values().containsKey(figure.id())) {
                return List.of();
            }
            values.add(measured.values().get(figure.id()));
        }
        return values;
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

    /**
     * The same for each round in which both ran: how far it differs from one time to the next.
     *
     * @return empty with fewer than two rounds
     */
    Optional<Spread> ratios(Figure figure, Peer peer) {
        if (ratio(figure, peer).isEmpty()) {
            return Optional.empty();
        }
        List<Double> ours = values(figure, Peer.BATON);
        List<Double> theirs = values(figure, peer);
        List<Double> ratios = new ArrayList<>();
        for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
            if (theirs.get(i) > 0) {
                ratios.add(ours.get(i) / theirs.get(i));
            }
        }
        return ratios.size() < 2 ? Optional.empty() : Optional.of(Spread.of(ratios));
    }

    /** What to show for it: the ratio of the medians, and from where to where it went. */
    String ratioCell(Figure figure, Peer peer) {
        String ratio = ratio(figure, peer).map(Numbers::brief).orElse("–");
        return ratios(figure, peer).map(spread -> ratio + " " + spread.range()).orElse(ratio);
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
