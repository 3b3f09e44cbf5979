package dev.baton.cli.server;

import static dev.baton.cli.server.ServerSide.BATON;
import static dev.baton.cli.server.ServerSide.C;
import static dev.baton.cli.server.ServerSide.GO;
import static dev.baton.cli.server.ServerSide.STOCK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.baton.cli.bench.Length;
import dev.baton.cli.bench.Machine;
import dev.baton.cli.bench.TextTable;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServerResultTest {
    private final Measurements found = new Measurements();

    private ServerResult plain() {
        return found.result(row("server.plain.1.64"));
    }

    private static ServerRow row(String id) {
        return ServerRows.named(id).getFirst();
    }

    private void add(ServerFigure figure, ServerSide side, double... turns) {
        for (double turn : turns) {
            found.add(side, figure, turn);
        }
    }

    @Test
    void whatIsSpentOverCIsAShareOfWhatStockDoes() {
        add(ServerFigure.CPU, C, 5, 4, 6);
        add(ServerFigure.CPU, STOCK, 15);
        add(ServerFigure.CPU, BATON, 9, 8);

        assertThat(plain().median(ServerFigure.OVER_C, BATON))
                .hasValueSatisfying(share -> assertThat(share).isCloseTo(0.3, within(1e-9)));
        assertThat(plain().met(ServerFigure.OVER_C)).contains(true);
        add(ServerFigure.CPU, BATON, 12, 12, 12);
        assertThat(plain().met(ServerFigure.OVER_C)).contains(false);
    }

    @Test
    void withoutCOrWhereStockIsNoDearerThereIsNoSuchShare() {
        add(ServerFigure.CPU, STOCK, 5);
        add(ServerFigure.CPU, BATON, 5);

        assertThat(plain().median(ServerFigure.OVER_C, BATON)).isEmpty();
        assertThat(plain().met(ServerFigure.OVER_C)).isEmpty();
        add(ServerFigure.CPU, C, 5);
        assertThat(plain().median(ServerFigure.OVER_C, BATON)).isEmpty();
    }

    @Test
    void thePlainServersCpuTimeIsComparedWithGosAndThatOfOthersWithStocks() {
        add(ServerFigure.CPU, GO, 10);
        add(ServerFigure.CPU, STOCK, 12);
        add(ServerFigure.CPU, BATON, 11.1);

        assertThat(plain().met(ServerFigure.CPU)).contains(false);
        assertThat(found.result(row("server.jetty.1.64")).met(ServerFigure.CPU)).contains(false);
        add(ServerFigure.CPU, BATON, 11, 11);
        assertThat(found.result(row("server.jetty.1.64")).met(ServerFigure.CPU)).contains(true);
    }

    @Test
    void moreRequestsAreBetterAndAsManyAreNotEnough() {
        add(ServerFigure.RATE, STOCK, 100, 100);
        add(ServerFigure.RATE, BATON, 104, 104);
        assertThat(plain().met(ServerFigure.RATE)).contains(false);

        add(ServerFigure.RATE, BATON, 106, 106, 106);
        assertThat(plain().met(ServerFigure.RATE)).contains(true);
        assertThat(plain().ofStockByTurn(ServerFigure.RATE))
                .hasValueSatisfying(spread -> assertThat(spread.runs()).isEqualTo(2));
    }

    @Test
    void ofASideThatBrokeNothingIsShownAndBatonMeetsNoGoalThen() {
        add(ServerFigure.RATE, STOCK, 100);
        add(ServerFigure.RATE, BATON, 200);
        found.fail(BATON, "it ended by itself");
        found.fail(BATON, "and again");

        ServerResult result = plain();
        assertThat(result.median(ServerFigure.RATE, BATON)).isEmpty();
        assertThat(result.met(ServerFigure.RATE)).contains(false);
        assertThat(result.met(ServerFigure.P50)).isEqualTo(Optional.empty());
        assertThat(result.ran()).isFalse();
        assertThat(result.notes()).containsExactly("server.plain.1.64, baton: it ended by itself");
    }

    @Test
    void whatIsNoNumberIsLeftOut() {
        add(ServerFigure.USER, BATON, Double.NaN, 2, Double.POSITIVE_INFINITY);

        assertThat(plain().spread(ServerFigure.USER, BATON))
                .hasValueSatisfying(spread -> assertThat(spread.runs()).isEqualTo(1));
    }

    @Test
    void theReportHasEachSideTheRatioAndTheGoal() {
        add(ServerFigure.RATE, STOCK, 100_000);
        add(ServerFigure.RATE, BATON, 110_000);
        add(ServerFigure.P99, STOCK, 10);
        add(ServerFigure.P99, BATON, 11);
        ServerReport report =
                new ServerReport(
                        new Machine(
                                "a CPU", 2, "6.0", "JDK", Optional.empty(), Optional.of(2), 0.1),
                        new Length(5, 1, 8),
                        "wrk",
                        List.of(plain()),
                        List.of("there is no C compiler"),
                        List.of("server.postgres.1.64: no PostgreSQL"));

        assertThat(report.toText(TextTable.ANY_WIDTH))
                .contains("a CPU", "5 runs of 1 s after 8 s, in turns; load by wrk")
                .contains("server.plain.1.64: ServerSocket, a thread for each connection, 1 CPU")
                .containsPattern("requests +/s +110,000 +100,000 +– +.* 1\\.10 +≥ 1.05 × stock +✓")
                .containsPattern("99 of 100 within +µs +11 +10 .*≤ stock +✗")
                .endsWith("there is no C compiler\nserver.postgres.1.64: no PostgreSQL\n");
        assertThat(report.toMarkdown())
                .contains("| `server.plain.1.64.p99` | µs | 11 | 10 | – | – | – | – | 1.10 |")
                .contains("* there is no C compiler");
        assertThat(report.toJson())
                .contains(
                        "{\"id\":\"server.plain.1.64\",\"unit\":\"/s\",\"baton\":{\"median\":110000.0")
                .contains("\"go-http\":null", "\"met\":true");
    }
}
