package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.bench.Peer;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Machine MACHINE =
            new Machine(
                    "Some CPU", 2, "6.18", "25.0.3", Optional.of("go1.19.8"), Optional.of(2), 0.5);

    private static final Report REPORT =
            new Report(
                    MACHINE,
                    Length.FULL,
                    List.of(
                            new Outcomes()
                                    .with(Peer.BATON, "handoff.busy", 31, 30, 32)
                                    .with(Peer.STOCK, new Outcome.None("never: hung"))
                                    .of("handoff.busy"),
                            new Outcomes()
                                    .with(Peer.BATON, "yield", 200)
                                    .with(Peer.STOCK, "yield", 400)
                                    .with(Peer.GO, "yield", 50)
                                    .of("yield")));

    @Test
    @SuppressWarnings("unchecked") // the shape is what is tested
    void jsonHasTheMachineAndARowForEachFigure() throws IOException {
        Map<String, Object> json = JSON.std.mapFrom(REPORT.toJson());

        assertThat(json).containsOnlyKeys("machine", "rows");
        assertThat((Map<String, Object>) json.get("machine"))
                .containsEntry("cpu", "Some CPU")
                .containsEntry("cores", 2)
                .containsEntry("kernel", "6.18")
                .containsEntry("jdk", "25.0.3")
                .containsEntry("go", "go1.19.8")
                .containsEntry("perf_event_paranoid", 2);

        List<Map<String, Object>> rows = (List<Map<String, Object>>) json.get("rows");
        assertThat(rows)
                .allSatisfy(row ->
                        assertThat(row)
                                .containsOnlyKeys(
                                        "id",
                                        "unit",
                                        "baton",
                                        "stock",
                                        "go",
                                        "of_stock",
                                        "goal",
                                        "met"));
        assertThat(rows)
                .extracting(row -> row.get("id"))
                .containsExactly("handoff.busy", "handoff.busy.p99", "yield");
        assertThat(rows.getFirst())
                .containsEntry("unit", "µs")
                .containsEntry("goal", "≤ 50")
                .containsEntry("met", true)
                .containsEntry("go", null)
                .containsEntry(
                        "baton", Map.of("median", 31.0, "min", 30.0, "max", 32.0, "runs", 3));
        assertThat(rows.getFirst()).containsEntry("of_stock", null);
        assertThat(rows.getLast()).containsEntry("goal", "≤ 0.7 × stock");
        assertThat((Map<String, Object>) rows.getLast().get("of_stock"))
                .containsEntry("ratio", 0.5)
                .containsEntry("min", null)
                .containsEntry("max", null);
    }

    @Test
    @SuppressWarnings("unchecked") // the shape is what is tested
    void whatNeverHappenedIsAFigureWithoutNumbers() throws IOException {
        List<Map<String, Object>> rows =
                (List<Map<String, Object>>) JSON.std.mapFrom(REPORT.toJson()).get("rows");
        assertThat((Map<String, Object>) rows.getFirst().get("stock"))
                .containsEntry("median", null)
                .containsEntry("min", null)
                .containsEntry("max", null)
                .containsEntry("runs", 1);
    }

    @Test
    void theTableShowsMediansSpreadRatiosGoalsAndWhetherTheyAreMet() {
        assertThat(
                        REPORT.toText(TextTable.ANY_WIDTH)
                                .lines()
                                .map(line -> line.replaceAll(" +", " ")))
                .contains(
                        "handoff.busy µs 31 (30–32) never – – – ≤ 50 yes",
                        "yield ns 200 400 50 0.500 4 ≤ 0.7 × stock yes",
                        "handoff.busy, stock: never: hung")
                .anyMatch(line -> line.startsWith("Some CPU, 2 cores"));
    }

    @Test
    void theColumnsOfTheTableAreInLine() {
        List<String> table =
                REPORT.toText(TextTable.ANY_WIDTH)
                        .lines()
                        .dropWhile(line -> !line.isEmpty())
                        .skip(1)
                        .limit(4)
                        .toList();
        int unit = table.getFirst().indexOf("unit");
        assertThat(table.get(1).indexOf("µs")).isEqualTo(unit);
        assertThat(table.get(3).indexOf("ns")).isEqualTo(unit);
    }

    @Test
    void markdownHasTheSameTableAndSaysWhatTheFiguresAre() {
        assertThat(REPORT.toMarkdown().lines())
                .contains(
                        "| `yield` | yield | ns | 200 | 400 | 50 | 0.500 | 4 | ≤ 0.7 × stock | yes"
                                + " |");
        long columns =
                REPORT.toMarkdown()
                        .lines()
                        .filter(line -> line.startsWith("|"))
                        .map(line -> line.chars().filter(c -> c == '|').count())
                        .distinct()
                        .count();
        assertThat(columns).isOne();
    }
}
