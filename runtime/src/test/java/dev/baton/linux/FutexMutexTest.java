package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class FutexMutexTest {
    @Test
    void onlyOneHasIt() {
        try (FutexMutex mutex = new FutexMutex()) {
            assertThat(mutex.isLocked()).isFalse();
            mutex.lock();
            assertThat(mutex.isLocked()).isTrue();
            assertThat(mutex.tryLock()).isFalse();
            mutex.unlock();
            assertThat(mutex.tryLock()).isTrue();
            mutex.unlock();
        }
    }

    @Test
    void unlockWithoutLockIsRefused() {
        try (FutexMutex mutex = new FutexMutex()) {
            assertThatExceptionOfType(IllegalMonitorStateException.class)
                    .isThrownBy(mutex::unlock)
                    .withMessage("unlock of a mutex that nobody has locked");
            assertThat(mutex.tryLock()).as("still sound").isTrue();
            mutex.unlock();
        }
    }

    @Test
    void theThreadThatWaitsSleepsAndIsWoken() throws InterruptedException {
        try (FutexMutex mutex = new FutexMutex()) {
            mutex.lock();
            try (Sleeper waiter =
                    Sleeper.start(() -> {
                        mutex.lock();
                        mutex.unlock();
                    })) {
                waiter.awaitState('S');
                mutex.unlock();
                waiter.join();
            }
            assertThat(mutex.isLocked()).isFalse();
        }
    }

    @Test
    void everyWaiterIsWokenInTheEnd() throws InterruptedException {
        try (FutexMutex mutex = new FutexMutex()) {
            mutex.lock();
            List<Sleeper> waiters = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                waiters.add(
                        Sleeper.start(() -> {
                            mutex.lock();
                            mutex.unlock();
                        }));
            }
            waiters.forEach(w -> w.awaitState('S'));
            mutex.unlock();
            for (Sleeper waiter : waiters) {
                waiter.join();
            }
        }
    }

    @Test
    void countsOfManyThreadsAddUp() throws InterruptedException {
        int threads = 8;
        int each = 50_000;
        long[] count = new long[1]; // plain: the lock alone orders it
        try (FutexMutex mutex = new FutexMutex()) {
            List<Sleeper> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                all.add(
                        Sleeper.start(() -> {
                            for (int n = 0; n < each; n++) {
                                mutex.lock();
                                count[0]++;
                                mutex.unlock();
                            }
                        }));
            }
            for (Sleeper thread : all) {
                thread.join();
            }
        }
        assertThat(count[0]).isEqualTo((long) threads * each);
    }

    @Test
    void useAfterCloseIsRefused() {
        FutexMutex mutex = new FutexMutex();
        mutex.close();
        mutex.close();
        assertThatIllegalStateException()
                .isThrownBy(mutex::lock)
                .withMessage("this mutex is closed");
        assertThatIllegalStateException()
                .isThrownBy(mutex::unlock)
                .withMessage("this mutex is closed");
        assertThat(mutex.isLocked()).isFalse();
    }
}
