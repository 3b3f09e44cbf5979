package dev.baton.cli.real;

/**
 * For how long each run is measured.
 *
 * @param seconds above 0, to 600
 * @param warmupSeconds before that, and for the heartbeat alone; above 0, to 600
 */
public record RealLength(double seconds, double warmupSeconds) {
    /** What figures are taken with. */
    public static final RealLength FULL = new RealLength(5, 2);

    /** For a first look. */
    public static final RealLength QUICK = new RealLength(2, 0.7);

    /** For load on a server: long enough for what is rare. */
    public static final RealLength LOAD = new RealLength(60, 6);

    /**
     * Checks the numbers.
     *
     * @throws IllegalArgumentException for one outside its range
     */
    public RealLength {
        check("seconds", seconds);
        check("warmup", warmupSeconds);
    }

    private static void check(String name, double value) {
        if (!(value > 0 && value <= 600)) {
            throw new IllegalArgumentException(name + "=" + value + ": must be above 0, to 600");
        }
    }
}
