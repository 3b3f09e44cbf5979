package dev.baton.cli.real;

import static dev.baton.cli.real.Outcomes.comparison;
import static dev.baton.cli.real.Outcomes.measured;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.TextTable;
import java.io.StringReader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;

class RealReportTest {
    private static final Machine MACHINE =
            new Machine("A Processor", 2, "6.1", "JDK", Optional.empty(), Optional.of(2), 0.5);

    private static RealReport report(Comparison... comparisons) {
        return new RealReport(MACHINE, RealLength.QUICK, 1, List.of(comparisons));
    }

    @Test
    void whatMeetsAllGoalsHasNoShortfall() {
        assertThat(
                        comparison(
                                        RealProgram.H2,
                                        measured(10, 2_000, 1, 5),
                                        measured(640, 49, 1, 5))
                                .shortfalls())
                .isEmpty();
    }

    @Test
    void eachGoalThatIsMissedIsNamed() {
        assertThat(
                        comparison(
                                        RealProgram.H2,
                                        measured(10, 2_000, 1, 10),
                                        measured(639, 50, 49, 5))
                                .shortfalls())
                .containsExactly("heartbeat < 80 %", "gap ≥ 50 ms", "50 % of plain's throughput");
    }

    @Test
    void aLittleLessThanPlainIsNotCalledAllOfIt() {
        assertThat(
                        comparison(
                                        RealProgram.H2,
                                        measured(700, 5, 1, 1_000),
                                        measured(700, 5, 1, 996))
                                .shortfalls())
                .containsExactly("99 % of plain's throughput");
    }

    @Test
    void aGapThatAThreadOfTheOsHadTooIsSaidToBeOne() {
        assertThat(
                        comparison(
                                        RealProgram.H2,
                                        measured(10, 2_000, 1, 1),
                                        measured(700, 80, 90, 5))
                                .shortfalls())
                .containsExactly("gap ≥ 50 ms, as a thread of the OS had");
    }

    @Test
    void inEightyColumnsNoLineIsWider() {
        RealReport report =
                report(
                        comparison(
                                RealProgram.SQLITE,
                                measured(10, 2_000, 1, 10),
                                measured(639, 50, 49, 5)));

        assertThat(report.toText(80).lines()).allMatch(line -> line.length() <= 80);
        assertThat(report.toText(80)).contains("heartbeat/s", "p99", "ending");
        assertThat(report.toText(TextTable.ANY_WIDTH).lines()).anyMatch(line -> line.length() > 80);
    }

    @Test
    void aRunThatFailedIsInTheTableWithItsReason() {
        Comparison failed =
                new Comparison(
                        RealProgram.POSTGRES,
                        1,
                        Outcome.failed(RealProgram.POSTGRES, 1, Side.PLAIN, "no server"),
                        Outcome.failed(RealProgram.POSTGRES, 1, Side.BATON, "no server"));

        assertThat(failed.ran()).isFalse();
        assertThat(report(failed).toText(TextTable.ANY_WIDTH))
                .contains("did not run", "postgres on 1 P, plain: no server", "0 of 1 meet");
    }

    @Test
    void theTablesColumnsStandUnderEachOther() {
        String text =
                report(comparison(RealProgram.H2, measured(1, 2, 3, 4), measured(5, 6, 7, 1_234)))
                        .toText(TextTable.ANY_WIDTH);

        List<String> lines = text.lines().limit(3).toList();
        int column = lines.getFirst().indexOf("requests/s") + "requests/s".length();
        assertThat(lines.get(1).substring(0, column)).endsWith(" 4.0");
        assertThat(lines.get(2).substring(0, column)).endsWith(" 1,234");
    }

    @Test
    void jsonHasBothSides() throws Exception {
        Map<String, Object> json =
                JSON.std.mapFrom(
                        report(
                                        comparison(
                                                RealProgram.H2,
                                                measured(1, 2, 3, 4),
                                                measured(5, 6, 7, 8)))
                                .toJson());

        Map<?, ?> comparison = (Map<?, ?>) ((List<?>) json.get("comparisons")).getFirst();
        assertThat(comparison.get("program")).isEqualTo("h2");
        assertThat(((Map<?, ?>) comparison.get("plain")).get("ending")).isEqualTo("starved");
        assertThat(((Map<?, ?>) comparison.get("baton")).get("requests_per_s")).isEqualTo(8.0);
    }

    @Test
    void thePageHasTheTableThePlotAndWhatEachProgramDoes() {
        String page =
                report(comparison(RealProgram.H2, measured(1, 2, 3, 4), measured(5, 6, 7, 8)))
                        .toMarkdown("plot.svg");

        assertThat(page).contains("](plot.svg)", "| h2 | 2 | Baton |", "A Processor");
        assertThat(page).contains("**`h2`** (H2): 4 threads update rows");
    }

    @Test
    void thePlotIsXmlWithTwoBarsForEachRun() throws Exception {
        String svg =
                Plot.of(
                        List.of(
                                comparison(
                                        RealProgram.H2,
                                        measured(1, 2, 3, 4),
                                        measured(5, 6, 7, 8))));

        var document =
                DocumentBuilderFactory.newInstance()
                        .newDocumentBuilder()
                        .parse(new InputSource(new StringReader(svg)));
        // The background, four in the legend, and two for each of two runs.
        assertThat(document.getElementsByTagName("rect").getLength()).isEqualTo(1 + 4 + 2 * 2);
    }
}
