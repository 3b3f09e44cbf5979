package dev.baton.cli.server;

import dev.baton.cli.bench.Length;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Measures rows. The servers of all sides of a kind are started in a place, warmed up, and have
 * load in turns for all rows of that kind and place. One thread uses it, once.
 */
final class ServerComparison {
    /** From so many connections a server gets warm. */
    private static final int WARMING_CONNECTIONS = 64;

    private final SourceTree tree;
    private final ServerLauncher launcher;
    private final Length length;
    private final PrintWriter err;
    private final boolean byWrk;
    private final Optional<String> noCalls;
    private final Map<ServerRow, ServerResult> results = new HashMap<>();

    /** Why rows have no result that this machine has a place for; a line for each. */
    private final List<String> unmeasured = new ArrayList<>();

    private int begun;
    private int rowCount;

    ServerComparison(SourceTree tree, ServerLauncher launcher, Length length, PrintWriter err)
            throws InterruptedException {
        this.tree = tree;
        this.launcher = launcher;
        this.length = length;
        this.err = err;
        this.byWrk = Wrk.isThere() && Wrk.canRun(length.seconds());
        this.noCalls = SystemCalls.missing();
    }

    ServerReport run(List<ServerRow> rows) throws IOException, InterruptedException {
        List<String> missing = missing(rows);
        Machine machine = Machine.ofThisProcess(launcher.goVersion());
        missing.forEach(err::println);
        if (machine.load() > machine.cores() / 2.0) {
            err.println("others use this machine (load " + machine.load() + "): expect noise");
        }
        rowCount = rows.size();
        long minutes = Math.max(1, Math.round(ServerRows.seconds(rows, length) / 60));
        err.println(counted(rowCount, "row") + ", about " + counted(minutes, "minute"));
        err.flush();

        record Where(ServerKind kind, Place place) {}
        Map<Where, List<ServerRow>> byPlace = new LinkedHashMap<>();
        for (ServerRow row : rows) {
            byPlace.computeIfAbsent(new Where(row.kind(), row.place()), where -> new ArrayList<>())
                    .add(row);
        }
        for (var entry : byPlace.entrySet()) {
            Where where = entry.getKey();
            if (launcher.missing(where.place()).isPresent()) {
                begun += entry.getValue().size();
                continue;
            }
            measure(where.kind(), where.place(), entry.getValue());
        }
        return new ServerReport(
                machine,
                length,
                byWrk ? "wrk" : "our own client",
                rows.stream().filter(results::containsKey).map(results::get).toList(),
                missing,
                unmeasured);
    }

    private static String counted(long count, String what) {
        return count + " " + what + (count == 1 ? "" : "s");
    }

    private List<String> missing(List<ServerRow> rows) throws IOException {
        List<String> missing = new ArrayList<>(launcher.missing());
        noCalls.ifPresent(missing::add);
        if (!Wrk.isThere()) {
            missing.add(
                    "wrk is not on the PATH: the load comes from our own client, which takes"
                            + " more of a CPU (to have it, on Debian: apt-get install wrk)");
        } else if (!byWrk) {
            missing.add(
                    "wrk knows whole seconds only: turns of "
                            + length.seconds()
                            + " s come from our own client");
        }
        for (Place place : Place.values()) {
            if (rows.stream().anyMatch(row -> row.place() == place)) {
                launcher.missing(place)
                        .ifPresent(why ->
                                missing.add(
                                        "no rows on "
                                                + place.id()
                                                + " ("
                                                + place.what()
                                                + "): "
                                                + why));
            }
        }
        return missing;
    }

    private void measure(ServerKind kind, Place place, List<ServerRow> rows)
            throws IOException, InterruptedException {
        try (Site site = Site.open(launcher, tree, kind, place, byWrk)) {
            List<ServerRow> loaded =
                    rows.stream().filter(row -> row.stage() == Stage.LOADED).toList();
            if (!loaded.isEmpty()) {
                loaded(site, loaded);
            }
            for (ServerRow row : rows) {
                switch (row.stage()) {
                    case LOADED -> {} // above, all at a time
                    case FIRST ->
                            fresh(row, FirstStage.runs(length), new FirstStage(row, site)::run);
                    case IDLE -> fresh(row, IdleStage.runs(length), new IdleStage(row, site)::run);
                }
            }
        } catch (IOException e) {
            // What they ask can't be had, for one: the other rows don't need it.
            for (ServerRow row : rows) {
                if (!results.containsKey(row)) {
                    unmeasured.add(row.id() + ": " + e.getMessage());
                    err.println(unmeasured.getLast());
                    begun++;
                }
            }
        }
    }

    /** All servers at a time: who has no load costs nothing. */
    private void loaded(Site site, List<ServerRow> rows) throws InterruptedException {
        Map<ServerSide, ServerProcess> servers = new EnumMap<>(ServerSide.class);
        Map<ServerSide, String> broken = new EnumMap<>(ServerSide.class);
        try {
            begins(rows.getFirst());
            for (ServerSide side : sides(rows.getFirst())) {
                try {
                    ServerProcess server = site.start(side);
                    servers.put(side, server);
                    site.load().run(server.url(), WARMING_CONNECTIONS, side.warmupSeconds(length));
                    progress('w');
                } catch (IOException e) {
                    broken.put(side, e.getMessage());
                }
            }
            for (ServerRow row : rows) {
                if (row != rows.getFirst()) {
                    begins(row);
                }
                Measurements found = new Measurements();
                broken.forEach(found::fail);
                new LoadedStage(row, site.load(), length, noCalls.isEmpty())
                        .run(servers, found, () -> progress('.'));
                ends(found.result(row));
            }
        } finally {
            servers.values().forEach(ServerProcess::close);
        }
    }

    /** One start of one side, whose server nobody has asked yet. */
    private interface Start {
        void run(ServerSide side, Measurements found) throws IOException, InterruptedException;
    }

    private void fresh(ServerRow row, int runs, Start start) throws InterruptedException {
        begins(row);
        Measurements found = new Measurements();
        for (int i = 0; i < runs; i++) {
            for (ServerSide side : sides(row)) {
                if (!found.hasFailed(side)) {
                    try {
                        start.run(side, found);
                    } catch (IOException e) {
                        found.fail(side, e.getMessage());
                    }
                    progress('.');
                }
            }
        }
        ends(found.result(row));
    }

    private List<ServerSide> sides(ServerRow row) {
        return Stream.of(ServerSide.values())
                .filter(side -> row.has(side) && launcher.has(side))
                .toList();
    }

    private void begins(ServerRow row) {
        begun++;
        err.printf("[%d/%d] %s ", begun, rowCount, row.id());
        err.flush();
    }

    /** A character for each turn; {@code w} for a server that got warm. */
    private void progress(char c) {
        err.print(c);
        err.flush();
    }

    private void ends(ServerResult result) {
        results.put(result.row(), result);
        err.println(" " + result.summary());
        err.flush();
    }
}
