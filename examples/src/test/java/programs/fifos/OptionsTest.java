package programs.fifos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsTest {
    @Test
    void whatIsNotGivenHasItsDefault() {
        assertThat(Options.parse()).isEqualTo(new Options(4, 2000, 4000));
    }

    @Test
    void whatIsGivenIsTaken() {
        assertThat(Options.parse("--readers=5", "--hold=0", "--patience=1.5"))
                .isEqualTo(new Options(5, 0, 1500));
    }

    @ParameterizedTest
    @CsvSource({
        "--readers=many, not a number",
        "--readers=2.5, not a number",
        "--readers=0, must be at least 1",
        "--hold=-1, must be 0.0 to 3600",
        "--hold=NaN, must be 0.0 to 3600",
        "--hold, not a number",
        "--patience=0, must be 0.1 to 3600",
        "--colour=red, no such option",
    })
    void whatMakesNoSenseIsRefusedByName(String arg, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(arg))
                .withMessageStartingWith(arg + ": " + why);
    }
}
