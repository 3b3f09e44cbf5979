package dev.baton.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SettingNamesTest {
    @ParameterizedTest
    @CsvSource({
        "baton.maxprocz, -Dbaton.maxprocs",
        "baton.maxProcs, -Dbaton.maxprocs",
        "baton.max-threads, -Dbaton.maxthreads",
        "baton.procs, -Dbaton.maxprocs",
        "baton.stuk, -Dbaton.stuck",
        "baton.mountnotices, -Dbaton.mountNotices",
        "baton., -Dbaton.log",
    })
    void aMisspeltPropertyIsToldTheNearest(String name, String nearest) {
        assertThat(SettingNames.complaints(List.of(name), List.of()))
                .containsExactly(
                        name
                                + " is not known and is ignored; the nearest that is known is "
                                + nearest);
    }

    @ParameterizedTest
    @CsvSource({
        "BATON_ENABELD, BATON_ENABLED",
        "BATON_MAX_PROCS, BATON_MAXPROCS",
        "BATON_IO_URING, BATON_IOURING",
        "BATON_stats, BATON_STATS",
        "BATON_STUCK, -Dbaton.stuck",
    })
    void aMisspeltVariableIsToldTheNearest(String name, String nearest) {
        assertThat(SettingNames.complaints(List.of(), List.of(name)))
                .singleElement()
                .asString()
                .startsWith(name + " is not known")
                .endsWith(" is " + nearest);
    }

    @Test
    void whatIsKnownOrNotOursIsNotComplainedOf() {
        assertThat(
                        SettingNames.complaints(
                                List.of("baton.stats", "baton.stuck", "java.home", "batons.x"),
                                List.of("BATON_STATS", "BATON_YES", "PATH", "baton_stats")))
                .isEmpty();
    }

    @Test
    void theyComeInOrder() {
        assertThat(SettingNames.complaints(List.of("baton.z", "baton.a"), List.of("BATON_B")))
                .extracting(line -> line.substring(0, 7))
                .containsExactly("baton.a", "baton.z", "BATON_B");
    }

    @ParameterizedTest
    @CsvSource({"kitten, sitting, 3", "'', abc, 3", "abc, '', 3", "same, same, 0", "ab, ba, 2"})
    void theDistanceIsThatOfLevenshtein(String a, String b, int distance) {
        assertThat(EditDistance.between(a, b)).isEqualTo(distance);
    }
}
