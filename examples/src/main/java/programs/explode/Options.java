package programs.explode;

import java.util.Locale;
import programs.demo.Argument;

/**
 * What {@link Explosion} is told.
 *
 * @param n {@code --n=N}: threads that block, at least 1; 5,000 by default
 * @param threads {@code --threads=virtual} or {@code platform}: what they are; virtual by default
 * @param holdMs {@code --hold=SECONDS}: milliseconds from when they are started until they are let
 *     go; 5 s by default
 * @param afterMs {@code --seconds=SECONDS}: for how many milliseconds the program goes on then; 12
 *     s by default
 */
record Options(int n, Threads threads, long holdMs, long afterMs) {
    /** What kind of threads block. */
    enum Threads {
        VIRTUAL,
        PLATFORM;

        /** Starts one. */
        void start(Runnable task) {
            switch (this) {
                case VIRTUAL -> Thread.ofVirtual().start(task);
                case PLATFORM -> Thread.ofPlatform().daemon().start(task);
            }
        }
    }

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException that names what is wrong with it
     */
    static Options parse(String... args) {
        int n = 5000;
        Threads threads = Threads.VIRTUAL;
        long holdMs = 5000;
        long afterMs = 12000;
        for (String arg : args) {
            Argument argument = new Argument(arg);
            switch (argument.name()) {
                case "--n" -> n = argument.count();
                case "--threads" -> threads = threads(argument);
                case "--hold" -> holdMs = argument.milliseconds(0);
                case "--seconds" -> afterMs = argument.milliseconds(0);
                default ->
                        throw argument.wrong(
                                "no such option; there are --n=N, --threads=virtual|platform,"
                                        + " --hold=SECONDS and --seconds=SECONDS");
            }
        }
        return new Options(n, threads, holdMs, afterMs);
    }

    private static Threads threads(Argument argument) {
        for (Threads kind : Threads.values()) {
            if (argument.value().equals(kind.name().toLowerCase(Locale.ROOT))) {
                return kind;
            }
        }
        throw argument.wrong("must be virtual or platform");
    }
}
