package programs.explode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import programs.explode.Options.Threads;

class OptionsTest {
    @Test
    void whatIsNotGivenHasItsDefault() {
        assertThat(Options.parse()).isEqualTo(new Options(5000, Threads.VIRTUAL, 5000, 12000));
    }

    @Test
    void whatIsGivenIsTaken() {
        assertThat(Options.parse("--n=50", "--threads=platform", "--hold=0", "--seconds=1.5"))
                .isEqualTo(new Options(50, Threads.PLATFORM, 0, 1500));
    }

    @ParameterizedTest
    @CsvSource({
        "--n=0, must be at least 1",
        "--threads=green, must be virtual or platform",
        "--threads=VIRTUAL, must be virtual or platform",
        "--hold=-1, must be 0.0 to 3600",
        "--seconds=NaN, must be 0.0 to 3600",
        "--colour=red, no such option",
    })
    void whatMakesNoSenseIsRefusedByName(String arg, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Options.parse(arg))
                .withMessageStartingWith(arg + ": " + why);
    }
}
