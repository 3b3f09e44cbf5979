package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * The two programs of {@link ConnectionsTest}, each in a process of its own: a process may not have
 * descriptors for both ends of 10,000 connections.
 */
final class ConnectionsRun implements AutoCloseable {
    private static final Pattern NETPOLL = Pattern.compile(" netpoll=(\\d+)");

    /**
     * How much goes on.
     *
     * @param connections at a time
     * @param pauseMs the longest pause that one makes
     * @param patienceSeconds without a step of one are its loss
     * @param computing virtual threads that compute beside, in each process
     */
    record Shape(int connections, int pauseMs, int patienceSeconds, int computing) {}

    /** A program that is asked. */
    static final class Program implements AutoCloseable {
        private final JavaRun.Started started;
        private final BufferedReader out;
        private final Writer in;

        private Program(List<String> flags, Class<?> program, Object... args) throws IOException {
            List<String> all = new ArrayList<>();
            // What comes and goes as the JVM likes would hide what is left behind.
            all.addAll(List.of("-XX:+UseSerialGC", "-XX:-UseDynamicNumberOfCompilerThreads"));
            all.addAll(flags);
            List<String> texts = new ArrayList<>();
            for (Object arg : args) {
                texts.add(arg.toString());
            }
            started =
                    JavaRun.start(
                            JavaRun.command(all, program, texts.toArray(String[]::new)), Map.of());
            out = started.process().inputReader(UTF_8);
            in = started.process().outputWriter(UTF_8);
        }

        /** Asks something, and returns the answer, or why the program has failed. */
        String ask(String question) throws IOException {
            try {
                in.write(question + "\n");
                in.flush();
            } catch (IOException e) {
                // It has ended, and says why.
            }
            return answer();
        }

        private String answer() throws IOException {
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("= ")) {
                    return line.substring(2);
                }
                if (line.startsWith("failed: ")) {
                    return line;
                }
            }
            return "ended: " + errors();
        }

        /** How many descriptors Baton's network has in it, by a dump. */
        int registered() throws IOException, InterruptedException {
            long before = dumps().size();
            Process kill = new ProcessBuilder("kill", "-QUIT", pid()).start();
            assertThat(kill.waitFor()).isZero();
            while (dumps().size() == before && started.process().isAlive()) {
                Thread.sleep(10);
            }
            return Integer.parseInt(dumps().getLast().group(1));
        }

        private List<MatchResult> dumps() throws IOException {
            return NETPOLL.matcher(errors()).results().toList();
        }

        /** What it has written to standard error. */
        String errors() throws IOException {
            return Files.readString(started.errors());
        }

        private String pid() {
            return Long.toString(started.process().pid());
        }

        @Override
        public void close() throws IOException {
            started.process().destroyForcibly().onExit().join();
            Files.delete(started.errors());
        }
    }

    private final Program server;
    private final Program clients;

    /**
     * Starts both.
     *
     * @param flags of both JVMs
     * @param serversFault the server's
     * @param clientsFault the clients'
     */
    ConnectionsRun(
            List<String> flags, long seed, Shape shape, Fault serversFault, Fault clientsFault)
            throws IOException {
        server =
                new Program(
                        flags,
                        ConnectionServer.class,
                        serversFault,
                        shape.patienceSeconds,
                        shape.computing);
        String servers = server.answer();
        clients =
                new Program(
                        flags,
                        ConnectionClients.class,
                        servers,
                        seed,
                        shape.connections,
                        shape.pauseMs,
                        shape.patienceSeconds,
                        shape.computing,
                        clientsFault);
    }

    Program server() {
        return server;
    }

    Program clients() {
        return clients;
    }

    /** What both have written to standard error. */
    String errors() throws IOException {
        return "clients: " + clients.errors() + "server: " + server.errors();
    }

    @Override
    public void close() throws IOException {
        clients.close();
        server.close();
    }
}
