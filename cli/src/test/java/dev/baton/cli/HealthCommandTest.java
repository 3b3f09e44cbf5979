package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.AskedProgram;
import dev.baton.cli.process.StallingServer;
import dev.baton.cli.process.Target;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The probes of docs/containers.md, on a scheduler that is really stalled. */
class HealthCommandTest {
    private static final String MOST = "2";
    private static final Duration PROBE_TIMEOUT = Duration.ofSeconds(1);

    @TempDir private Path dir;

    private static RunCommand health(Target target, String... options) {
        String[] all = new String[options.length + 2];
        all[0] = "health";
        all[1] = "" + target.pid();
        System.arraycopy(options, 0, all, 2, options.length);
        return RunCommand.run(all);
    }

    /** On Baton, and on the JDK's scheduler that Baton only watches. */
    @ParameterizedTest
    @ValueSource(strings = {"procs=1,max-threads=2", "observe"})
    void bothProbesTellAStalledSchedulerAndTheirTwinsDont(String options) throws Exception {
        List<String> flags =
                List.of(
                        Target.AGENT + "=" + options,
                        "-Djdk.virtualThreadScheduler.parallelism=" + MOST,
                        "-Djdk.virtualThreadScheduler.maxPoolSize=" + MOST);
        try (Target target = Target.java(dir, StallingServer.class, flags, MOST);
                HttpClient client = HttpClient.newHttpClient()) {
            int port = Integer.parseInt(target.out().readLine());
            expectHealthy(target, client, port);

            tell(target, "stall", "stalled");
            RunCommand stalled = health(target, "--within", "1");
            assertThat(stalled.status()).as(stalled.out() + stalled.err()).isEqualTo(Main.FAILED);
            assertThat(stalled.out())
                    .matches(
                            "process %d: stalled: a virtual thread that was started \\d+\\.\\d s ago has not run yet; baton dump %<d says what holds the threads\\R"
                                    .formatted(target.pid()));
            assertThatThrownBy(() -> get(client, port)).isInstanceOf(HttpTimeoutException.class);
            // The twins: a probe that only connects, one that only has the process answer.
            new Socket(InetAddress.getLoopbackAddress(), port).close();
            if (!options.equals("observe")) {
                assertThat(RunCommand.run("dump", "" + target.pid()).status()).isEqualTo(Main.OK);
            }

            RunCommand again = health(target, "--within=1", "--json");
            assertThat(again.status()).isEqualTo(Main.FAILED);
            Map<String, Object> told = JSON.std.mapFrom(again.out());
            assertThat(told).containsEntry("healthy", false).containsEntry("started", true);
            // It is the one of the first time: a second one that waits would be left behind.
            assertThat(((Number) told.get("waitedNs")).longValue()).isGreaterThan(2_000_000_000L);

            tell(target, "go on", "going on");
            expectHealthy(target, client, port);
        }
    }

    private static void expectHealthy(Target target, HttpClient client, int port)
            throws IOException, InterruptedException {
        RunCommand healthy = health(target, "--within=60");
        assertThat(healthy.status()).as(healthy.out() + healthy.err()).isEqualTo(Main.OK);
        assertThat(healthy.out())
                .matches(
                        "process %d: healthy: (a virtual thread ran \\d+\\.\\d ms after its start|it has had no virtual thread yet)\\R"
                                .formatted(target.pid()));
        HttpRequest request = request(port).build();
        assertThat(client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode())
                .isEqualTo(200);
    }

    private static void tell(Target target, String line, String answer) throws IOException {
        target.process().outputWriter().append(line).append('\n').flush();
        assertThat(target.out().readLine()).isEqualTo(answer);
    }

    private static HttpRequest.Builder request(int port) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health"));
    }

    private static void get(HttpClient client, int port) throws Exception {
        client.send(
                request(port).timeout(PROBE_TIMEOUT).build(),
                HttpResponse.BodyHandlers.discarding());
    }

    @Test
    void whatCantBeAskedIsNoHealth() throws Exception {
        assertThat(RunCommand.run("health", "99999999").status()).isEqualTo(Main.UNAVAILABLE);
        assertThat(RunCommand.run("health", "1", "--within=0").status()).isEqualTo(Main.USAGE);
        try (Target plain = Target.java(dir, AskedProgram.class, List.of())) {
            RunCommand run = health(plain);
            assertThat(run.status()).isEqualTo(Main.UNAVAILABLE);
            assertThat(run.err()).contains("process " + plain.pid());
        }
    }
}
