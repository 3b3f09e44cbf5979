package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
    private static final Duration LONG = Duration.ofMinutes(2);

    private static ChildProcess sh(String script) throws Exception {
        return ChildProcess.run(List.of("sh", "-c", script), LONG);
    }

    @Test
    void itEndsWithItsCodeItsResultAndItsLastWords() throws Exception {
        assertThat(sh("echo one; echo two; echo three >&2; exit 4"))
                .isEqualTo(new ChildProcess(4, "two", "three"));
    }

    @Test
    void itsLastWordsAreTwentyLines() throws Exception {
        String lines =
                IntStream.rangeClosed(11, 30)
                        .mapToObj(Integer::toString)
                        .collect(Collectors.joining("\n"));
        assertThat(sh("seq 30 >&2")).isEqualTo(new ChildProcess(0, "", lines));
    }

    @Test
    void wordsThatAreNoTextAreShownAllTheSame() throws Exception {
        assertThat(sh("printf 'bad \\377 byte' >&2; exit 1").lastWords())
                .startsWith("bad ")
                .endsWith(" byte");
    }

    @Test
    void itsInputIsAtTheEnd() throws Exception {
        assertThat(sh("cat; echo end")).isEqualTo(new ChildProcess(0, "end", ""));
    }

    @Test
    void itIsKilledAtItsLimit(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        List<String> command = List.of("sh", "-c", "echo $$; exec sleep 1000");
        // Shorter limits may kill it before it has said its number: then the next is longer.
        for (int limitMs = 100; !Files.exists(log) || Files.size(log) == 0; limitMs *= 2) {
            Duration limit = Duration.ofMillis(limitMs);
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> ChildProcess.run(command, directory, log, limit))
                    .withMessage(
                            "it did not end within " + limit.toSeconds() + " s, and was killed");
        }
        long pid = Long.parseLong(Files.readString(log).strip());
        assertThat(ProcessHandle.of(pid)).isNotPresent();
    }

    @Test
    void aLogHasAllThatItWroteAndStays(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        ChildProcess child =
                ChildProcess.run(
                        List.of("sh", "-c", "pwd; echo lost >&2; exit 2"), directory, log, LONG);
        assertThat(child).isEqualTo(new ChildProcess(2, "lost", directory + "\nlost"));
        assertThat(log).hasContent(directory + "\nlost\n");
    }

    @Test
    void aCommandThatIsNotThereIsNamed() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> ChildProcess.run(List.of("/no/such/program"), LONG))
                .withMessageContaining("/no/such/program");
    }
}
