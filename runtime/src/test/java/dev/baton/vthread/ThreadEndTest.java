package dev.baton.vthread;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ThreadEndTest {
    @Test
    void anInterruptDoesNotCutTheWaitShortAndIsNotLost() throws InterruptedException {
        CountDownLatch mayEnd = new CountDownLatch(1);
        Thread awaited =
                Thread.ofPlatform()
                        .start(() -> {
                            try {
                                mayEnd.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        });
        boolean[] ended = new boolean[1];
        boolean[] interrupted = new boolean[1];
        Thread waiting =
                Thread.ofPlatform()
                        .start(() -> {
                            Thread.currentThread().interrupt();
                            ThreadEnd.awaitUninterruptibly(awaited);
                            ended[0] = !awaited.isAlive();
                            interrupted[0] = Thread.currentThread().isInterrupted();
                        });
        while (waiting.getState() != Thread.State.WAITING && waiting.isAlive()) {
            Thread.onSpinWait(); // it waits, although it was interrupted
        }
        mayEnd.countDown();
        waiting.join();
        assertThat(ended[0]).isTrue();
        assertThat(interrupted[0]).isTrue();
    }
}
