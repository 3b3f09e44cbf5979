package programs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReportLineTest {
    private static final String LINE = "tally ms=100 unit=seconds";

    @Test
    void whatALineTellsIsFoundByItsName() {
        ReportLine line = ReportLine.parse("tally", LINE).orElseThrow();

        assertThat(line.number("ms")).isEqualTo(100);
        assertThat(line.constant("unit", TimeUnit.class)).isEqualTo(TimeUnit.SECONDS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tally", "tallyho ms=1", "a tally ms=1"})
    void aLineThatBeginsOtherwiseIsNone(String line) {
        assertThat(ReportLine.parse("tally", line)).isEmpty();
    }

    @Test
    void whatALineLacksIsRefusedByNameWithTheLine() {
        ReportLine line = ReportLine.parse("tally", LINE).orElseThrow();

        assertThatIllegalArgumentException()
                .isThrownBy(() -> line.number("beats"))
                .withMessageContaining("no beats")
                .withMessageContaining(LINE);
        assertThatIllegalArgumentException().isThrownBy(() -> line.number("unit"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> line.constant("ms", TimeUnit.class))
                .withMessageContaining("no ms");
    }
}
