package dev.baton.cli.real;

import static dev.baton.cli.real.Outcomes.measured;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class MeasuredTest {
    private static final String LINE =
            """
            {"program":"x","alone_beats_per_s":800,"beats_per_s":400,"longest_gap_ms":3.5,\
            "machine_beats_per_s":790,"machine_gap_ms":2,"requests_per_s":17.5,"p50_ms":1,\
            "p99_ms":2,"errors":1,"first_error":"no","ended":true}\
            """;

    @Test
    void aLineIsRead() throws IOException {
        Measured measured = Measured.parse(LINE);

        assertThat(measured.heartbeatShare()).isEqualTo(0.5);
        assertThat(measured.requestsPerS()).isEqualTo(17.5);
        assertThat(measured.firstError()).isEqualTo("no");
        assertThat(measured.ending()).isEqualTo(Measured.Ending.FINISHED);
    }

    @Test
    void whatIsNoLineIsShown() {
        assertThatThrownBy(() -> Measured.parse("Segmentation fault"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("Segmentation fault");
        assertThatThrownBy(() -> Measured.parse("{}")).hasMessageContaining("alone_beats_per_s");
    }

    @Test
    void aHeartThatHardlyBeatsOrIsSilentForASecondIsStarved() {
        assertThat(measured(79, 40, 1, 1).ending()).isEqualTo(Measured.Ending.STARVED);
        assertThat(measured(700, 1_000, 1, 1).ending()).isEqualTo(Measured.Ending.STARVED);
        assertThat(measured(700, 999, 1, 1).ending()).isEqualTo(Measured.Ending.FINISHED);
    }

    @Test
    void threadsThatNeverEndAreStarved() throws IOException {
        assertThat(Measured.parse(LINE.replace("\"ended\":true", "\"ended\":false")).ending())
                .isEqualTo(Measured.Ending.STARVED);
    }

    @Test
    void aRunInWhichAThreadOfTheOsStoodStillSaysNothing() {
        assertThat(measured(700, 900, 500, 1).isDisturbed()).isTrue();
        assertThat(measured(700, 900, 499, 1).isDisturbed()).isFalse();
    }

    @Test
    void severalRunsAreOneByTheirMedians() {
        Measured median =
                Measured.median(
                        List.of(
                                measured(100, 9, 1, 5),
                                measured(300, 7, 1, 4),
                                measured(200, 8, 1, 6)));

        assertThat(median.beatsPerS()).isEqualTo(200);
        assertThat(median.longestGapMs()).isEqualTo(8);
        assertThat(median.requestsPerS()).isEqualTo(5);
    }
}
