package dev.baton.cli.bench;

import dev.baton.bench.Catalogue;
import dev.baton.bench.Experiment;
import dev.baton.bench.Peer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Outcomes as processes would have had them. */
final class Outcomes {
    private final Map<Peer, List<Outcome>> outcomes = new EnumMap<>(Peer.class);

    static Outcome.Measured measured(String figure, double value) {
        return new Outcome.Measured(Map.of(figure, value), OptionalDouble.empty());
    }

    /** One run for each value. */
    Outcomes with(Peer peer, String figure, double... values) {
        Arrays.stream(values).forEach(v -> with(peer, measured(figure, v)));
        return this;
    }

    Outcomes with(Peer peer, Outcome outcome) {
        outcomes.computeIfAbsent(peer, p -> new ArrayList<>()).add(outcome);
        return this;
    }

    Result of(String id) {
        return new Result(experiment(id), outcomes);
    }

    static Experiment experiment(String id) {
        return Catalogue.find(id).orElseThrow();
    }
}
