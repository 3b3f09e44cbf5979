package programs.fifos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ProgressTest {
    @ParameterizedTest
    @EnumSource
    void aLineIsReadAsWhatWasWritten(Progress.State state) {
        Progress progress = new Progress(1, 2, 3, 4, 5, 6, 7, 8, state);

        assertThat(Progress.parse(progress.toLine())).contains(progress);
    }

    @Test
    void otherLinesAreNoProgress() {
        assertThat(Progress.parse("java.io.IOException: progress")).isEmpty();
        assertThat(Progress.parse("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {" beats=2", " state=running"})
    void aLineThatLacksSomethingIsRefusedByName(String word) {
        Progress progress = new Progress(1, 2, 3, 4, 5, 6, 7, 8, Progress.State.RUNNING);
        String line = progress.toLine().replace(word, "");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Progress.parse(line))
                .withMessageContaining(line);
    }
}
