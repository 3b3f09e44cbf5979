package dev.baton.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class ProgressTest {
    private static final Progress PROGRESS =
            new Progress(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, true);

    @Test
    void aLineIsReadAsWhatWasWritten() {
        assertThat(Progress.parse(PROGRESS.toLine())).contains(PROGRESS);
    }

    @Test
    void otherLinesAreNoProgress() {
        assertThat(Progress.parse("java.io.IOException: progress")).isEmpty();
        assertThat(Progress.parse("")).isEmpty();
    }

    @Test
    void aLineThatLacksANumberIsRefusedByName() {
        String line = PROGRESS.toLine().replace(" beats=2", "");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Progress.parse(line))
                .withMessageContaining(line);
    }
}
