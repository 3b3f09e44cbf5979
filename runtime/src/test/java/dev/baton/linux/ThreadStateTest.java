package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ThreadStateTest {
    @TempDir Path directory;

    @Test
    void aThreadThatReadsAnEmptyFifoIsAsleep() throws Exception {
        Fifo fifo = Fifo.in(directory);
        try (Sleeper reader = Sleeper.start(fifo::readByte);
                ThreadState state = new ThreadState(reader.tid())) {
            fifo.openForWriting();
            fifo.awaitReader();
            reader.awaitState('S');
            Sleeper.awaitTrue("asleep through the open file", () -> state.read() == 'S');
            fifo.writeByte();
            reader.join();
        }
    }

    @Test
    void aThreadThatComputesIsRunning() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (Sleeper spinner =
                        Sleeper.start(() -> {
                            while (!stop.get()) {
                                Thread.onSpinWait();
                            }
                        });
                ThreadState state = new ThreadState(spinner.tid())) {
            spinner.awaitState('R');
            long before = -1;
            // Its CPU time is seen to grow, which only a thread that runs can do.
            do {
                assertThat(state.read()).isNotEqualTo(ThreadState.GONE);
                if (before < 0) {
                    before = state.cpuTicks();
                }
            } while (state.cpuTicks() < before + 3);
            stop.set(true);
            spinner.join();
        }
    }

    @Test
    void theThreadThatLooksAtItselfRuns() {
        assertThat(ThreadState.of(Libc.gettid())).isEqualTo('R');
        assertThat(ThreadState.available()).isTrue();
    }

    @Test
    void aThreadThatEndedIsGone() throws Exception {
        AtomicBoolean stop = new AtomicBoolean();
        try (Sleeper thread =
                        Sleeper.start(() -> {
                            while (!stop.get()) {
                                Thread.onSpinWait();
                            }
                        });
                ThreadState state = new ThreadState(thread.tid())) {
            assertThat(state.read()).isNotEqualTo(ThreadState.GONE);
            stop.set(true);
            thread.join();
            // Java's end of a thread is a little before the kernel's.
            thread.awaitState(ThreadState.GONE);
            assertThat(state.read()).isEqualTo(ThreadState.GONE);
            assertThat(state.cpuTicks()).isEqualTo(-1);
        }
    }

    @Test
    void aThreadThatNeverWasIsGone() {
        for (int tid : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(ThreadState.of(tid)).isEqualTo(ThreadState.GONE);
            try (ThreadState state = new ThreadState(tid)) {
                assertThat(state.read()).isEqualTo(ThreadState.GONE);
                assertThat(state.cpuTicks()).isEqualTo(-1);
            }
        }
    }

    @Test
    void afterCloseItIsGone() {
        ThreadState state = new ThreadState(Libc.gettid());
        assertThat(state.read()).isEqualTo('R');
        state.close();
        state.close();
        assertThat(state.read()).isEqualTo(ThreadState.GONE);
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    42 (java) S 1 42 42 0 -1 1077936128 1 0 0 0 17 4 0 0 20 0,              S, 21
                    42 (a) R 1) D 1 42 42 0 -1 1077936128 1 0 0 0 9000000000 1 0 0 20 0,    D, 9000000001
                    42 ()) R 1 42 42 0 -1 1077936128 1 0 0 0 0 0 0 0 20 0,                  R, 0
                    42 ( ) ( ) t 1 42 42 0 -1 1077936128 1 0 0 0 1 2,                       t, 3
                    42 (cut) Z 1 42 42 0 -1 1077936128 1 0,                                 Z, -1
                    42 (cut),                                                               ?, -1
                    42,                                                                     ?, -1
                    '',                                                                     ?, -1
                    """)
    void theStateStandsAfterTheLastBracket(String text, char state, long ticks) {
        StatLine line = new StatLine();
        line.set(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(line.state()).isEqualTo(state);
        assertThat(line.cpuTicks()).isEqualTo(ticks);
    }

    /** It stands far behind the state. */
    @Test
    void aLookAtALineTellsTheCpu() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
        AtomicBoolean stop = new AtomicBoolean();
        try (Sleeper spinner =
                Sleeper.start(() -> {
                    while (!stop.get()) {
                        Thread.onSpinWait();
                    }
                })) {
            StatLine line = new StatLine();
            Sleeper.awaitTrue(
                    "on another CPU than this thread",
                    () -> {
                        line.look(spinner.tid());
                        return line.isElsewhere();
                    });
            stop.set(true);
            spinner.join();
        }
    }

    @Test
    void descriptorsAreClosed() throws Exception {
        ThreadState.of(Libc.gettid());
        long before = openFiles();
        for (int i = 0; i < 100; i++) {
            ThreadState.of(Libc.gettid());
            new ThreadState(Libc.gettid()).close();
        }
        assertThat(openFiles()).isEqualTo(before);
    }

    private static long openFiles() throws Exception {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
