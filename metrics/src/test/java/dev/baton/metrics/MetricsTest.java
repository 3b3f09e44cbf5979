package dev.baton.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.metrics.SdkMeterProvider;
import io.opentelemetry.sdk.metrics.data.MetricData;
import io.opentelemetry.sdk.testing.exporter.InMemoryMetricReader;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** Names, units and values, without Baton and in a process that runs on it. */
class MetricsTest {
    private static final Pattern NAME = Pattern.compile("\\bbaton_\\w+");

    /** Those of a text: a dashboard's, or a scrape's. */
    private static Set<String> names(String text) {
        Set<String> names = new TreeSet<>();
        Matcher name = NAME.matcher(text);
        while (name.find()) {
            names.add(name.group());
        }
        return names;
    }

    static String dashboard() throws Exception {
        try (InputStream in = BatonMetrics.class.getResourceAsStream("grafana-dashboard.json")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    @Test
    void withoutBatonAllIsZero() {
        SimpleMeterRegistry registry = new SimpleMeterRegistry();
        new BatonMetrics().bindTo(registry);

        assertThat(registry.getMeters()).hasSize(Figure.values().length);
        assertThat(registry.getMeters())
                .allSatisfy(meter -> {
                    assertThat(meter.getId().getTags()).isEmpty();
                    assertThat(meter.measure()).allMatch(measured -> measured.getValue() == 0);
                });
    }

    @Test
    void openTelemetryHasTheSameNamesWithUnits() throws Exception {
        InMemoryMetricReader reader = InMemoryMetricReader.create();
        SdkMeterProvider meters = SdkMeterProvider.builder().registerMetricReader(reader).build();
        OpenTelemetry openTelemetry = OpenTelemetrySdk.builder().setMeterProvider(meters).build();
        try (BatonInstruments instruments = new BatonInstruments(openTelemetry)) {
            assertThat(instruments).isNotNull();
            assertThat(reader.collectAllMetrics())
                    .extracting(MetricData::getName, MetricData::getUnit)
                    .containsExactlyInAnyOrderElementsOf(
                            Arrays.stream(Figure.values())
                                    .map(f -> Tuple.tuple(f.id, f.unit))
                                    .toList());
        }
        assertThat(reader.collectAllMetrics()).isEmpty();
        meters.close();
    }

    @Test
    void aServiceOnBatonSaysItsFigures() throws Exception {
        try (Service service = Service.start()) {
            for (int i = 0; i < 10; i++) {
                service.get("/work");
            }
            String scraped = service.get("/metrics");

            assertThat(scraped)
                    .contains("\nbaton_procs 2.0\n", "\nbaton_threads_max 77.0\n")
                    .contains(
                            "# TYPE baton_handoffs_total counter", "# HELP baton_wait_p99_seconds")
                    .containsPattern("\nbaton_blocking_calls_total [1-9]")
                    .containsPattern("\nbaton_wait_longest_seconds \\d+\\.\\d*[1-9]")
                    .containsPattern("\nbaton_virtual_threads [1-9]");
            assertThat(names(scraped)).containsAll(names(dashboard()));
        }
    }

    /** Each figure is looked at, and what looks at none would be found above. */
    @Test
    void theDashboardShowsEachFigure() throws Exception {
        List<String> all =
                Arrays.stream(Figure.values())
                        .map(figure ->
                                figure.id.replace('.', '_')
                                        + (figure.isCounter() ? "_total" : "")
                                        + (figure.isTime() ? "_seconds" : ""))
                        .toList();

        assertThat(names(dashboard())).containsExactlyInAnyOrderElementsOf(all);
    }
}
