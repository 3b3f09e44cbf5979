package dev.baton.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class LoadFiguresTest {
    /** What wrk 4.1.0 prints with bench/wrk/report.lua. */
    private static final String WRK =
            """
            Running 1s test @ http://127.0.0.1:46075/
              1 threads and 64 connections
              Thread Stats   Avg      Stdev     Max   +/- Stdev
                Latency     1.41ms    4.59ms  78.71ms   96.05%
                Req/Sec    43.07k    13.72k   60.66k    70.00%
              86206 requests in 2.02s, 6.58MB read
            Requests/sec:  42743.35
            Transfer/sec:      3.26MB
            baton requests=86206 us=2016829 p50=752 p99=59023 p99.9=78708 errors=3
            """;

    @Test
    void theLineOfWrksScriptIsFoundAmongItsOwn() throws Exception {
        LoadFigures figures = LoadFigures.parse(WRK);

        assertThat(figures).isEqualTo(new LoadFigures(86_206, 2_016_829, 752, 59_023, 78_708, 3));
        assertThat(figures.seconds()).isEqualTo(2.016829);
        assertThat(figures.requestsPerS()).isEqualTo(86_206 / 2.016829);
    }

    @Test
    void ourClientPrintsTheSameLine() throws Exception {
        LoadFigures figures = new LoadFigures(1, 2, 3, 4, 5, 6);

        assertThat(LoadFigures.parse(figures.toLine())).isEqualTo(figures);
    }

    @Test
    void whatWasPrintedInItsPlaceIsSaid() {
        assertThatThrownBy(() -> LoadFigures.parse("unable to connect to 127.0.0.1:1\n"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("unable to connect to 127.0.0.1:1");
    }
}
