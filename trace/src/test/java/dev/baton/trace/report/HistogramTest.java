package dev.baton.trace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HistogramTest {
    @Test
    void aQuantileIsRightToAnEighth() {
        Random dice = new Random(1);
        Histogram histogram = new Histogram();
        long[] values = dice.longs(10_000, 0, 1L << 40).map(n -> n >>> dice.nextInt(40)).toArray();
        Arrays.stream(values).forEach(histogram::add);
        Arrays.sort(values);

        for (double share : new double[] {0.01, 0.5, 0.9, 0.99, 1}) {
            long exact = values[(int) Math.ceil(share * values.length) - 1];
            assertThat(histogram.quantileNs(share))
                    .as("of %s", share)
                    .isCloseTo(exact, within(exact / 8 + 1))
                    .isGreaterThanOrEqualTo(exact);
        }
        assertThat(histogram.longestNs()).isEqualTo(values[values.length - 1]);
        assertThat(histogram.sumNs()).isEqualTo(Arrays.stream(values).sum());
    }

    @Test
    void rangesBetweenPowersOfTwoDivideAll() {
        Histogram histogram = new Histogram();
        for (long ns : new long[] {0, 1, 7, 8, 1023, 1024, 1025, 1L << 50, Long.MAX_VALUE}) {
            histogram.add(ns);
        }

        assertThat(histogram.between(0, 1024)).isEqualTo(5);
        assertThat(histogram.between(1024, 1L << 50)).isEqualTo(2);
        assertThat(histogram.between(1L << 50, 1L << 62)).isEqualTo(1);
        assertThat(histogram.count()).isEqualTo(9);
    }

    @Test
    void anEmptyOneSaysNothing() {
        assertThat(new Histogram().quantileNs(0.99)).isZero();
        assertThat(new Histogram().longestNs()).isZero();
    }
}
