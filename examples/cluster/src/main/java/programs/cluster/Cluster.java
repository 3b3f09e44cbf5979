package programs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.ClusterEvent.CurrentClusterState;
import org.apache.pekko.cluster.MemberStatus;

/**
 * Starts the processes and the load, kills one of them after a third of the time, starts it again
 * after two, and says each second how it goes. Once for each kind of threads that was asked for. At
 * the end what was booked is held against what was answered.
 *
 * <p>Exit code 0 when each deposit was answered or reported and none was booked twice, 1 when not,
 * 2 when it was called wrongly.
 */
public final class Cluster {
    private static final int STEP_MS = 1000;
    private static final int JOIN_LIMIT_S = 120;

    private final Arguments arguments;

    private Cluster(Arguments arguments) {
        this.arguments = arguments;
    }

    /**
     * Runs it.
     *
     * @param args of {@link Arguments}
     * @throws Exception which ends it
     */
    public static void main(String[] args) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Arguments arguments;
        try {
            arguments = Arguments.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println("cluster: " + e.getMessage());
            System.exit(2);
            return;
        }
        Cluster cluster = new Cluster(arguments);
        List<Outcome> outcomes = new ArrayList<>();
        for (Threads threads : arguments.threads()) {
            outcomes.add(cluster.run(threads));
        }
        System.out.println();
        System.out.println(Outcome.HEAD);
        outcomes.forEach(System.out::println);
        List<String> faults = outcomes.stream().flatMap(o -> o.faults().stream()).toList();
        faults.forEach(fault -> System.out.println("wrong: " + fault));
        if (faults.isEmpty()) {
            System.out.println("each deposit was answered or reported, none was booked twice");
        }
        System.exit(faults.isEmpty() ? 0 : 1);
    }

    private Outcome run(Threads threads) throws Exception {
        Path directory = Files.createTempDirectory("cluster-");
        try {
            Shop shop = new Shop(directory);
            shop.create();
            return run(threads, shop);
        } finally {
            delete(directory);
        }
    }

    private Outcome run(Threads threads, Shop shop) throws Exception {
        try (Nodes nodes = new Nodes(shop, threads, arguments.flags(threads))) {
            ActorSystem<Void> system = Member.start(Member.CLIENT, 0, nodes.seeds());
            try {
                Member.initialize(system, shop, Threads.DEFAULT);
                System.out.println(threads + ": starting " + Nodes.COUNT + " processes");
                awaitMembers(system);
                return load(threads, shop, nodes, system);
            } finally {
                system.terminate();
                system.getWhenTerminated().toCompletableFuture().get();
            }
        }
    }

    private Outcome load(Threads threads, Shop shop, Nodes nodes, ActorSystem<Void> system)
            throws IOException, InterruptedException, SQLException {
        Load load = new Load(system, arguments.accounts());
        load.start(arguments.clients());
        int phaseSeconds = arguments.seconds() / Phases.COUNT;
        Phases phases = new Phases(load);
        watch(threads, system, load, phaseSeconds);
        phases.next();
        nodes.killTheLast();
        System.out.println(threads + ": killed one of them");
        watch(threads, system, load, phaseSeconds);
        phases.next();
        nodes.startTheLastAgain();
        System.out.println(threads + ": started it again");
        watch(threads, system, load, phaseSeconds);
        phases.next();
        load.end();
        nodes.close();
        List<String> faults = shop.audit().faults(load.answered(), load.reported());
        faults.addAll(load.wrong());
        return new Outcome(
                threads,
                phases.rates(),
                load.answered().size(),
                load.again(),
                load.reported().size(),
                load.longestMs(),
                faults);
    }

    private static void watch(Threads threads, ActorSystem<Void> system, Load load, int seconds)
            throws InterruptedException {
        long before = load.answered().size();
        for (int i = 0; i < seconds; i++) {
            Thread.sleep(STEP_MS);
            long now = load.answered().size();
            System.out.printf(
                    "%-12s %d processes %,6d/s %,4d waiting %,5d asked again %,d reported%n",
                    threads,
                    members(system),
                    now - before,
                    load.waiting(),
                    load.again(),
                    load.reported().size());
            before = now;
        }
    }

    private static void awaitMembers(ActorSystem<Void> system) throws InterruptedException {
        for (int i = 0; members(system) < Nodes.COUNT; i++) {
            if (i == JOIN_LIMIT_S) {
                throw new IllegalStateException(
                        "%d of %d processes joined within %d s; what they said is above"
                                .formatted(members(system), Nodes.COUNT, JOIN_LIMIT_S));
            }
            Thread.sleep(STEP_MS);
        }
    }

    /** Nodes that are there. */
    private static long members(ActorSystem<Void> system) {
        CurrentClusterState state = org.apache.pekko.cluster.typed.Cluster.get(system).state();
        return StreamSupport.stream(state.getMembers().spliterator(), false)
                .filter(member -> member.hasRole(Member.NODE))
                .filter(member -> member.status() == MemberStatus.up())
                .filter(member -> !state.getUnreachable().contains(member))
                .count();
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
