package dev.baton.cli.server;

import dev.baton.cli.bench.Length;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * {@code baton bench server}: which rows are wanted, and measures them. The servers of all sides of
 * a kind are started in a place, warmed up, and have load in turns for all rows of that kind and
 * place.
 */
public final class ServerBench {
    /** Turns of a second, after 8 s in which a server gets warm. */
    private static final Length FULL = new Length(5, 1, 8);

    private static final Length QUICK = new Length(3, 1, 4);

    /** From so many connections a server gets warm. */
    private static final int WARMING_CONNECTIONS = 64;

    private final List<ServerRow> rows;

    private ServerBench(List<ServerRow> rows) {
        this.rows = List.copyOf(rows);
    }

    /**
     * Whether a name on the command line is one of these rows, or the group.
     *
     * @param id the name
     * @return true for {@code server}, and what begins with that and a dot
     */
    public static boolean isMeantBy(String id) {
        return id.equals(ServerRows.GROUP) || id.startsWith(ServerRows.GROUP + ".");
    }

    /**
     * Those rows that are wanted.
     *
     * @param ids for each of which {@link #isMeantBy} holds
     * @param quick whether {@code server} means just a first look
     * @param all whether it means all of them
     * @return them; the group alone means a selection
     * @throws IllegalArgumentException for an id that means no row, saying which there are
     */
    public static ServerBench of(Collection<String> ids, boolean quick, boolean all) {
        Set<ServerRow> chosen = new LinkedHashSet<>();
        for (String id : ids) {
            if (id.equals(ServerRows.GROUP)) {
                chosen.addAll(
                        all
                                ? ServerRows.all()
                                : quick ? ServerRows.quick() : ServerRows.selection());
                continue;
            }
            List<ServerRow> meant = ServerRows.named(id);
            if (meant.isEmpty()) {
                throw new IllegalArgumentException(
                        "nothing to measure is called '" + id + "'; there are " + names());
            }
            chosen.addAll(meant);
        }
        return new ServerBench(List.copyOf(chosen));
    }

    private static String names() {
        return ServerRows.all().stream().map(ServerRow::id).collect(Collectors.joining(", "));
    }

    /**
     * How long a comparison takes that nobody gave a length.
     *
     * @param quick whether for a first look
     * @return turns, their length, and how long a server gets warm
     */
    public static Length length(boolean quick) {
        return quick ? QUICK : FULL;
    }

    /**
     * Says what there is to measure.
     *
     * @param out where
     */
    public void describe(PrintWriter out) {
        for (ServerRow row : rows) {
            String sides =
                    Stream.of(ServerSide.values())
                            .filter(row::has)
                            .map(ServerSide::id)
                            .collect(Collectors.joining(", "));
            out.println(row.id() + " (" + sides + "): " + row.what());
            for (ServerFigure figure : ServerFigure.of(row)) {
                String unit = figure.unit().isEmpty() ? "" : ", in " + figure.unit();
                String goal =
                        ServerGoal.of(row, figure).map(wanted -> ", goal " + wanted).orElse("");
                out.println("  " + figure.id(row) + ": " + figure.what() + unit + goal);
            }
        }
    }

    /** What came out, as text and as what it may be written to files as. */
    public static final class Outcome {
        private final ServerReport report;

        private Outcome(ServerReport report) {
            this.report = report;
        }

        /** {@return for a terminal} */
        public String toText() {
            return report.toText();
        }

        /** {@return for {@code docs/}} */
        public String toMarkdown() {
            return report.toMarkdown();
        }

        /** {@return for programs} */
        public String toJson() {
            return report.toJson();
        }

        /** {@return whether no side broke} */
        public boolean ran() {
            return report.results().stream().allMatch(ServerResult::ran);
        }

        List<ServerResult> results() {
            return report.results();
        }
    }

    /**
     * Measures them.
     *
     * @param length turns, their length, and how long a server gets warm
     * @param err is told what is missing, and how far it is
     * @return what came out
     * @throws IOException when nothing can be measured here, saying why
     * @throws InterruptedException when interrupted; nothing runs any more
     */
    public Outcome run(Length length, PrintWriter err) throws IOException, InterruptedException {
        SourceTree tree = SourceTree.require();
        Measuring measuring = new Measuring(tree, ServerLauncher.build(tree), length, err);
        return measuring.run(rows);
    }

    /** One comparison. */
    private static final class Measuring {
        private final SourceTree tree;
        private final ServerLauncher launcher;
        private final Length length;
        private final PrintWriter err;
        private final boolean byWrk;
        private final Optional<String> noCalls;
        private int done;
        private int rowCount;

        Measuring(SourceTree tree, ServerLauncher launcher, Length length, PrintWriter err)
                throws InterruptedException {
            this.tree = tree;
            this.launcher = launcher;
            this.length = length;
            this.err = err;
            this.byWrk = Wrk.isThere() && Wrk.canRun(length.seconds());
            this.noCalls = SystemCalls.missing();
        }

        Outcome run(List<ServerRow> rows) throws IOException, InterruptedException {
            List<String> missing = missing(rows);
            Machine machine = Machine.ofThisProcess(launcher.goVersion());
            missing.forEach(err::println);
            if (machine.load() > machine.cores() / 2.0) {
                err.println("others use this machine (load " + machine.load() + "): expect noise");
            }
            rowCount = rows.size();
            err.printf(
                    "%d rows, about %.0f minutes%n",
                    rowCount, Math.ceil(ServerRows.seconds(rows, length) / 60));
            err.flush();

            record Where(ServerKind kind, Place place) {}
            Map<Where, List<ServerRow>> byPlace = new LinkedHashMap<>();
            for (ServerRow row : rows) {
                byPlace.computeIfAbsent(
                                new Where(row.kind(), row.place()), where -> new ArrayList<>())
                        .add(row);
            }
            Map<ServerRow, ServerResult> results = new HashMap<>();
            for (var entry : byPlace.entrySet()) {
                Where where = entry.getKey();
                if (launcher.missing(where.place()).isPresent()) {
                    done += entry.getValue().size();
                    continue;
                }
                measure(where.kind(), where.place(), entry.getValue())
                        .forEach(result -> results.put(result.row(), result));
            }
            return new Outcome(
                    new ServerReport(
                            machine,
                            length,
                            byWrk ? "wrk" : "our own client",
                            rows.stream().filter(results::containsKey).map(results::get).toList(),
                            missing));
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

        private List<ServerResult> measure(ServerKind kind, Place place, List<ServerRow> rows)
                throws IOException, InterruptedException {
            List<ServerResult> results = new ArrayList<>();
            try (Site site = Site.open(launcher, tree, kind, place, byWrk)) {
                List<ServerRow> loaded =
                        rows.stream().filter(row -> row.stage() == Stage.LOADED).toList();
                if (!loaded.isEmpty()) {
                    results.addAll(loaded(site, loaded));
                }
                for (ServerRow row : rows) {
                    if (row.stage() == Stage.FIRST) {
                        FirstStage stage = new FirstStage(row, site);
                        results.add(fresh(row, FirstStage.runs(length), stage::run));
                    } else if (row.stage() == Stage.IDLE) {
                        IdleStage stage = new IdleStage(row, site);
                        results.add(fresh(row, IdleStage.runs(length), stage::run));
                    }
                }
            } catch (IOException e) {
                Set<ServerRow> have =
                        results.stream().map(ServerResult::row).collect(Collectors.toSet());
                for (ServerRow row : rows) {
                    if (!have.contains(row)) {
                        results.add(ServerResult.none(row, e.getMessage()));
                        err.println(row.id() + ": " + e.getMessage());
                        done++;
                    }
                }
            }
            return results;
        }

        /** All servers at a time: who has no load costs nothing. */
        private List<ServerResult> loaded(Site site, List<ServerRow> rows)
                throws IOException, InterruptedException {
            Map<ServerSide, ServerProcess> servers = new EnumMap<>(ServerSide.class);
            Map<ServerSide, String> broken = new EnumMap<>(ServerSide.class);
            try {
                begins(rows.getFirst());
                for (ServerSide side : sides(rows.getFirst())) {
                    try {
                        ServerProcess server = site.start(side);
                        servers.put(side, server);
                        site.load()
                                .run(server.url(), WARMING_CONNECTIONS, side.warmupSeconds(length));
                        progress('w');
                    } catch (IOException e) {
                        broken.put(side, e.getMessage());
                    }
                }
                List<ServerResult> results = new ArrayList<>();
                for (ServerRow row : rows) {
                    if (!results.isEmpty()) {
                        begins(row);
                    }
                    Measurements found = new Measurements();
                    broken.forEach(found::fail);
                    new LoadedStage(row, site.load(), length, noCalls.isEmpty())
                            .run(servers, found, () -> progress('.'));
                    results.add(ends(found.result(row)));
                }
                return results;
            } finally {
                servers.values().forEach(ServerProcess::close);
            }
        }

        /** One start of one side, whose server nobody has asked yet. */
        private interface Start {
            void run(ServerSide side, Measurements found) throws IOException, InterruptedException;
        }

        private ServerResult fresh(ServerRow row, int runs, Start start)
                throws InterruptedException {
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
            return ends(found.result(row));
        }

        private List<ServerSide> sides(ServerRow row) {
            return Stream.of(ServerSide.values())
                    .filter(side -> row.has(side) && launcher.has(side))
                    .toList();
        }

        private void begins(ServerRow row) {
            done++;
            err.printf("[%d/%d] %s ", done, rowCount, row.id());
            err.flush();
        }

        private void progress(char c) {
            err.print(c);
            err.flush();
        }

        private ServerResult ends(ServerResult result) {
            err.println(" " + result.summary());
            err.flush();
            return result;
        }
    }
}
