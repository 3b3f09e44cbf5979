package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class NumbersTest {
    @Test
    void threeDigitsAreEnoughButAWholeNumberKeepsAll() {
        assertThat(Numbers.brief(0.031249)).isEqualTo("0.0312");
        assertThat(Numbers.brief(0.5)).isEqualTo("0.500");
        assertThat(Numbers.brief(1.049)).isEqualTo("1.05");
        assertThat(Numbers.brief(38.06)).isEqualTo("38.1");
        assertThat(Numbers.brief(175.4)).isEqualTo("175");
        assertThat(Numbers.brief(94_812.7)).isEqualTo("94,813");
        assertThat(Numbers.brief(0)).isEqualTo("0");
        assertThat(Numbers.brief(6)).isEqualTo("6");
        assertThat(Numbers.brief(-2.345)).isEqualTo("-2.35");
    }
}
