package programs.explode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TallyTest {
    @ParameterizedTest
    @EnumSource
    void aLineIsReadAsWhatWasWritten(Tally.State state) {
        Tally tally = new Tally(1, 2, 3, 4, 6, 5, 0, state);

        assertThat(Tally.parse(tally.toLine())).contains(tally);
        assertThat(tally.inCall()).isEqualTo(1);
    }

    @Test
    void otherLinesAreNoTally() {
        assertThat(Tally.parse("java.io.IOException: tally")).isEmpty();
    }

    @Test
    void aLineThatLacksSomethingIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Tally.parse("tally ms=1 beats=2"))
                .withMessageContaining("no silentMs");
    }
}
