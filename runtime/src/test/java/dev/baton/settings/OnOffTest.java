package dev.baton.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnOffTest {
    private static final String PROPERTY = "baton.iouring";

    @AfterEach
    void forgetTheProperty() {
        System.clearProperty(PROPERTY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "yes", "on", "YES", "On", ""})
    void theseSayYes(String word) {
        assertThat(OnOff.of(word)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "no", "off", "FALSE", "Off"})
    void theseSayNo(String word) {
        assertThat(OnOff.of(word)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"2", "y", "wahr", " true", "disabled"})
    void othersSayNothing(String word) {
        assertThatIllegalArgumentException().isThrownBy(() -> OnOff.of(word));
    }

    @Test
    void aWrongPropertyIsNamedWithItsValue() {
        System.setProperty(PROPERTY, "maybe");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> OnOff.ofProperty(PROPERTY, true))
                .withMessage(
                        "-Dbaton.iouring=maybe: must be true, false, 1, 0, yes, no, on or off");
    }

    @Test
    void aMissingPropertyLeavesWhatThereIs() {
        assertThat(OnOff.ofProperty(PROPERTY, true)).isTrue();
        assertThat(OnOff.ofProperty(PROPERTY, false)).isFalse();
    }
}
