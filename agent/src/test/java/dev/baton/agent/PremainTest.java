package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.settings.OnOff;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is read of the settings before any other class of Baton's is loaded. */
class PremainTest {
    @ParameterizedTest(name = "option {0}, property {1}, variable {2}")
    @CsvSource({
        "enabled=false, true, true, false",
        "enabled=0, , , false",
        "'procs=nonsense,enabled=off', , , false",
        "enabled=true, , no, false", // an operator sets one variable
        "enabled, false, , false",
        "enabled=maybe, , off, false", // and nothing else is judged
        "log, false, true, false",
        ", , FALSE, false",
        ", '', , true",
        ", , '', true",
        "'log,enabled=yes', 1, on, true",
        ", , , true",
    })
    void offIsOffWhereverItIsSaid(
            String options, String property, String variable, boolean enabled) {
        assertThat(Premain.isEnabled(options, property, variable)).isEqualTo(enabled);
    }

    @ParameterizedTest(name = "option {0}, property {1}, variable {2}")
    @CsvSource({
        "enabled=maybe, , , enabled=maybe",
        ", perhaps, , baton.enabled=perhaps",
        ", , 2, BATON_ENABLED=2",
    })
    void aWordThatSaysNeitherIsNamed(
            String options, String property, String variable, String complaint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Premain.isEnabled(options, property, variable))
                .withMessage(complaint + ": must be " + OnOff.MUST_BE);
    }

    @ParameterizedTest(name = "option {0}, property {1}, variable {2}")
    @CsvSource({
        "strict, , , true",
        "'procs=2,strict', , , true",
        "'strict=yes,log', , , true",
        "strict=0, true, true, false",
        "log, on, , true",
        "log, false, true, false",
        ", , 1, true",
        ", '', , true",
        ", , '', false",
        "'stats,log', , , false",
        ", , , false"
    })
    void strictlyIsReadFromTheLeftmostThatIsGiven(
            String options, String property, String variable, boolean strict) {
        assertThat(Premain.isStrict(options, property, variable)).isEqualTo(strict);
    }

    /** They can't share code: Premain is for every JVM, and alone. */
    @ParameterizedTest
    @ValueSource(strings = {"", "true", "1", "yes", "on", "TRUE", "false", "0", "no", "off", "OFF"})
    void itKnowsTheSameWordsAsTheRest(String word) {
        assertThat(Premain.isOn(word)).isEqualTo(OnOff.of(word));
        assertThat(Premain.isOff(word)).isNotEqualTo(OnOff.of(word));
    }
}
