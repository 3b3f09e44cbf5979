package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SwitchWatchTest {
    @TempDir Path directory;

    @BeforeEach
    void whereTheKernelAllowsIt() {
        assumeThat(SwitchWatch.refusal()).isNull();
        assertThat(SwitchWatch.allowed()).isTrue();
    }

    @Test
    void aThreadThatReadsAnEmptyFifoIsAsleepSinceItsSwitch() throws Exception {
        try (FifoReader reader = new FifoReader(directory);
                SwitchWatch watch = SwitchWatch.open(reader.tid())) {
            long beforeNs = System.nanoTime();
            reader.feed(0);
            Sleeper.awaitTrue("it left its CPU", () -> watch.switchOuts() > 0);
            reader.awaitAsleep();
            Sleeper.awaitTrue("seen asleep", watch::lastSwitchWasSleep);
            assertThat(watch.asleepSinceNs()).isBetween(beforeNs, System.nanoTime());
        }
    }

    @Test
    void aThreadThatComputesIsAwake() throws Exception {
        AtomicBoolean compute = new AtomicBoolean();
        AtomicBoolean stop = new AtomicBoolean();
        Futex start = new Futex();
        try (Sleeper thread =
                        Sleeper.start(() -> {
                            start.await(-1);
                            compute.set(true);
                            while (!stop.get()) {
                                Thread.onSpinWait();
                            }
                        });
                SwitchWatch watch = SwitchWatch.open(thread.tid())) {
            thread.awaitState('S');
            start.signal();
            Sleeper.awaitTrue("it computes", compute::get);
            Sleeper.awaitTrue("seen awake", () -> !watch.lastSwitchWasSleep());
            stop.set(true);
            thread.join();
        }
    }

    /** The kernel's own count. */
    private static long sleepsOfThisThread() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/thread-self/status"))) {
            if (line.startsWith("voluntary_ctxt_switches:")) {
                return Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            }
        }
        throw new IOException("no voluntary_ctxt_switches in /proc/thread-self/status");
    }

    @Test
    void everySleepCounts() throws Exception {
        try (SwitchWatch watch = SwitchWatch.open(Libc.gettid())) {
            assertThat(watch.asleepSinceNs()).isEqualTo(SwitchWatch.AWAKE);
            long before = watch.switchOuts();
            long sleepsBefore = sleepsOfThisThread();
            for (int i = 0; i < 1000; i++) { // more than the ring holds
                Libc.nanosleep(1);
            }
            // Not quite 1000 on a busy machine: time may be up before the thread sleeps.
            long sleeps = sleepsOfThisThread() - sleepsBefore;
            assertThat(sleeps).isPositive();
            assertThat(watch.switchOuts() - before).isGreaterThanOrEqualTo(sleeps);
            assertThat(watch.lastSwitchWasSleep()).as("of itself").isFalse();
        }
    }

    @Test
    void whileDisabledNothingCounts() throws Exception {
        try (SwitchWatch watch = SwitchWatch.open(Libc.gettid())) {
            Libc.nanosleep(1);
            watch.disable();
            long before = watch.switchOuts();
            for (int i = 0; i < 100; i++) {
                Libc.nanosleep(1);
            }
            assertThat(watch.switchOuts()).isEqualTo(before);
            watch.enable();
            Libc.nanosleep(1);
            assertThat(watch.switchOuts()).isGreaterThan(before);
        }
    }

    @Test
    void onlyAThreadThatWentOfItsOwnWillIsAsleep() {
        assertThat(PerfEvent.isSleep(record(PerfEvent.MISC_SWITCH_OUT))).isTrue();
        assertThat(
                        PerfEvent.isSleep(
                                record(
                                        PerfEvent.MISC_SWITCH_OUT
                                                | PerfEvent.MISC_SWITCH_OUT_PREEMPT)))
                .isFalse();
        assertThat(PerfEvent.isSleep(record(0))).as("came back").isFalse();
        int lost = 2;
        assertThat(PerfEvent.isSleep(lost | (long) PerfEvent.MISC_SWITCH_OUT << 32)).isFalse();
    }

    private static long record(int misc) {
        return PerfEvent.RECORD_SWITCH | (long) misc << 32 | (long) PerfEvent.SWITCH_BYTES << 48;
    }

    @Test
    void aThreadThatNeverWasIsRefusedByName() {
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> SwitchWatch.open(Integer.MAX_VALUE))
                .withMessage("perf events of thread 2147483647: there is no such thread");
    }

    @Test
    void useAfterCloseIsRefused() throws Exception {
        SwitchWatch watch = SwitchWatch.open(Libc.gettid());
        watch.close();
        watch.close();
        assertThatIllegalStateException().isThrownBy(watch::lastSwitchWasSleep);
        assertThatIllegalStateException().isThrownBy(watch::switchOuts);
        assertThatIllegalStateException().isThrownBy(watch::enable);
    }

    @Test
    void nothingStaysOpenOrMapped() throws Exception {
        SwitchWatch.open(Libc.gettid()).close();
        long before = openEvents();
        for (int i = 0; i < 50; i++) {
            SwitchWatch.open(Libc.gettid()).close();
        }
        assertThat(openEvents()).isEqualTo(before);
    }

    private static long openEvents() throws IOException {
        try (var maps = Files.lines(Path.of("/proc/self/maps"))) {
            return maps.filter(m -> m.contains("perf_event")).count();
        }
    }
}
