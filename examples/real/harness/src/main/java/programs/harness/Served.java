package programs.harness;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A web server in this process as a workload without workers: {@link HttpStream} loads it from
 * another.
 */
public final class Served implements Workload {
    private final Process generator;
    private final AutoCloseable server;
    private volatile long answers;
    private volatile boolean closed;

    /**
     * Starts the other process, which waits.
     *
     * @param server to be closed at the end
     * @param url its URL
     * @param path what is asked for
     * @param bytes how long that is
     * @param connections how many ask at a time
     * @throws IOException when the other process can't be started
     */
    public Served(AutoCloseable server, String url, String path, int bytes, int connections)
            throws IOException {
        this.server = server;
        List<String> command = new ArrayList<>();
        if (Runtime.getRuntime().availableProcessors() == 1) {
            // A server that was given one CPU has it for itself: who asks is elsewhere.
            command.addAll(List.of("taskset", "-c", "1"));
        }
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(HttpStream.class.getName());
        command.addAll(List.of(url, path, Integer.toString(bytes), Integer.toString(connections)));
        this.generator =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    }

    private void count() {
        try (BufferedReader out = generator.inputReader(StandardCharsets.UTF_8)) {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                answers = Long.parseLong(line);
            }
        } catch (IOException e) {
            System.err.println("reading from the load generator: " + e);
        }
        if (!closed) {
            System.err.println("the load generator ended by itself");
            Runtime.getRuntime().halt(1);
        }
    }

    @Override
    public void begin() throws IOException {
        Thread.ofPlatform().daemon().start(this::count);
        generator.getOutputStream().write('\n');
        generator.getOutputStream().flush();
    }

    @Override
    public long served() {
        return answers;
    }

    @Override
    public void request(int worker) {
        throw new UnsupportedOperationException("the other process sends the requests");
    }

    @Override
    public void close() throws Exception {
        closed = true;
        generator.destroyForcibly().waitFor();
        server.close();
    }
}
