package dev.baton.cli.real;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A program on both sides with as many carriers as Ps.
 *
 * @param program which
 * @param procs how many
 * @param plain on the JDK's scheduler
 * @param baton on Baton
 */
public record Comparison(RealProgram program, int procs, Outcome plain, Outcome baton) {
    private static final double MIN_HEARTBEAT_SHARE = 0.8;
    private static final double MAX_GAP_MS = 50;

    /** {@return whether both sides ran, however well} */
    public boolean ran() {
        return plain.measured().isPresent() && baton.measured().isPresent();
    }

    /**
     * Which of the goals Baton misses: a heartbeat of 80 % of what it does alone, never silent for
     * 50 ms, and no less done than on the JDK's scheduler.
     *
     * @return each in a few words
     */
    public List<String> shortfalls() {
        Optional<Measured> found = baton.measured();
        if (found.isEmpty()) {
            return List.of("did not run");
        }
        Measured measured = found.get();
        List<String> shortfalls = new ArrayList<>();
        if (measured.ending() == Measured.Ending.STARVED) {
            shortfalls.add("starved");
        }
        if (measured.errors() > 0) {
            shortfalls.add("errors");
        }
        if (measured.heartbeatShare() < MIN_HEARTBEAT_SHARE) {
            shortfalls.add("heartbeat < 80 %");
        }
        if (measured.longestGapMs() >= MAX_GAP_MS) {
            shortfalls.add(
                    measured.machineGapMs() >= MAX_GAP_MS
                            ? "gap ≥ 50 ms, as a thread of the OS had"
                            : "gap ≥ 50 ms");
        }
        double other = plain.measured().map(Measured::requestsPerS).orElse(0.0);
        if (measured.requestsPerS() < other) {
            shortfalls.add(
                    "%.0f %% of plain's throughput"
                            .formatted(Math.min(99, 100 * measured.requestsPerS() / other)));
        }
        return List.copyOf(shortfalls);
    }
}
