package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.process.Target;
import dev.baton.cli.process.TracedProgram;
import dev.baton.trace.EventType;
import dev.baton.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the machine does to a trace: it kills its process, its disk is full; and what it tells. */
class TraceOfHostTest {
    private static final long PATIENCE_NS = 60_000_000_000L;
    private static final int LOOK_MS = 50;

    @TempDir private Path dir;

    private String fifo() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return fifo.toString();
    }

    /** What is in a file that is being written. */
    private static Set<EventType> types(Path file) throws IOException {
        Set<EventType> types = EnumSet.noneOf(EventType.class);
        try (Trace trace = Trace.open(file)) {
            trace.forEach(e -> types.add(e.type()));
        }
        return types;
    }

    private static long completeUntilNs(Path file) throws IOException {
        try (Trace trace = Trace.open(file)) {
            return trace.completeUntilNs();
        }
    }

    @Test
    void aProcessThatIsKilledLeavesAFileThatIsReadUpToItsLastWholeChunk() throws Exception {
        Path file = dir.resolve("killed.trace");
        List<String> flags = List.of(Target.AGENT + "=max-threads=6,trace=" + file);
        Set<EventType> wanted = EnumSet.of(EventType.GC, EventType.NETPOLL, EventType.THREAD_LIMIT);
        try (Target target = Target.java(dir, TracedProgram.class, flags, fifo())) {
            long start = System.nanoTime();
            while (!types(file).containsAll(wanted)) {
                assertThat(System.nanoTime() - start)
                        .as("waited for %s, and saw %s", wanted, types(file))
                        .isLessThan(PATIENCE_NS);
                Thread.sleep(LOOK_MS);
            }
            // What was complete once is so whatever becomes of the last bytes.
            long complete = completeUntilNs(file);
            while (completeUntilNs(file) == complete) {
                assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NS);
                Thread.sleep(LOOK_MS);
            }
            target.process().destroyForcibly().waitFor();
        }

        // And the last of it is not whole, wherever that was.
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 3));
        RunCommand text = RunCommand.run("trace", file.toString());
        RunCommand json = RunCommand.run("trace", "--json", file.toString());

        assertThat(text.status()).as(text.err()).isZero();
        assertThat(text.out()).contains("was not written to its end: the process was killed");
        assertThat(JSON.std.mapFrom(json.out())).containsEntry("whole", false);
        assertThat(types(file)).containsAll(wanted);
    }

    @Test
    void whenTheDiskIsFullTheProgramGoesOnAndTheTraceIsReadableUpToThere() throws Exception {
        Path disk = Files.createDirectory(dir.resolve("disk"));
        assumeThat(mount("mount", "-t", "tmpfs", "-o", "size=128k", "none", disk.toString()))
                .as("no file system may be mounted here")
                .isZero();
        try {
            Path file = disk.resolve("t");
            List<String> flags = List.of(Target.AGENT + "=trace=" + file);
            try (Target target = Target.java(dir, TracedProgram.class, flags, fifo())) {
                long start = System.nanoTime();
                while (!Files.readString(target.errors()).contains("No space left on device")) {
                    assertThat(System.nanoTime() - start).isLessThan(PATIENCE_NS);
                    Thread.sleep(LOOK_MS);
                }
                assertThat(Files.readString(target.errors()))
                        .contains("the trace " + file + " ends here, what was written before can");
                assertThat(target.process().isAlive()).isTrue();
            }

            assertThat(RunCommand.run("trace", file.toString()).out())
                    .contains("was not written to its end");
            assertThat(types(file)).contains(EventType.GO_CREATE, EventType.GO_START);
        } finally {
            mount("umount", disk.toString());
        }
    }

    private static int mount(String... command) throws Exception {
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            return -1; // there is no such program
        }
    }

    @Test
    void whyAFileCantBeCreatedIsSaid() throws Exception {
        List<String> flags = List.of(Target.AGENT + "=trace=/nonexistent/x");
        ProcessBuilder java =
                new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        flags.getFirst(),
                        "-version");
        Process process = java.redirectErrorStream(true).start();

        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8))
                .contains("/nonexistent/x")
                .contains("can't be created: no such directory: /nonexistent");
        assertThat(process.waitFor()).isEqualTo(2);
    }
}
