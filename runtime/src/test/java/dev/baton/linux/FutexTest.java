package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class FutexTest {
    private static final long MILLISECOND_NS = 1_000_000;

    @Test
    void aSignalThatComesFirstIsKept() {
        try (Futex futex = new Futex()) {
            futex.signal();
            assertThat(futex.await(-1)).isTrue();
        }
    }

    @Test
    void signalsDoNotAddUp() {
        try (Futex futex = new Futex()) {
            futex.signal();
            futex.signal();
            assertThat(futex.await(0)).isTrue();
            assertThat(futex.await(0)).isFalse();
        }
    }

    @Test
    void withNoTimeItOnlyLooks() {
        try (Futex futex = new Futex()) {
            assertThat(futex.await(0)).isFalse();
        }
    }

    @Test
    void timeRunsOutNoEarlierThanAsked() {
        try (Futex futex = new Futex()) {
            long start = System.nanoTime();
            assertThat(futex.await(MILLISECOND_NS)).isFalse();
            assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(MILLISECOND_NS);
        }
    }

    @Test
    void afterATimeOutItTakesASignalAgain() {
        try (Futex futex = new Futex()) {
            assertThat(futex.await(1)).isFalse();
            futex.signal();
            assertThat(futex.await(-1)).isTrue();
        }
    }

    @Test
    void wakesAThreadThatSleepsInTheKernel() throws InterruptedException {
        try (Futex futex = new Futex();
                Sleeper sleeper = Sleeper.start(() -> futex.await(-1))) {
            sleeper.awaitState('S');
            futex.signal();
            sleeper.join();
        }
    }

    @Test
    void wakesAThreadThatSleepsWithATimeLimit() throws InterruptedException {
        CompletableFuture<Boolean> woken = new CompletableFuture<>();
        try (Futex futex = new Futex();
                Sleeper sleeper =
                        Sleeper.start(
                                () -> woken.complete(futex.await(3600_000 * MILLISECOND_NS)))) {
            sleeper.awaitState('S');
            futex.signal();
            assertThat(woken.join()).isTrue();
        }
    }

    @Test
    void keepsTheCarrierOfAVirtualThread() throws InterruptedException {
        CountDownLatch mounted = new CountDownLatch(1);
        int[] tid = new int[1];
        try (Futex futex = new Futex()) {
            Thread virtual =
                    Thread.ofVirtual()
                            .start(() -> {
                                tid[0] = Libc.gettid();
                                mounted.countDown();
                                futex.await(-1);
                                // Same carrier after the wait, since it was never left.
                                tid[0] -= Libc.gettid();
                            });
            mounted.await();
            Sleeper.awaitState(tid[0], 'S');
            futex.signal();
            virtual.join();
        }
        assertThat(tid[0]).isZero();
    }

    @Test
    void noSignalIsLostInAHundredThousandRounds() throws InterruptedException {
        int rounds = 100_000;
        long[] shared = new long[1]; // ordered by the two futexes alone
        try (Futex there = new Futex();
                Futex back = new Futex();
                Sleeper other =
                        Sleeper.start(() -> {
                            for (int i = 0; i < rounds; i++) {
                                there.await(-1);
                                shared[0]++;
                                back.signal();
                            }
                        })) {
            for (int i = 0; i < rounds; i++) {
                shared[0]++;
                there.signal();
                // Every other round with a limit, which takes the other way through the kernel.
                assertThat(back.await(i % 2 == 0 ? -1 : 3600_000 * MILLISECOND_NS)).isTrue();
            }
            other.join();
        }
        assertThat(shared[0]).isEqualTo(2L * rounds);
    }

    @Test
    void aSignalThatRacesWithTheTimeOutIsReportedOnce() throws InterruptedException {
        int rounds = 20_000;
        try (Futex there = new Futex();
                Futex back = new Futex()) {
            int[] taken = new int[1];
            try (Sleeper waiter =
                    Sleeper.start(() -> {
                        for (int i = 0; i < rounds; i++) {
                            while (!there.await(1 + i % 1000)) {
                                Thread.onSpinWait();
                            }
                            taken[0]++;
                            back.signal();
                        }
                    })) {
                for (int i = 0; i < rounds; i++) {
                    there.signal();
                    back.await(-1);
                }
                waiter.join();
            }
            assertThat(taken[0]).isEqualTo(rounds);
            assertThat(there.await(0)).isFalse();
        }
    }

    @Test
    void useAfterCloseIsRefused() {
        Futex futex = new Futex();
        futex.close();
        futex.close();
        assertThatIllegalStateException()
                .isThrownBy(futex::signal)
                .withMessage("this futex is closed");
        assertThatIllegalStateException()
                .isThrownBy(() -> futex.await(-1))
                .withMessage("this futex is closed");
    }

    @Test
    void aWordThatIsUsedAgainStartsClear() {
        for (int i = 0; i < 1000; i++) {
            try (Futex futex = new Futex()) {
                assertThat(futex.await(0)).isFalse();
                futex.signal();
            }
        }
    }
}
