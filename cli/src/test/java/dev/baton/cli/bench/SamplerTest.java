package dev.baton.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SamplerTest {
    private static final double HOURS_S = 3 * 3600;

    private static Sampler ofThisProcess() {
        return new Sampler(ProcessHandle.current().pid());
    }

    @Test
    void aThreadThatComputesWantsACpuAndOneThatWaitsDoesNot() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        CountDownLatch latch = new CountDownLatch(1);
        Thread busy =
                Thread.ofPlatform()
                        .name("busybody")
                        .start(() -> {
                            while (!over.get()) {
                                Thread.onSpinWait();
                            }
                        });
        Thread idle =
                Thread.ofPlatform()
                        .name("idler")
                        .start(() -> {
                            try {
                                latch.await();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                        });
        try {
            Sampling seen;
            do { // It may be stopped for a collection, or not have begun.
                seen = ofThisProcess().run(0.1);
            } while (seen.of("busybody").used().cpuNs() == 0 || seen.of("busybody").most() == 0);
            assertThat(seen.of("busybody").most()).isEqualTo(1);
            assertThat(seen.of("busybody").wanting()).isGreaterThan(0).isLessThanOrEqualTo(1);
            assertThat(seen.of("busybody").share()).isEqualTo(seen.of("busybody").wanting());
            assertThat(seen.byName()).containsKey("idler");
            assertThat(seen.of("no such")).extracting(Sampling.Threads::most).isEqualTo(0);
            assertThat(seen.toText()).contains("busybody", "idler", "all");
        } finally {
            over.set(true);
            latch.countDown();
            busy.join();
            idle.join();
        }
    }

    @Test
    void itEndsWithTheProcess() throws Exception {
        Process cat = new ProcessBuilder("cat").start();
        try {
            Sampler sampler = new Sampler(cat.pid());
            sampler.await("cat");
            FutureTask<Sampling> sampling = new FutureTask<>(() -> sampler.run(HOURS_S));
            Thread.ofPlatform().start(sampling);
            cat.getOutputStream().close();
            assertThat(sampling.get().seconds()).isLessThan(HOURS_S);
        } catch (ExecutionException e) {
            // The process was over before the first look.
            assertThat(e).hasCauseInstanceOf(NoSuchFileException.class);
        } finally {
            cat.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatIsNotThereIsAnError() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> new Sampler(-1).run(1))
                .withMessageContaining("/proc/-1/task");
    }

    @Test
    void threadsAreKnownByTheFirstFifteenCharactersOfTheirNames() {
        assertThat(Sampling.group("baton-main-M12")).isEqualTo(Sampling.CARRIERS);
        assertThat(Sampling.group("ForkJoinPool-1-")).isEqualTo(Sampling.CARRIERS);
        assertThat(Sampling.group("baton-main-sysm")).isEqualTo(Sampling.SYSMON);
        assertThat(Sampling.group("C2 CompilerThre")).isEqualTo(Sampling.JIT);
        assertThat(Sampling.group("G1 Conc#0")).isEqualTo("G1 Conc#N");
        assertThat(Sampling.group("ForkJoinPool.co")).isEqualTo("ForkJoinPool.co");
    }
}
