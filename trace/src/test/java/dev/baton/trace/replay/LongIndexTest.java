package dev.baton.trace.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongIndexTest {
    @Test
    void itFindsWhatAMapFindsAfterThousandsOfChanges() {
        Random dice = new Random(5);
        LongIndex index = new LongIndex();
        Map<Long, Integer> oracle = new HashMap<>();
        for (int i = 0; i < 200_000; i++) {
            long key = (dice.nextInt(500) - 250L) << (16 * dice.nextInt(3));
            if (dice.nextInt(3) == 0) {
                index.remove(key);
                oracle.remove(key);
            } else {
                int place = index.add(key);
                Integer before = oracle.put(key, place);
                assertThat(before == null || before == place).isTrue();
            }
            assertThat(index.size()).isEqualTo(oracle.size());
        }
        oracle.forEach((key, place) -> assertThat(index.find(key)).isEqualTo(place));
        assertThat(oracle.values()).doesNotHaveDuplicates();
    }

    @Test
    void placesOfThoseThatWentAreGivenAgain() {
        LongIndex index = new LongIndex();
        for (long key = 0; key < 100_000; key++) {
            index.add(key);
            index.remove(key - 10);
        }

        assertThat(index.places()).isLessThanOrEqualTo(11);
        assertThat(index.find(99_999)).isNotNegative();
        assertThat(index.find(5)).isEqualTo(LongIndex.NONE);
    }
}
