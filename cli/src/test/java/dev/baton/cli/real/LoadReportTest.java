package dev.baton.cli.real;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.TextTable;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class LoadReportTest {
    private static final Machine MACHINE =
            new Machine("A Processor", 2, "6.1", "JDK", Optional.empty(), Optional.of(2), 0.5);

    private static final String LINE =
            """
            [{"kind":"file","requests":10,"answered":10,"requests_per_s":1234.5,"p50_ms":0.5,\
            "p99_ms":2,"errors":0,"first_error":null}]\
            """;

    private static LoadOutcome outcome(String line) throws IOException {
        return new LoadOutcome(WebLoad.FILES, Side.BATON, LoadFigures.parse(line), null);
    }

    private static LoadReport report(LoadOutcome outcome) {
        return new LoadReport(MACHINE, RealLength.LOAD, 16, List.of(outcome));
    }

    @Test
    void whatIsNoListOfFiguresIsShown() {
        for (String line : new String[] {"Killed", "{}", "[1]"}) {
            assertThatThrownBy(() -> LoadFigures.parse(line))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(line);
        }
        assertThatThrownBy(() -> LoadFigures.parse("[{}]")).hasStackTraceContaining("requests");
    }

    @Test
    void aRunInWhichAllWasAnsweredIsFaultless() throws IOException {
        LoadReport report = report(outcome(LINE));

        assertThat(report.isFaultless()).isTrue();
        assertThat(report.toText(TextTable.ANY_WIDTH))
                .contains("files  Baton  file", "1,235", "0.50 ms");
    }

    @Test
    void anErrorAnUnansweredRequestAndNoRequestAtAllAreFaults() throws IOException {
        for (String line :
                List.of(
                        LINE.replace("\"errors\":0", "\"errors\":1"),
                        LINE.replace("\"answered\":10", "\"answered\":9"),
                        LINE.replace(":10,", ":0,"),
                        "[]")) {
            assertThat(report(outcome(line)).isFaultless()).as(line).isFalse();
        }
    }

    @Test
    void whatPlainJavaDidNotAnswerIsSaidAndIsNoFaultOfBatons() throws IOException {
        String line = LINE.replace("\"errors\":0", "\"errors\":1").replace("null", "\"reset\"");
        LoadReport report =
                report(new LoadOutcome(WebLoad.MIXED, Side.PLAIN, LoadFigures.parse(line), null));

        assertThat(report.toText(TextTable.ANY_WIDTH)).contains("mixed, plain: reset");
        assertThat(report.isFaultless()).isTrue();
        assertThat(
                        report(new LoadOutcome(WebLoad.MIXED, Side.PLAIN, List.of(), "no jar"))
                                .isFaultless())
                .isFalse();
    }

    @Test
    void turnsAddUpAndTheirMiddleSaysHowLongRequestsTook() throws IOException {
        List<List<LoadFigures>> turns = new ArrayList<>();
        for (String turn :
                List.of(":1234.5,\"p50_ms\":1", ":1000,\"p50_ms\":9", ":2000,\"p50_ms\":3")) {
            turns.add(LoadFigures.parse(LINE.replace(":1234.5,\"p50_ms\":0.5", turn)));
        }
        turns.set(1, LoadFigures.parse(LINE.replace(":0,", ":1,").replace("null", "\"reset\"")));

        LoadFigures all = LoadFigures.of(turns).getFirst();
        assertThat(all.requests()).isEqualTo(30);
        assertThat(all.requestsPerS()).isEqualTo((1234.5 + 1234.5 + 2000) / 3);
        assertThat(all.slowestPerS()).isEqualTo(1234.5);
        assertThat(all.fastestPerS()).isEqualTo(2000);
        assertThat(all.p50Ms()).isEqualTo(1);
        assertThat(all.errors()).isEqualTo(1);
        assertThat(all.firstError()).isEqualTo("reset");
        assertThat(all.isFaultless()).isFalse();
    }

    @Test
    void aServerThatDidNotStartIsAFaultWithItsReason() {
        LoadReport report =
                report(new LoadOutcome(WebLoad.MIXED, Side.BATON, List.of(), "no such jar"));

        assertThat(report.isFaultless()).isFalse();
        assertThat(report.toText(TextTable.ANY_WIDTH)).contains("mixed, Baton: no such jar");
    }

    @Test
    void jsonHasTheFiguresOfEachRequest() throws IOException {
        String json = report(outcome(LINE)).toJson();

        assertThat(JSON.std.mapFrom(json)).containsEntry("faultless", true);
        assertThat(json).contains("\"on\":\"Baton\"", "\"requests_per_s\":1234.5");
    }
}
