package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.linux.StateFilesProgram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The files by which threads are looked at take few descriptors, and none are needed. */
class StateFilesTest {
    private static final int MOST = StateFilesProgram.DESCRIPTORS / 16;
    private static final int THREADS = 40;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void theyTakeFewOfTheDescriptors() throws Exception {
        JavaProcess process = JavaProcess.run(JavaProcess.BATON_FLAGS, StateFilesProgram.class);

        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output().lines())
                .containsExactly(
                        "seen: " + "S".repeat(THREADS),
                        "files: " + MOST,
                        "without descriptors: "
                                + "?"
                                + "S".repeat(MOST - 1)
                                + "?".repeat(THREADS - MOST),
                        "with them again: " + "S".repeat(THREADS),
                        "files: " + MOST,
                        "files: 0");
    }
}
