package dev.baton.cli.server;

import dev.baton.cli.bench.Length;
import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** {@code baton bench server}: which rows are wanted, what is in them, and what came out. */
public final class ServerBench {
    /** Turns of a second, after 8 s in which a server gets warm. */
    private static final Length FULL = new Length(5, 1, 8);

    private static final Length QUICK = new Length(3, 1, 4);

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

        /**
         * For a terminal.
         *
         * @param width how wide it is, or {@link dev.baton.cli.bench.TextTable#ANY_WIDTH}
         * @return the machine, a table, and notes
         */
        public String toText(int width) {
            return report.toText(width);
        }

        /** {@return for {@code docs/}} */
        public String toMarkdown() {
            return report.toMarkdown();
        }

        /** {@return for programs} */
        public String toJson() {
            return report.toJson();
        }

        /**
         * {@return whether no side broke, and each row was measured that this machine has a place
         * for}
         */
        public boolean ran() {
            return report.unmeasured().isEmpty()
                    && report.results().stream().allMatch(ServerResult::ran);
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
        return new Outcome(
                new ServerComparison(tree, ServerLauncher.build(tree), length, err).run(rows));
    }
}
