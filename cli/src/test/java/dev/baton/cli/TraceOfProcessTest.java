package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.process.LongReadProgram;
import dev.baton.cli.process.StuckProgram;
import dev.baton.cli.process.Target;
import dev.baton.trace.EventType;
import dev.baton.trace.Trace;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A trace that is begun, written and ended from outside. */
class TraceOfProcessTest {
    @TempDir private Path dir;

    private Path fifo() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return fifo;
    }

    private Target target() throws Exception {
        Path fifo = fifo();
        return Target.java(dir, StuckProgram.class, List.of(Target.AGENT), fifo.toString(), "" + 3);
    }

    private static RunCommand trace(Target target, String... more) throws Exception {
        String[] all = new String[more.length + 2];
        all[0] = "trace";
        all[1] = "" + target.pid();
        System.arraycopy(more, 0, all, 2, more.length);
        return RunCommand.run(all);
    }

    @Test
    void itGoesToAFileUntilItIsStopped() throws Exception {
        Path file = dir.resolve("a trace");
        try (Target target = target()) {
            RunCommand start = trace(target, "start", file.toString());
            assertThat(start.status()).as(start.err()).isZero();
            assertThat(start.out()).contains("traces to " + file);

            RunCommand second = trace(target, "start", dir.resolve("b").toString());
            assertThat(second.status()).isEqualTo(69);
            assertThat(second.err()).contains("trace start: ");

            RunCommand stop = trace(target, "stop");
            assertThat(stop.out()).contains("wrote " + file);
            assertThat(RunCommand.run("trace", "--json", file.toString()).status()).isZero();

            assertThat(trace(target, "stop").err()).contains("none was begun by trace start");
        }
    }

    @Test
    void whatIsInMemoryIsWrittenWhenAskedFor() throws Exception {
        Path file = dir.resolve("snapshot");
        try (Target target = target()) {
            assertThat(trace(target, "start").out()).contains("traces into memory");
            RunCommand snapshot = trace(target, "snapshot", file.toString());
            assertThat(snapshot.status()).as(snapshot.err()).isZero();
            assertThat(RunCommand.run("trace", "--json", file.toString()).status()).isZero();

            RunCommand again = trace(target, "snapshot", file.toString());
            assertThat(again.status()).isEqualTo(69); // no file is overwritten
            assertThat(Files.size(file)).isPositive();
            assertThat(trace(target, "stop").out()).contains("traces no more");
        }
    }

    @Test
    void theStackOfALongCallBeginsWithTheProgramsOwn() throws Exception {
        Path file = dir.resolve("long.trace");
        List<String> flags = List.of(Target.AGENT + "=trace=" + file);
        try (Target target = Target.java(dir, LongReadProgram.class, flags, fifo().toString())) {
            assertThat(target.process().waitFor()).isZero();
        }
        List<List<String>> stacks = new ArrayList<>();
        try (Trace trace = Trace.open(file)) {
            trace.forEach(e -> {
                if (e.type() == EventType.LONG_CALL) {
                    stacks.add(trace.stack(e.stackId()));
                }
            });
        }
        assertThat(stacks)
                .anySatisfy(stack ->
                        assertThat(stack.getFirst()).startsWith("java.io.FileInputStream.read("));
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        for (List<String> words :
                List.of(
                        List.of("trace", "1", "begin"),
                        List.of("trace", "x", "start"),
                        List.of("trace", "1", "snapshot"),
                        List.of("trace", "1", "stop", "file"))) {
            assertThat(RunCommand.run(words.toArray(new String[0])).status())
                    .as("%s", words)
                    .isEqualTo(2);
        }
    }
}
