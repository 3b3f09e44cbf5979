package dev.baton.cli.bench;

import dev.baton.bench.Experiment;
import dev.baton.bench.Peer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Runs experiments, the sides in turns: what disturbs the machine for a while disturbs all of them.
 */
public final class Comparison {
    /** Who runs. */
    public interface Side {
        /**
         * Whether a peer takes part, here and now.
         *
         * @param experiment in what
         * @param peer who
         * @return true if it can be run
         */
        boolean has(Experiment experiment, Peer peer);

        /**
         * Runs it once.
         *
         * @param experiment what
         * @param peer whose side of it
         * @return what came of it
         * @throws IOException when a process can't be started
         * @throws InterruptedException when interrupted; nothing runs any more
         */
        Outcome run(Experiment experiment, Peer peer) throws IOException, InterruptedException;
    }

    /** Is told how far it is. */
    public interface Progress {
        /**
         * An experiment begins.
         *
         * @param experiment which
         * @param number the how manieth, from 1
         * @param of how many there are
         */
        void begins(Experiment experiment, int number, int of);

        /** One run of one side is over. */
        void ran();

        /**
         * An experiment is over.
         *
         * @param result what came out
         */
        void ends(Result result);
    }

    private final Length length;
    private final Side sides;

    Comparison(Length length, Side sides) {
        this.length = length;
        this.sides = sides;
    }

    /**
     * A comparison in processes.
     *
     * @param length how long
     * @param go the Go side
     * @param unmodified runs programs that know nothing of Baton
     */
    public Comparison(Length length, GoPeer go, Side unmodified) {
        this(length, new Launcher(length, go, unmodified));
    }

    /**
     * Runs them all.
     *
     * @param experiments in this order
     * @param progress is told
     * @return a result for each
     * @throws IOException when a process can't be started
     * @throws InterruptedException when interrupted; nothing runs any more
     */
    public List<Result> run(List<Experiment> experiments, Progress progress)
            throws IOException, InterruptedException {
        List<Result> results = new ArrayList<>();
        for (Experiment experiment : experiments) {
            progress.begins(experiment, results.size() + 1, experiments.size());
            Result result = new Result(experiment, run(experiment, progress));
            results.add(result);
            progress.ends(result);
        }
        return results;
    }

    private Map<Peer, List<Outcome>> run(Experiment experiment, Progress progress)
            throws IOException, InterruptedException {
        Map<Peer, List<Outcome>> outcomes = new EnumMap<>(Peer.class);
        for (int round = 0; round < length.runs(); round++) {
            for (Peer peer : Peer.values()) {
                if (sides.has(experiment, peer)) {
                    List<Outcome> those = outcomes.computeIfAbsent(peer, p -> new ArrayList<>());
                    // What never happens won't happen the next time, and takes longest.
                    if (those.stream().allMatch(Outcome.Measured.class::isInstance)) {
                        those.add(sides.run(experiment, peer));
                    }
                    progress.ran();
                }
            }
        }
        return outcomes;
    }
}
