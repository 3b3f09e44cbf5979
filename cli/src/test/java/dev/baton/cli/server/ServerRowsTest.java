package dev.baton.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerRowsTest {
    private static String described(boolean quick, boolean all, String... ids) {
        StringWriter text = new StringWriter();
        PrintWriter out = new PrintWriter(text);
        ServerBench.of(List.of(ids), quick, all).describe(out);
        out.flush();
        return text.toString();
    }

    @Test
    void eachRowHasAnIdOfItsOwn() {
        List<String> ids = ServerRows.all().stream().map(ServerRow::id).toList();

        assertThat(ids).doesNotHaveDuplicates();
        assertThat(ids)
                .contains(
                        "server.plain.1.1",
                        "server.plain.1.first",
                        "server.plain.1.idle",
                        "server.plain.quota150.512",
                        "server.gateway-1ms.2.16",
                        "server.postgres.1.64");
    }

    @Test
    void aNameMeansTheRowsThatBeginWithItUpToADot() {
        assertThat(described(false, false, "server.gateway"))
                .contains("server.gateway.1.1 ", "server.gateway.quota50.512 ")
                .doesNotContain("server.gateway-1ms", "server.plain");
        assertThat(described(false, false, "server.plain.1.1"))
                .contains("server.plain.1.1 ")
                .doesNotContain("server.plain.1.16");
    }

    @Test
    void theGroupAloneMeansASelectionThatEndsInAQuarterOfAnHour() {
        String selection = described(false, false, "server");

        assertThat(selection)
                .contains("server.plain.1.512 (baton, stock, platform, go, go-http, c)")
                .contains("server.plain.1.first (baton, stock, platform)")
                .contains("server.helidon.1.64 (baton, stock, go-http)")
                .contains("server.postgres.1.64 (baton, stock, platform)")
                .contains("server.plain.quota50.64 ")
                .doesNotContain("server.jetty.2", "server.plain.1.16");
        assertThat(ServerRows.seconds(ServerRows.selection(), ServerBench.length(false)))
                .isLessThan(15 * 60);
        assertThat(ServerRows.seconds(ServerRows.quick(), ServerBench.length(true)))
                .isLessThan(2 * 60);
        assertThat(described(false, true, "server")).contains("server.jetty.2.512 ");
    }

    @Test
    void thereIsALimitInCForThePlainServerOnly() {
        assertThat(described(false, false, "server.plain.1.64")).contains(".cpu.over-c");
        assertThat(described(false, false, "server.jetty.1.64")).doesNotContain("over-c");
    }

    @Test
    void aNameThatMeansNothingIsSaidWithWhatThereIs() {
        assertThatThrownBy(() -> ServerBench.of(List.of("server.plane"), false, false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'server.plane'")
                .hasMessageContaining("server.plain.1.64");
    }
}
