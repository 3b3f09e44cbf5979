package dev.baton.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class RunTest {
    private static final Duration MOMENT = Duration.ofMillis(1);

    private final Run run = new Run(Side.open(Peer.STOCK, 2), MOMENT, MOMENT, 0);

    @Test
    void aTaskThatComesToAStandstillIsLeftBehind() throws Exception {
        CountDownLatch never = new CountDownLatch(1);
        Optional<String> result =
                run.inGWhileItProgresses(() -> {
                    never.await();
                    return "ended";
                });
        assertThat(result).isEmpty();
        never.countDown();
    }

    @Test
    void aTaskThatEndsGivesItsResult() throws Exception {
        assertThat(run.inGWhileItProgresses(() -> Thread.currentThread().isVirtual()))
                .contains(true);
        assertThat(run.inG(() -> Thread.currentThread().isVirtual())).isTrue();
    }

    @Test
    void whatATaskThrowsIsThrownToWhoeverWaits() {
        assertThatThrownBy(() ->
                        run.inG(() -> {
                            throw new IOException("broken");
                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("broken");
    }

    @Test
    void thereIsAtLeastOneWindowAndEachHasSoManyOperations() {
        AtomicInteger operations = new AtomicInteger();
        double[] windows = run.windows(7, operations::addAndGet);
        assertThat(windows).isNotEmpty();
        assertThat(operations.get() % 7).isZero();
        assertThat(operations.get() / 7).isGreaterThan(windows.length);
    }

    @Test
    void theExperimentsOwnNumberIsUsedUnlessAnotherWasAskedFor() {
        assertThat(run.orCount(1000)).isEqualTo(1000);
        assertThat(new Run(run.side(), MOMENT, MOMENT, 5).orCount(1000)).isEqualTo(5);
    }
}
