package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Datadog's agent beside ours; it sends what it finds to nobody. */
@Tag("stress") // for its size; what it did to us is in BesideTransformersTest
class BesideDatadogTest {
    private static final List<String> NO_NETWORK =
            List.of(
                    "-Ddd.instrumentation.telemetry.enabled=false",
                    "-Ddd.remote_config.enabled=false",
                    "-Ddd.trace.agent.port=1");

    @ParameterizedTest(name = "ours first: {0}")
    @ValueSource(booleans = {true, false})
    void aServersVirtualThreadsAreGs(boolean oursFirst) throws Exception {
        List<String> flags = new ArrayList<>(NO_NETWORK);
        String datadog =
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                        .filter(entry -> entry.contains("dd-java-agent"))
                        .findFirst()
                        .orElseThrow();
        flags.add("-javaagent:" + datadog);
        flags.add(oursFirst ? 0 : flags.size(), JavaRun.agent("strict"));

        JavaRun run = JavaRun.java(flags, BesideOpenTelemetryTest.Calls.class);

        assertThat(run.out())
                .as(run.err())
                .isEqualTo("calls on Baton: true\nserved on Baton: true\n200\n");
        assertThat(run.err()).contains("DATADOG TRACER CONFIGURATION").doesNotContain("baton:");
        assertThat(run.exitCode()).isZero();
    }
}
