package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WorkTest {
    @Test
    void theStepsAreThoseOfXorshift64() {
        // Marsaglia, "Xorshift RNGs", triple (13, 7, 17) from 1.
        assertThat(Work.compute(1, 1)).isEqualTo(0x40822041L);
        assertThat(Work.compute(0, 5)).isEqualTo(5);
    }

    @Test
    void oneStretchIsAsGoodAsTwo() {
        assertThat(Work.compute(1000, 3)).isEqualTo(Work.compute(400, Work.compute(600, 3)));
    }

    @Test
    void thereIsNoWorkOfNothing() {
        assertThat(Work.stepsFor(1e-9)).isEqualTo(1);
        assertThat(Work.stepsFor(100)).isGreaterThan(Work.stepsFor(1));
    }
}
