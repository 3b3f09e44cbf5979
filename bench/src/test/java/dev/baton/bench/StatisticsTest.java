package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void theMedianIsTheMiddleValueWhateverTheirOrder() {
        assertThat(Statistics.median(new double[] {9, 1, 5})).isEqualTo(5);
    }

    @Test
    void theMedianOfAnEvenNumberIsTheLowerOfTheTwoInTheMiddle() {
        assertThat(Statistics.median(new double[] {4, 1, 3, 2})).isEqualTo(2);
    }

    @Test
    void ofOneValueEveryQuantileIsThatValue() {
        assertThat(Statistics.quantile(new double[] {7}, 0.01)).isEqualTo(7);
        assertThat(Statistics.quantile(new double[] {7}, 1)).isEqualTo(7);
    }

    @Test
    void the99thPercentileOf200LeavesTwoAboveIt() {
        double[] values = IntStream.rangeClosed(1, 200).asDoubleStream().toArray();
        assertThat(Statistics.quantile(values, 0.99)).isEqualTo(198);
    }

    @Test
    void theValuesAreLeftInTheirOrder() {
        double[] values = {3, 1, 2};
        Statistics.median(values);
        assertThat(values).containsExactly(3, 1, 2);
    }

    @Test
    void noValuesAndQuantilesOutOfRangeAreRefused() {
        assertThatThrownBy(() -> Statistics.median(new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no values");
        for (double q : new double[] {0, -0.5, 1.01, Double.NaN}) {
            assertThatThrownBy(() -> Statistics.quantile(new double[] {1}, q))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(Double.toString(q));
        }
    }

    @Test
    void theMeanCountsEachValue() {
        assertThat(Statistics.mean(new double[] {1, 2, 9})).isEqualTo(4);
        assertThatThrownBy(() -> Statistics.mean(new double[0]))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no values");
    }
}
