package dev.baton.cli.server;

import dev.baton.cli.bench.GoPeer;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.bench.ThisJvm;
import dev.baton.cli.real.Setup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Starts the servers of all sides. Those in Java are the same command but for what they run on;
 * nobody is told how many CPUs there are.
 */
final class ServerLauncher {
    /** Of {@code examples/real}. */
    private static final String MODULE = "servers";

    private final SourceTree tree;
    private final GoPeer go;
    private final CPeer c;
    private final Optional<QuotaGroup.Root> quotas;

    private ServerLauncher(SourceTree tree, GoPeer go, CPeer c, Optional<QuotaGroup.Root> quotas) {
        this.tree = tree;
        this.go = go;
        this.c = c;
        this.quotas = quotas;
    }

    /**
     * Builds what isn't built.
     *
     * @throws IOException when that fails
     */
    static ServerLauncher build(SourceTree tree) throws IOException, InterruptedException {
        Path log = Files.createTempFile("baton-bench-", ".log");
        try {
            new Setup(tree).build(List.of(MODULE), log);
        } finally {
            Files.delete(log);
        }
        return new ServerLauncher(tree, GoPeer.build(), CPeer.build(tree), QuotaGroup.root());
    }

    Optional<String> goVersion() {
        return go.version();
    }

    /** What can't be had here, and how to have it; a line for each. */
    List<String> missing() {
        return Stream.of(go.missing(), c.missing()).flatMap(Optional::stream).toList();
    }

    /** Why there is nothing to be measured in a place; empty when there is. */
    Optional<String> missing(Place place) throws IOException {
        int cpus = Cpus.allowed().size();
        if (place.cpus() > cpus) {
            return Optional.of("takes " + place.cpus() + " CPUs, and there is " + cpus);
        }
        return place.quotaPercent() > 0 && quotas.isEmpty()
                ? Optional.of(
                        "control groups with a limit of CPU time can't be made here (it takes root,"
                                + " and the controller \"cpu\" in /sys/fs/cgroup)")
                : Optional.empty();
    }

    boolean has(ServerSide side) {
        return switch (side) {
            case BATON, STOCK, PLATFORM -> true;
            case GO, GO_HTTP -> go.binary().isPresent();
            case C -> c.binary().isPresent();
        };
    }

    /**
     * Starts a server.
     *
     * @param kind which
     * @param side on what
     * @param place where
     * @param service the address of what it asks; empty for what asks nobody
     */
    ServerProcess start(ServerKind kind, ServerSide side, Place place, String service)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Cpus.of(place).pinServer());
        AutoCloseable after = () -> {};
        if (place.quotaPercent() > 0) {
            QuotaGroup group = QuotaGroup.create(quotas.orElseThrow(), place.quotaPercent());
            command.addAll(0, group.enter());
            after = group;
        }
        command.addAll(program(kind, side));
        if (!service.isEmpty()) {
            command.add(service);
        }
        return ServerProcess.start(command, after);
    }

    /** Starts what a gateway asks, beside the load. */
    ServerProcess startService(Place place, int delayMs) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(Cpus.of(place).pinLoad());
        command.addAll(program(ServerKind.PLAIN, ServerSide.STOCK));
        command.add("" + delayMs);
        return ServerProcess.start(command, () -> {});
    }

    private List<String> program(ServerKind kind, ServerSide side) throws IOException {
        return switch (side) {
            case C -> List.of(c.binary().orElseThrow().toString());
            case GO_HTTP -> List.of(go.binary().orElseThrow().toString(), "serve", "http");
            case GO ->
                    List.of(
                            go.binary().orElseThrow().toString(),
                            "serve",
                            kind == ServerKind.PLAIN ? "net" : "gateway");
            case BATON, STOCK, PLATFORM -> java(kind, side);
        };
    }

    private List<String> java(ServerKind kind, ServerSide side) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ThisJvm.java());
        if (side == ServerSide.BATON) {
            command.add("-javaagent:" + tree.agentJar() + "=strict=true");
        }
        command.add("-cp");
        command.add(new Setup(tree).classPath(MODULE));
        command.add(kind.mainClass());
        command.add(side == ServerSide.PLATFORM ? "platform" : "virtual");
        return command;
    }
}
