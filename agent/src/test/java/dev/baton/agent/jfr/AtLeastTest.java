package dev.baton.agent.jfr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Durations as settings of recordings have them. */
class AtLeastTest {
    @ParameterizedTest
    @CsvSource({
        "20 ms, 20000000",
        "20ms, 20000000",
        "' 500 us ', 500000",
        "1 ns, 1",
        "0 ns, 0",
        "3 s, 3000000000",
        "2 m, 120000000000",
        "1 h, 3600000000000",
    })
    void aDurationIsRead(String text, long ns) {
        assertThat(AtLeast.parse(text)).isEqualTo(ns);
    }

    /** As the recorder has it: an event whose threshold makes no sense is not written. */
    @ParameterizedTest
    @CsvSource({"ms", "20", "-1 ms", "1 week", "9999999999 h", "''"})
    void whatIsNoneIsMoreThanAnyCallTakes(String text) {
        assertThat(AtLeast.parse(text)).isEqualTo(Long.MAX_VALUE);
    }
}
