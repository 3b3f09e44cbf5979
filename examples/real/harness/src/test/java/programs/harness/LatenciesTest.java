package programs.harness;

import static org.assertj.core.api.Assertions.assertThat;

import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class LatenciesTest {
    private final Latencies latencies = new Latencies();

    @Test
    void withoutTimesEachQuantileIsZero() {
        assertThat(latencies.count()).isZero();
        assertThat(latencies.quantileNs(0.5)).isZero();
    }

    @Test
    void quantilesAreTrueWithinThreePercent() {
        for (long ms = 1; ms <= 1_000; ms++) {
            latencies.add(ms * 1_000_000);
        }

        assertThat(latencies.count()).isEqualTo(1_000);
        assertThat(latencies.quantileNs(0.5))
                .isCloseTo(500_000_000L, Percentage.withPercentage(3.2));
        assertThat(latencies.quantileNs(0.99))
                .isCloseTo(990_000_000L, Percentage.withPercentage(3.2));
        assertThat(latencies.quantileNs(1)).isGreaterThanOrEqualTo(1_000_000_000L);
    }

    @Test
    void smallAndLargeTimesHaveTheirPlace() {
        for (long ns : new long[] {0, 1, 31, 32, 63, 64, 65, Long.MAX_VALUE}) {
            Latencies one = new Latencies();
            one.add(ns);
            assertThat(one.quantileNs(1)).isGreaterThanOrEqualTo(ns);
            assertThat(one.quantileNs(1) - ns).isLessThanOrEqualTo(ns / 32 + 1);
        }
    }
}
