package programs.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ArgumentTest {
    @Test
    void aValueStandsBehindTheFirstEqualsSign() {
        Argument argument = new Argument("--out=a=b");

        assertThat(argument.name()).isEqualTo("--out");
        assertThat(argument.value()).isEqualTo("a=b");
    }

    @Test
    void secondsAreReadAsMilliseconds() {
        assertThat(new Argument("--hold=1.5").milliseconds(0)).isEqualTo(1500);
        assertThat(new Argument("--hold=0").milliseconds(0)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"--n", "--n=", "--n=many", "--n=2.5", "--n=0", "--n=-1", "--n=9999999999"})
    void whatIsNoCountIsRefusedByName(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(new Argument(text)::count)
                .withMessageStartingWith(text + ": ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--hold",
                "--hold=",
                "--hold=long",
                "--hold=0.4",
                "--hold=NaN",
                "--hold=3601"
            })
    void whatIsNoTimeIsRefusedByName(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Argument(text).milliseconds(0.5))
                .withMessageStartingWith(text + ": ");
    }
}
