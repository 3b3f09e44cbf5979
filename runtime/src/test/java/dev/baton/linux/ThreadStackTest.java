package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ThreadStackTest {
    private static final long MIB = 1 << 20;

    @Test
    void thePointerIsInsideTheStackOfTheThread() throws InterruptedException {
        long[] seen = new long[3];
        Thread t =
                new Thread(
                        null,
                        () -> {
                            long[] size = new long[1];
                            seen[0] = ThreadStack.lowest(size);
                            seen[1] = size[0];
                            seen[2] = ThreadStack.current();
                        },
                        "small",
                        2 * MIB);
        t.start();
        t.join();
        assertThat(seen[1]).isBetween(2 * MIB, 3 * MIB);
        assertThat(seen[2]).isBetween(seen[0], seen[0] + seen[1]);
    }

    @Test
    void thePointerGoesDownWithTheDepthOfCalls() {
        assertThat(deep(1000)).isLessThan(deep(0));
    }

    private static long deep(int calls) {
        return calls == 0 ? ThreadStack.current() : deep(calls - 1);
    }
}
