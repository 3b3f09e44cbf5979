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

    /** What the JVM keeps, and some more. */
    private static final long FLOOR_BYTES = 140 << 10;

    @Test
    void whatIsGivenBackIsGoneAndWhatIsInUseIsNot() throws InterruptedException {
        boolean[] given = new boolean[2];
        long[] sums = new long[2];
        Thread t =
                new Thread(() -> {
                    long floor = ThreadStack.lowest(new long[1]) + FLOOR_BYTES;
                    int[] local = {1, 2, 3};
                    sums[0] = sum(1000);
                    given[0] = ThreadStack.giveBack(floor);
                    sums[1] = sum(1000) + local[0] + local[1] + local[2];
                    given[1] = ThreadStack.giveBack(ThreadStack.current()); // there is none below
                });
        t.start();
        t.join();
        assertThat(given).containsExactly(true, false);
        assertThat(sums).containsExactly(500_500, 500_506);
    }

    private static long sum(int n) {
        return n == 0 ? 0 : n + sum(n - 1);
    }
}
