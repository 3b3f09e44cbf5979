package dev.baton.metrics;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A {@link ScrapedService} in a process of its own, under the agent. */
record Service(Process process, int port) implements AutoCloseable {
    static Service start() throws IOException {
        Path agent = Path.of("..", "agent", "target", "baton.jar").toAbsolutePath();
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-javaagent:" + agent + "=strict,stats,procs=2,max-threads=77",
                                "-cp",
                                classPath(),
                                ScrapedService.class.getName())
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        BufferedReader out = process.inputReader(UTF_8);
        return new Service(process, Integer.parseInt(out.readLine()));
    }

    /** Without Baton's own classes, which a program under the agent does not have. */
    private static String classPath() {
        Pattern ofBaton = Pattern.compile(".*(/(agent|runtime)/target/|baton-(agent|runtime)-).*");
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !ofBaton.matcher(entry).matches())
                .collect(Collectors.joining(File.pathSeparator));
    }

    String get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://localhost:" + port + path);
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()).body();
        }
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroyForcibly();
    }
}
