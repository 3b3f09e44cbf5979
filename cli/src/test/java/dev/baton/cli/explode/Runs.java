package dev.baton.cli.explode;

import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.SourceTree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import programs.explode.Tally;

/** Runs that never ran. */
final class Runs {
    static final Setting SETTING = new Setting(5_000, 2, 3_000, 7_000);

    private static final Machine MACHINE =
            new Machine("A <Processor>", 2, "6.1", "JDK", Optional.empty(), Optional.of(2), 0.5);

    private Runs() {}

    static ExplodeReport report(Run... runs) {
        return new ExplodeReport(SETTING, MACHINE, List.of(runs), List.of("Go is left out."));
    }

    /** One that ended well, and took so many threads at most. */
    static Run run(Side side, long threads) {
        return run(
                side,
                sample(100, 90, 0, 0, Tally.State.ALONE, 15),
                sample(500, 450, 0, 0, Tally.State.ALONE, 15),
                sample(700, 600, 200, 0, Tally.State.HELD, threads),
                sample(900, 800, 5_000, 0, Tally.State.HELD, threads),
                sample(3_500, 3_000, 5_000, 0, Tally.State.HELD, threads),
                sample(3_600, 3_100, 5_000, 1_000, Tally.State.LET_GO, threads),
                sample(10_600, 10_000, 5_000, 5_000, Tally.State.RIGHT, 20));
    }

    /** One that ended as its last sample says. */
    static Run run(Side side, Sample... samples) {
        Run run = waiting(side);
        Arrays.stream(samples).forEach(sample -> run.saw(sample.tally(), Optional.of(sample)));
        run.ended(0);
        return run;
    }

    static Run waiting(Side side) {
        return new Run(
                side, new Launch(new SourceTree(Path.of("/a tree")), Path.of("/go"), SETTING));
    }

    static Sample sample(
            long ms, long beats, long begun, long back, Tally.State state, long threads) {
        return new Sample(
                new Tally(ms, beats, 1, 7, begun, back, 0, state), threads, 40_960 + 64 * threads);
    }
}
