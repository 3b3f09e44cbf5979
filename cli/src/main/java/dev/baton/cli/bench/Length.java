package dev.baton.cli.bench;

import java.util.Locale;

/**
 * How long a comparison takes.
 *
 * @param runs how often each side runs each experiment, at least 1
 * @param seconds how long a run measures, above 0
 * @param warmup how long it runs before that, in seconds, above 0
 */
public record Length(int runs, double seconds, double warmup) {
    /** For figures that are to be quoted. */
    public static final Length FULL = new Length(5, 3, 1);

    /** All experiments in less than three minutes on 2 cores. */
    public static final Length QUICK = new Length(1, 0.7, 0.5);

    /** Checks the ranges. */
    public Length {
        if (runs < 1 || runs > 1000) {
            throw new IllegalArgumentException("runs=" + runs + ": must be 1 to 1000");
        }
        if (!(seconds > 0 && seconds <= 3600)) {
            throw new IllegalArgumentException(
                    "seconds=" + seconds + ": must be above 0 and at most 3600");
        }
        if (!(warmup > 0 && warmup <= 3600)) {
            throw new IllegalArgumentException(
                    "warmup=" + warmup + ": must be above 0 and at most 3600");
        }
    }

    /**
     * For a reader.
     *
     * @return for example {@code 5 runs of 3 s after 1 s}
     */
    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d run%s of %s s after %s s",
                runs,
                runs == 1 ? "" : "s",
                Numbers.brief(seconds),
                Numbers.brief(warmup));
    }
}
