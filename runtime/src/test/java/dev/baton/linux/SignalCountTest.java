package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.concurrent.Semaphore;
import jdk.internal.misc.Signal;
import org.junit.jupiter.api.Test;

class SignalCountTest {
    private static final int SIGWINCH = 28;
    private static final int SIGURG = 23;

    @Test
    void aSignalIsCountedAndStillHandled() throws InterruptedException {
        Semaphore handled = new Semaphore(0);
        Signal.handle(new Signal("URG"), signal -> handled.release());
        SignalCount count = SignalCount.of(SIGURG);
        assertThat(count.get()).isZero();

        for (int i = 1; i <= 3; i++) {
            Signal.raise(new Signal("URG"));
            handled.acquire();
            assertThat(count.get()).isEqualTo(i);
        }
    }

    @Test
    void aSignalThatNobodyHandlesIsLeftAlone() {
        assertThatExceptionOfType(UnsatisfiedLinkError.class)
                .isThrownBy(() -> SignalCount.of(SIGWINCH))
                .withMessage("nobody handles signal 28");
    }
}
