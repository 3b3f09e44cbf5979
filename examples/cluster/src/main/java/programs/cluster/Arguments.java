package programs.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What was asked for.
 *
 * @param threads each in turn
 * @param seconds of load, a third of it before one is killed, a third without it
 * @param accounts how many
 * @param clients how many deposits are under way at a time
 * @param agent Baton's jar
 */
record Arguments(List<Threads> threads, int seconds, int accounts, int clients, String agent) {
    private static final int MOST = 100_000;

    /**
     * Reads the command line.
     *
     * @throws IllegalArgumentException names what was wrong
     */
    static Arguments parse(String[] args) {
        List<Threads> threads = List.of(Threads.values());
        int seconds = 30;
        int accounts = 200;
        int clients = 64;
        String agent = "";
        for (String arg : args) {
            int equals = arg.indexOf('=');
            String name = equals < 0 ? arg : arg.substring(0, equals);
            String value = arg.substring(equals + 1);
            switch (name) {
                case "--threads" ->
                        threads = Stream.of(value.split(",", -1)).map(Threads::parse).toList();
                case "--seconds" -> seconds = number(arg, value, Phases.COUNT);
                case "--accounts" -> accounts = number(arg, value, 1);
                case "--clients" -> clients = number(arg, value, 1);
                case "--agent" -> agent = value;
                default ->
                        throw new IllegalArgumentException(
                                arg
                                        + ": must be --threads=, --seconds=, --accounts=,"
                                        + " --clients= or --agent=");
            }
        }
        if (agent.isEmpty() && threads.contains(Threads.BATON)) {
            throw new IllegalArgumentException(
                    "--agent= is missing: the path of baton.jar; examples/cluster/run gives it");
        }
        return new Arguments(threads, seconds, accounts, clients, agent);
    }

    private static int number(String arg, String value, int least) {
        if (!value.matches("\\d{1,6}")
                || Integer.parseInt(value) < least
                || Integer.parseInt(value) > MOST) {
            throw new IllegalArgumentException(
                    arg + ": must be a whole number from " + least + " to " + MOST);
        }
        return Integer.parseInt(value);
    }

    /** The flags of the nodes' JVMs. */
    List<String> flags(Threads threads) {
        List<String> flags =
                new ArrayList<>(
                        List.of(
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "--enable-native-access=ALL-UNNAMED", // SQLite's driver
                                "--sun-misc-unsafe-memory-access=allow")); // Scala's library
        if (threads == Threads.BATON) {
            flags.add("-javaagent:" + agent + "=strict");
        }
        return flags;
    }
}
