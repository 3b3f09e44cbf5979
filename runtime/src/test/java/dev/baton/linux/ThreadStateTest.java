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

    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void aThreadThatReadsAnEmptyFifoIsAsleep() throws Exception {
        Fifo fifo = Fifo.in(directory);
        try (Sleeper reader = Sleeper.start(fifo::readByte)) {
            fifo.openForWriting();
            fifo.awaitReader();
            reader.awaitState('S');
            fifo.writeByte();
            reader.join();
        }
    }

    @Test
    void aThreadThatComputesIsRunning() throws Exception {
        try (Sleeper spinner = Sleeper.start(this::compute)) {
            spinner.awaitState('R');
            stop.set(true);
            spinner.join();
        }
    }

    @Test
    void theThreadThatLooksAtItselfRuns() {
        assertThat(ThreadState.of(Libc.gettid())).isEqualTo('R');
    }

    @Test
    void aThreadThatEndedIsGone() throws Exception {
        try (Sleeper thread = Sleeper.start(this::compute)) {
            assertThat(ThreadState.of(thread.tid())).isNotEqualTo(ThreadState.GONE);
            stop.set(true);
            thread.join();
            // Java's end of a thread is a little before the kernel's.
            thread.awaitState(ThreadState.GONE);
        }
    }

    @Test
    void aThreadThatNeverWasIsGone() {
        for (int tid : new int[] {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(ThreadState.of(tid)).isEqualTo(ThreadState.GONE);
        }
    }

    @ParameterizedTest
    @CsvSource(
            textBlock =
                    """
                    42 (java) S 1 42 42 0 -1 1077936128 1 0 0 0 17 4 0 0 20 0,              S
                    42 (a) R 1) D 1 42 42 0 -1 1077936128 1 0 0 0 9000000000 1 0 0 20 0,    D
                    42 ()) R 1 42 42 0 -1 1077936128 1 0 0 0 0 0 0 0 20 0,                  R
                    42 ( ) ( ) t 1 42 42 0 -1 1077936128 1 0 0 0 1 2,                       t
                    42 (cut) Z 1 42 42 0 -1 1077936128 1 0,                                 Z
                    42 (cut),                                                               ?
                    42,                                                                     ?
                    '',                                                                     ?
                    """)
    void theStateStandsAfterTheLastBracket(String text, char state) {
        StatLine line = new StatLine();
        line.set(text.getBytes(StandardCharsets.US_ASCII));
        assertThat(line.state()).isEqualTo(state);
    }

    /** It stands far behind the state. */
    @Test
    void aLookAtALineTellsTheCpu() throws Exception {
        assumeTrue(Runtime.getRuntime().availableProcessors() > 1);
        try (Sleeper spinner = Sleeper.start(this::compute)) {
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
        }
        assertThat(openFiles()).isEqualTo(before);
    }

    private void compute() {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }

    private static long openFiles() throws Exception {
        try (var files = Files.list(Path.of("/proc/self/fd"))) {
            return files.count();
        }
    }
}
