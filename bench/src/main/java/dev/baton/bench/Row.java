package dev.baton.bench;

import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Runs one side of one experiment, once, in this process:
 *
 * <pre>{@code
 * java … dev.baton.bench.Row ID --side=baton|stock [--seconds=3] [--warmup=1] [--count=N]
 * }</pre>
 *
 * <p>and prints one line of JSON with what it measured, by the figures' ids: {@code
 * {"id":"handoff.busy","side":"baton","values":{"handoff.busy":[31.2],"handoff.busy.p99":[88.0]}}}.
 * If the experiment has no result on this side, {@code "none"} says why. The last line of standard
 * output is that line; the exit code is 0 when there is one, 2 for wrong arguments, 1 otherwise.
 */
public final class Row {
    /** How many carriers the JDK's scheduler has. */
    public static final String PARALLELISM = "jdk.virtualThreadScheduler.parallelism";

    private static final String USAGE =
            "usage: Row ID --side=baton|stock [--seconds=S] [--warmup=S] [--count=N]";

    private Row() {}

    /**
     * Runs what the arguments say and ends the process.
     *
     * @param args as above
     */
    public static void main(String[] args) {
        int code;
        try {
            System.out.println(run(args));
            code = 0;
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            code = 2;
        } catch (Exception e) {
            e.printStackTrace();
            code = 1;
        }
        System.out.flush();
        // Not exit: where an experiment came to a standstill, Gs are left that never end.
        Runtime.getRuntime().halt(code);
    }

    /**
     * Runs what the arguments say.
     *
     * @param args as above
     * @return the line
     * @throws IllegalArgumentException for wrong arguments; the message says which
     * @throws Exception when the experiment fails
     */
    static String run(String... args) throws Exception {
        if (args.length == 0) {
            throw new IllegalArgumentException(USAGE);
        }
        Experiment experiment =
                Catalogue.find(args[0])
                        .orElseThrow(() ->
                                new IllegalArgumentException(
                                        "no experiment is called "
                                                + args[0]
                                                + "; there are "
                                                + ids()));
        if (!(experiment.subject() instanceof Program program)) {
            throw new IllegalArgumentException(
                    experiment.id() + " is a program of its own: run it by baton bench");
        }
        Peer peer = null;
        double seconds = 3;
        double warmup = 1;
        int count = 0;
        for (String arg : List.of(args).subList(1, args.length)) {
            int equals = arg.indexOf('=');
            String value = arg.substring(equals + 1);
            switch (equals < 0 ? arg : arg.substring(0, equals)) {
                case "--side" -> peer = side(experiment, value);
                case "--seconds" -> seconds = positive(arg, value);
                case "--warmup" -> warmup = positive(arg, value);
                case "--count" -> count = (int) positive(arg, value);
                default -> throw new IllegalArgumentException(arg + ": unknown; " + USAGE);
            }
        }
        if (peer == null) {
            throw new IllegalArgumentException("--side is missing; " + USAGE);
        }
        if (peer == Peer.STOCK) {
            requireParallelism(experiment.procs());
        }
        Side side = Side.open(peer, experiment.procs());
        Run run = new Run(side, seconds(warmup), seconds(seconds), count);
        program.run(run);
        if (run.none().isEmpty()) {
            side.close();
        } else {
            side.baton().ifPresent(baton -> System.err.println(baton.dump()));
        }
        return line(experiment, peer, run);
    }

    private static String ids() {
        return Catalogue.experiments().stream()
                .map(Experiment::id)
                .collect(Collectors.joining(", "));
    }

    private static Peer side(Experiment experiment, String value) {
        Optional<Peer> peer =
                Arrays.stream(Peer.values()).filter(p -> p.id().equals(value)).findFirst();
        if (peer.isEmpty() || peer.get() == Peer.GO) {
            throw new IllegalArgumentException("--side=" + value + ": must be baton or stock");
        }
        if (!experiment.peers().contains(peer.get())) {
            throw new IllegalArgumentException(
                    "--side=" + value + ": " + experiment.id() + " has no such side");
        }
        return peer.get();
    }

    private static double positive(String arg, String value) {
        try {
            double d = Double.parseDouble(value);
            if (d > 0 && d < 1e9) {
                return d;
            }
        } catch (NumberFormatException e) {
            // said below
        }
        throw new IllegalArgumentException(arg + ": must be a number above 0");
    }

    private static void requireParallelism(int procs) {
        if (Integer.getInteger(PARALLELISM, 0) != procs) {
            throw new IllegalArgumentException(
                    "the stock side needs -D" + PARALLELISM + "=" + procs + " here");
        }
    }

    private static Duration seconds(double seconds) {
        return Duration.ofNanos((long) (seconds * 1e9));
    }

    private static String line(Experiment experiment, Peer peer, Run run) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("id", experiment.id());
        line.put("side", peer.id());
        Map<String, Object> values = new LinkedHashMap<>();
        run.values().forEach((figure, value) -> values.put(figure, List.of(value)));
        line.put("values", values);
        run.none().ifPresent(why -> line.put("none", why));
        Work.stepsPerMicrosecond().ifPresent(steps -> line.put("stepsPerMicrosecond", steps));
        return Json.write(line);
    }
}
