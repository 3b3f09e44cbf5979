package dev.baton.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.bench.Length;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** For a moment, with whatever of Go, C, wrk and perf there is. */
class ServerBenchTest {
    private static final Length MOMENT = new Length(2, 0.2, 0.2);

    @Test
    void thePlainServerIsMeasuredOnAllSidesThatThereAre() throws Exception {
        StringWriter err = new StringWriter();

        ServerBench.Outcome outcome =
                ServerBench.of(List.of("server.plain.1.16"), false, false)
                        .run(MOMENT, new PrintWriter(err, true));

        assertThat(outcome.results()).hasSize(1);
        ServerResult result = outcome.results().getFirst();
        assertThat(result.failures()).isEmpty();
        assertThat(result.values())
                .containsKeys(ServerSide.BATON, ServerSide.STOCK, ServerSide.PLATFORM);
        for (ServerSide side : result.values().keySet()) {
            for (ServerFigure figure :
                    List.of(
                            ServerFigure.RATE,
                            ServerFigure.P50,
                            ServerFigure.P99,
                            ServerFigure.P999,
                            ServerFigure.CPU)) {
                assertThat(result.spread(figure, side))
                        .as("%s of %s", figure, side)
                        .hasValueSatisfying(spread -> {
                            assertThat(spread.runs()).isEqualTo(MOMENT.runs());
                            assertThat(spread.min()).isPositive();
                        });
            }
            assertThat(result.median(ServerFigure.ERRORS, side)).contains(0.0);
        }
        assertThat(err.toString()).contains("[1/1] server.plain.1.16 ", "Baton ");
    }
}
