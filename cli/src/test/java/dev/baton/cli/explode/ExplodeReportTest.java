package dev.baton.cli.explode;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ExplodeReportTest {
    @Test
    void jsonHasTheFiguresAndTheSamplesOfEachSide() throws Exception {
        Run handoff = Runs.run(Side.HANDOFF, 5_020);
        handoff.heard("baton: {\"maxProcs\":2,\"handoffs\":5000}");
        handoff.heard("baton: a warning");

        Map<String, Object> json =
                JSON.std.mapFrom(
                        Runs.report(handoff, Runs.waiting(Side.GO)).toJson(List.of("explode.svg")));

        assertThat(json)
                .containsEntry("n", 5_000)
                .containsEntry("maxThreads", 250)
                .containsEntry("files", List.of("explode.svg"))
                .containsEntry("notes", List.of("Go is left out."))
                .containsEntry("good", false);
        Map<?, ?> first = (Map<?, ?>) ((List<?>) json.get("sides")).getFirst();
        assertThat(first.get("side")).isEqualTo("handoff");
        assertThat(first.get("outcome")).isEqualTo("right");
        assertThat(first.get("environment")).isEqualTo(Map.of("BATON_NETPOLL", "false"));
        assertThat(first.get("mostThreads")).isEqualTo(5_020);
        assertThat(first.get("lastThreads")).isEqualTo(20);
        assertThat(first.get("stats")).isEqualTo(Map.of("maxProcs", 2, "handoffs", 5_000));
        assertThat(first.get("messages")).isEqualTo(List.of("baton: a warning"));
        Map<?, ?> samples = (Map<?, ?>) first.get("samples");
        assertThat((List<?>) samples.get("threads")).hasSize(7);
        assertThat((List<?>) samples.get("beats")).hasSize(7);
        Map<?, ?> second = (Map<?, ?>) ((List<?>) json.get("sides")).get(1);
        assertThat(second.get("outcome")).isEqualTo("waiting");
    }

    @Test
    void thePageHasThePictureTheFiguresAndTheCommandsAndNeedsNothingFromElsewhere() {
        Run limit = Runs.run(Side.LIMIT, 270);
        limit.heard("baton: 250 threads & no more");
        ExplodeReport report = Runs.report(limit, Runs.waiting(Side.GO));

        String page = Page.of(report, Chart.of(report));

        assertThat(page)
                .contains("<svg ", "<td>270</td>", "--max-threads=250", "BATON_NETPOLL=false")
                .contains("250 threads &amp; no more", "A &lt;Processor&gt;", "Go is left out.")
                .contains("Go (waiting)", "prefers-color-scheme: dark")
                .doesNotContain("<script", "<link", "@import", " src=", "href=");
        assertThat(page.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    }

    @Test
    void everySideHasACommandOfTheSameNumbers() {
        for (Side side : Side.values()) {
            assertThat(Runs.waiting(side).command().asTyped())
                    .contains("--n=5000", "--hold=3.0", "--seconds=7.0");
            assertThat(Side.find(side.id())).contains(side);
        }
        assertThat(Side.find("Stock")).isEmpty();
    }
}
