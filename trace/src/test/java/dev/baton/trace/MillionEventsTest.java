package dev.baton.trace;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MillionEventsTest {
    private static final int EVENTS = 1_000_000;

    @TempDir private Path directory;

    /** A gigabyte is what the issue allows; the reader needs no object for an event. */
    @Test
    void allIsMadeOfAMillionEventsInAGigabyte() throws Exception {
        Path file = directory.resolve("trace");
        SyntheticTrace.write(file, 1, 4, EVENTS);

        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx1g",
                                "-cp",
                                System.getProperty("java.class.path"),
                                MillionEvents.class.getName(),
                                file.toString(),
                                directory.toString())
                        .redirectErrorStream(true)
                        .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).as(out).isZero();
        assertThat(out).contains("events read in", "all made in");
        System.out.print(out); // how long it took is for who reads it: machines are slow at times
        assertThat(directory.resolve("page")).isNotEmptyFile();
        assertThat(directory.resolve("perfetto")).isNotEmptyFile();
        assertThat(directory.resolve("go")).isNotEmptyFile();
    }
}
