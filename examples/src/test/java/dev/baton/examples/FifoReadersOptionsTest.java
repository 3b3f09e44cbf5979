package dev.baton.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FifoReadersOptionsTest {
    @Test
    void whatIsNotGivenHasItsDefault() {
        FifoReadersOptions options = FifoReadersOptions.parse("--on=baton");

        assertThat(options.on()).isEqualTo(FifoReadersOptions.On.BATON);
        assertThat(options.procs()).isEqualTo(2);
        assertThat(options.readers()).isEqualTo(4);
        assertThat(options.holdMs()).isEqualTo(2000);
        assertThat(options.dir()).isEmpty();
        assertThat(options.endWithInput()).isFalse();
    }

    @Test
    void whatIsGivenIsTaken() {
        FifoReadersOptions options =
                FifoReadersOptions.parse(
                        "--on=stock",
                        "--procs=3",
                        "--readers=5",
                        "--hold-ms=0",
                        "--dir=/somewhere",
                        "--end-with-input");

        assertThat(options.on()).isEqualTo(FifoReadersOptions.On.STOCK);
        assertThat(options.procs()).isEqualTo(3);
        assertThat(options.readers()).isEqualTo(5);
        assertThat(options.holdMs()).isZero();
        assertThat(options.dir()).contains(Path.of("/somewhere"));
        assertThat(options.endWithInput()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "--on=go, must be stock or baton",
        "--procs=0, must be at least 1",
        "--readers=many, not a number",
        "--hold-ms=-1, must be at least 0",
        "--hold-ms, not a number",
        "--colour=red, no such option",
    })
    void whatMakesNoSenseIsRefusedByName(String arg, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FifoReadersOptions.parse("--on=baton", arg))
                .withMessage(arg + ": " + why);
    }

    @Test
    void theSchedulerMustBeNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> FifoReadersOptions.parse("--procs=1"))
                .withMessageContaining("--on");
    }

    @Test
    void aStockRunSaysHowTheJvmMustBeStarted() {
        FifoReadersOptions options = FifoReadersOptions.parse("--on=stock", "--procs=77");

        assertThatIllegalArgumentException()
                .isThrownBy(options::openSide)
                .withMessageContaining("-Djdk.virtualThreadScheduler.parallelism=77");
    }
}
