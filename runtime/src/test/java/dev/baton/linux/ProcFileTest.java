package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ProcFileTest {
    @Test
    void aNumberOfTheKernelsIsReadWithAllItsDigits() throws Exception {
        // At least 301 on any kernel, and one byte of it is no number of this size.
        long pidMax = Long.parseLong(ProcFile.read(Path.of("/proc/sys/kernel/pid_max")));

        assertThat(pidMax).isGreaterThan(300);
    }

    @Test
    void aLongFileIsReadToItsEnd() throws Exception {
        String mappings = ProcFile.read(Path.of("/proc/self/maps"));

        assertThat(mappings.lines().count()).isGreaterThan(100);
        assertThat(mappings).contains("[stack]");
    }
}
