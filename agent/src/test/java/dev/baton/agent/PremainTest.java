package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is read of the settings on a JVM that is too old to read them. */
class PremainTest {
    @ParameterizedTest(name = "option {0}, property {1}, variable {2}")
    @CsvSource({
        "enabled=false, true, true, false",
        "log, false, true, false",
        ", , FALSE, false",
        ", '', false, true",
        ", , '', true",
        ", , , true",
    })
    void whatIsOnUnlessSwitchedOff(
            String options, String property, String variable, boolean enabled) {
        assertThat(Premain.isSet("enabled", true, options, property, variable)).isEqualTo(enabled);
    }

    @ParameterizedTest(name = "option {0}, property {1}, variable {2}")
    @CsvSource({
        "strict, , , true",
        "'procs=2,strict', , , true",
        "'strict=true,log', , , true",
        "strict=false, true, true, false",
        "log, true, , true",
        "log, false, true, false",
        ", , true, true",
        ", '', , true",
        ", , '', false",
        "'stats,log', , , false",
        ", , , false"
    })
    void strictlyIsReadFromTheLeftmostThatIsGiven(
            String options, String property, String variable, boolean strict) {
        assertThat(Premain.isSet("strict", false, options, property, variable)).isEqualTo(strict);
    }
}
