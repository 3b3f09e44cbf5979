package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.RunningProcess;
import dev.baton.cli.process.Target;
import java.io.BufferedReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The frameworks of docs/frameworks.md, each started as it is, with the agent before it. */
class FrameworksTest {
    private static final Path DOCS = Path.of("..", "docs", "frameworks.md");
    private static final int REQUESTS = 5;

    @TempDir private Path dir;

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Spring Boot, spring, programs.spring.hello.Hello, virtual",
        "Micronaut, micronaut, programs.micronaut.Hello, virtual",
        "Helidon, servers, programs.servers.Helidon, 'Hello, World!'",
        "Tomcat, servers, programs.servers.TomcatServer, 'Hello, World!'",
        "Jetty, servers, programs.servers.Jetty, 'Hello, World!'",
    })
    void itsHandlersRunOnBaton(String name, String module, String program, String answer)
            throws Exception {
        assertThat(Files.readString(DOCS)).contains("## " + name + "\n", program);
        Process process = start(module, program);
        try (BufferedReader out = process.inputReader(UTF_8);
                HttpClient client = HttpClient.newHttpClient()) {
            String url = out.lines().filter(line -> line.startsWith("http://")).findFirst().get();
            long before = started(process);
            for (int i = 0; i < REQUESTS; i++) {
                HttpResponse<String> response =
                        client.send(
                                HttpRequest.newBuilder(URI.create(url)).build(),
                                HttpResponse.BodyHandlers.ofString());
                assertThat(response.statusCode()).isEqualTo(200);
                assertThat(response.body()).isEqualTo(answer);
            }
            // A virtual thread for a request or for the connection, and it was Baton's.
            assertThat(started(process)).isGreaterThan(before);
            process.getOutputStream().close();
            assertThat(process.waitFor()).isZero();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(String module, String program) throws Exception {
        Path target = Path.of("..", "examples", "real", module, "target").toRealPath();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(Target.AGENT + "=strict", "-Xmx128m", "-XX:+UseSerialGC"));
        command.add("-cp");
        command.add(
                target.resolve("classes") + ":" + Files.readString(target.resolve("classpath")));
        command.addAll(List.of(program, "virtual"));
        ProcessBuilder builder = new ProcessBuilder(command).directory(dir.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        return builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    /** How many virtual threads Baton has started in it so far. */
    private static long started(Process process) throws Exception {
        PrintWriter nobody = new PrintWriter(Writer.nullWriter());
        try (RunningProcess running = RunningProcess.attach(process.pid(), nobody)) {
            Map<String, Object> stats = JSON.std.mapFrom(running.ask("stats"));
            return ((Number) stats.get("gStarted")).longValue();
        }
    }
}
