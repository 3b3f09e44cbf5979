package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DescriptorsTest {
    @Test
    void thereAreFewWhereThereAreFewDescriptors() {
        assertThat(Descriptors.most(512)).isEqualTo(32);
        assertThat(Descriptors.most(10)).isZero();
        assertThat(Descriptors.most(-1)).as("not known").isZero();
    }

    @Test
    void thereAreNotMoreThanAreOfUse() {
        assertThat(Descriptors.most(1 << 20)).isEqualTo(256);
        assertThat(Descriptors.most(Long.MAX_VALUE)).isEqualTo(256);
    }

    @Test
    void theLimitIsThatOfTheProcess() throws Exception {
        String line =
                Files.readAllLines(Path.of("/proc/self/limits")).stream()
                        .filter(l -> l.startsWith("Max open files"))
                        .findFirst()
                        .orElseThrow();
        assertThat(line.split(" +", -1)[3]).isEqualTo(Long.toString(Libc.maxOpenFiles()));
    }
}
