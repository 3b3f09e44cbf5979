package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class LibcTest {
    @Test
    void gettidNamesTheThreadInProc() throws Exception {
        String name = "a name) (R 1";
        String[] comm = new String[1];
        Thread thread =
                Thread.ofPlatform()
                        .name(name)
                        .start(() -> {
                            Path file = Path.of("/proc/self/task/" + Libc.gettid() + "/comm");
                            try {
                                comm[0] = Files.readString(file).strip();
                            } catch (IOException e) {
                                comm[0] = e.toString();
                            }
                        });
        thread.join();
        assertThat(comm[0]).isEqualTo(name);
    }

    @Test
    void gettidDiffersBetweenThreads() throws InterruptedException {
        try (Sleeper other = Sleeper.start(() -> {})) {
            assertThat(other.tid()).isNotEqualTo(Libc.gettid()).isPositive();
            other.join();
        }
    }

    @Test
    void cpuTimePassesForAThreadThatComputesAndNotForOneThatSleeps() throws Exception {
        CountDownLatch end = new CountDownLatch(1);
        try (Sleeper other = Sleeper.start(end::await)) {
            other.awaitState('S');
            long sleepers = Libc.cpuNanos(other.tid());
            int own = Libc.gettid();
            long until = Libc.cpuNanos(own) + 5_000_000;
            Sleeper.awaitTrue("5 ms of CPU time", () -> Libc.cpuNanos(own) >= until);

            assertThat(Libc.cpuNanos(other.tid())).isEqualTo(sleepers).isPositive();
            end.countDown();
            other.join();
        }
    }

    @Test
    void aThreadThatIsNotThereHasNoCpuTime() throws InterruptedException {
        int tid;
        try (Sleeper other = Sleeper.start(() -> {})) {
            tid = other.tid();
            other.join();
        }
        Sleeper.awaitState(tid, ThreadState.GONE);
        assertThat(Libc.cpuNanos(tid)).isEqualTo(-1);
    }

    @Test
    void nanosleepTakesItsTime() {
        // A signal may end one early, but not twenty in a row.
        long longest = 0;
        for (int i = 0; i < 20 && longest < 1_500_000; i++) {
            long start = System.nanoTime();
            Libc.nanosleep(1_500_000);
            longest = Math.max(longest, System.nanoTime() - start);
        }
        assertThat(longest).isGreaterThanOrEqualTo(1_500_000);
    }

    @Test
    void nanosleepOfNothingReturns() {
        Libc.nanosleep(0);
        Libc.nanosleep(-1);
        Libc.nanosleep(Long.MIN_VALUE);
    }

    @Test
    void sleepersDoNotShareTheirTime() throws InterruptedException {
        // All sleep at once; one that read another's timespec would wake after a microsecond.
        long[] took = new long[8];
        Sleeper[] sleepers = new Sleeper[took.length];
        for (int i = 0; i < took.length; i++) {
            int n = i;
            sleepers[i] =
                    Sleeper.start(() -> {
                        for (int round = 0; round < 200; round++) {
                            long ns = n % 2 == 0 ? 1_000 : 400_000;
                            long start = System.nanoTime();
                            Libc.nanosleep(ns);
                            took[n] += System.nanoTime() - start;
                        }
                    });
        }
        for (Sleeper sleeper : sleepers) {
            sleeper.join();
        }
        for (int i = 1; i < took.length; i += 2) {
            assertThat(took[i]).isGreaterThanOrEqualTo(150 * 400_000L);
        }
    }

    @Test
    void elsewhereThanOnLinuxOneLineSaysSo() {
        assertThat(Platform.refusal("Mac OS X", "aarch64"))
                .isEqualTo("Baton needs Linux on x86-64 or aarch64; this is Mac OS X on aarch64");
        assertThat(Platform.refusal("Linux", "riscv64"))
                .isEqualTo("Baton needs Linux on x86-64 or aarch64; this is Linux on riscv64");
        assertThat(Platform.refusal("Linux", "amd64")).isNull();
        assertThat(Platform.refusal("Linux", "aarch64")).isNull();
        assertThat(Libc.isLinux()).isTrue();
    }
}
