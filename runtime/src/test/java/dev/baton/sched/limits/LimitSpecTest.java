package dev.baton.sched.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.sched.limits.LimitSpec.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LimitSpecTest {
    @Test
    void placesDevicesAndSitesAreToldApart() {
        assertThat(LimitSpec.parse("/mnt/nfs=8;dev:8:17=4;site:com.acme.*=16"))
                .containsExactly(
                        new LimitSpec(Kind.PLACE, "/mnt/nfs", 8),
                        new LimitSpec(Kind.DEVICE, "8:17", 4),
                        new LimitSpec(Kind.SITE, "com.acme.*", 16));
    }

    @Test
    void aPlaceIsCleanAndMayHaveAnEqualsSign() {
        assertThat(LimitSpec.parse("/mnt//a=b/./=8"))
                .containsExactly(new LimitSpec(Kind.PLACE, "/mnt/a=b", 8));
        assertThat(LimitSpec.parse("/=1")).containsExactly(new LimitSpec(Kind.PLACE, "/", 1));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/mnt",
                "/mnt=0",
                "/mnt=-1",
                "/mnt=x",
                "/mnt=99999999999",
                "mnt=8",
                "dev:8=1",
                "dev:sda=1",
                "site:=1",
                "/mnt=8;"
            })
    void whatMakesNoSenseIsNamed(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LimitSpec.parse(text))
                .withMessage(text.equals("/mnt=8;") ? "" : text);
    }

    @ParameterizedTest
    @CsvSource({
        "java.io.FileInputStream.open, java.io.FileInputStream.open, true",
        "java.io.FileInputStream.open, java.io.FileInputStream.openX, false",
        "java.io.*, java.io.FileInputStream.open, true",
        "*.open, java.io.FileInputStream.open, true",
        "*.open, java.io.FileInputStream.opens, false",
        "java.*Stream.*, java.io.FileInputStream.open, true",
        "java.*Stream.*, java.nio.Files.open, false",
        "*, x, true",
        "ab*ba, aba, false",
        "a*b*c*, abc, true",
        "a*b*c, acb, false",
    })
    void aStarInAPatternStandsForAnyLetters(String pattern, String site, boolean fits) {
        assertThat(new LimitSpec(Kind.SITE, pattern, 1).fitsSite(site)).isEqualTo(fits);
    }

    @Test
    void onlyAPatternFitsASite() {
        assertThat(new LimitSpec(Kind.PLACE, "/x", 1).fitsSite("/x")).isFalse();
    }
}
