package programs.fifos;

/**
 * What {@link FifoReaders} is told.
 *
 * @param readers {@code --readers=N}: at least 1; 4 by default
 * @param holdMs {@code --hold=SECONDS}: milliseconds until the readers are fed; 2 s by default
 * @param patienceMs {@code --patience=SECONDS}: milliseconds without a heartbeat after which the
 *     program gives up; 4 s by default
 */
record Options(int readers, long holdMs, long patienceMs) {
    private static final double MAX_SECONDS = 3600;

    /**
     * Reads a command line.
     *
     * @throws IllegalArgumentException that names what is wrong with it
     */
    static Options parse(String... args) {
        int readers = 4;
        long holdMs = 2000;
        long patienceMs = 4000;
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            String value = arg.substring(equals + 1);
            try {
                switch (name) {
                    case "--readers" -> readers = count(value);
                    case "--hold" -> holdMs = milliseconds(value, 0);
                    case "--patience" -> patienceMs = milliseconds(value, 0.1);
                    default ->
                            throw new IllegalArgumentException(
                                    "no such option; there are --readers=N, --hold=SECONDS and"
                                            + " --patience=SECONDS");
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException(arg + ": not a number", e);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(arg + ": " + e.getMessage(), e);
            }
        }
        return new Options(readers, holdMs, patienceMs);
    }

    private static int count(String value) {
        int count = Integer.parseInt(value);
        if (count < 1) {
            throw new IllegalArgumentException("must be at least 1");
        }
        return count;
    }

    private static long milliseconds(String value, double minSeconds) {
        double seconds = Double.parseDouble(value);
        if (!(seconds >= minSeconds && seconds <= MAX_SECONDS)) {
            throw new IllegalArgumentException(
                    "must be %.1f to %.0f".formatted(minSeconds, MAX_SECONDS));
        }
        return Math.round(1000 * seconds);
    }
}
