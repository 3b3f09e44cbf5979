package programs.rates;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs one case and prints how often a second it was done:
 *
 * <pre>{@code
 * java programs.rates.Rates NAME [--seconds=3] [--warmup=1] [--dir=DIRECTORY]
 * }</pre>
 *
 * <p>The last line of its output is {@code {"values":{"":[123456.7]}}}; without a name there is a
 * list of those there are. The clock is looked at by a thread of the OS, so that it also ends where
 * virtual threads starve.
 */
public final class Rates {
    private static final String USAGE =
            "usage: Rates NAME [--seconds=S] [--warmup=S] [--dir=DIRECTORY]; NAME is one of ";

    private Rates() {}

    /**
     * Runs what the arguments say and ends the process: with 0, with 2 for wrong arguments, with 1
     * where a case fails.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        int code = 1;
        try {
            System.out.println(run(args));
            code = 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 2;
        } catch (Exception e) {
            System.err.println(args[0] + " failed: " + e);
        }
        System.out.flush();
        // Not exit: nobody waits for threads that may never end.
        Runtime.getRuntime().halt(code);
    }

    /** All cases, by name. */
    static Map<String, Case> cases() {
        Map<String, Case> cases = new LinkedHashMap<>();
        HandOver.addTo(cases);
        Starting.addTo(cases);
        CachedFiles.addTo(cases);
        DirectFiles.addTo(cases);
        return cases;
    }

    static String run(String... args) throws Exception {
        Map<String, Case> cases = cases();
        if (args.length == 0 || !cases.containsKey(args[0])) {
            throw new IllegalArgumentException(USAGE + String.join(", ", cases.keySet()));
        }
        double seconds = 3;
        double warmup = 1;
        Path directory = Path.of(System.getProperty("java.io.tmpdir"));
        for (int i = 1; i < args.length; i++) {
            int equals = args[i].indexOf('=');
            String value = args[i].substring(equals + 1);
            switch (equals < 0 ? args[i] : args[i].substring(0, equals)) {
                case "--seconds" -> seconds = positive(args[i], value);
                case "--warmup" -> warmup = positive(args[i], value);
                case "--dir" -> directory = Path.of(value);
                default -> throw new IllegalArgumentException(args[i] + ": no such option");
            }
        }
        return "{\"values\":{\"\":[%s]}}"
                .formatted(rate(cases.get(args[0]), directory, warmup, seconds));
    }

    private static double rate(Case what, Path directory, double warmup, double seconds)
            throws Exception {
        try (Crew crew = new Crew(directory)) {
            what.start(crew);
            sleep(warmup);
            long before = crew.done();
            long beginNs = System.nanoTime();
            sleep(seconds);
            long done = crew.done() - before;
            double passed = (System.nanoTime() - beginNs) / 1e9;
            crew.check();
            return done / passed;
        }
    }

    private static void sleep(double seconds) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep((long) (seconds * 1e9));
    }

    private static double positive(String arg, String value) {
        try {
            double d = Double.parseDouble(value);
            if (d > 0 && d <= 3_600) {
                return d;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(arg + ": must be a number above 0, to 3600");
    }
}
