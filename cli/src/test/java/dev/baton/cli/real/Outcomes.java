package dev.baton.cli.real;

/** Runs with figures that a test chooses. */
final class Outcomes {
    private Outcomes() {}

    static Measured measured(double beats, double gapMs, double machineGapMs, double requests) {
        return new Measured(800, beats, gapMs, 800, machineGapMs, requests, 2, 30, 0, null, true);
    }

    static Comparison comparison(RealProgram program, Measured plain, Measured baton) {
        return new Comparison(
                program,
                2,
                Outcome.of(program, 2, Side.PLAIN, plain),
                Outcome.of(program, 2, Side.BATON, baton));
    }
}
