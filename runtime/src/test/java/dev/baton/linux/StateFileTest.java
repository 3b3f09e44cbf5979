package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class StateFileTest {
    private static final int O_CLOEXEC = 02000000;
    private static final long PAUSE_NS = 20_000_000;
    private static final int LOOKS = 20_000;

    private final StateFile file = new StateFile();
    private final AtomicBoolean stop = new AtomicBoolean();

    @Test
    void aThreadInNanosleepIsAsleep() throws Exception {
        try (Sleeper thread = Sleeper.start(this::pause)) {
            Sleeper.awaitTrue("asleep", () -> file.look(thread.tid()) == 'S');
            assertThat(openFilesOf(thread)).hasSize(1);
            stop.set(true);
            thread.join();
            file.end();
        }
    }

    @Test
    void aThreadThatComputesIsRunning() throws Exception {
        try (Sleeper thread = Sleeper.start(this::compute)) {
            Sleeper.awaitTrue("running", () -> file.look(thread.tid()) == 'R');
            stop.set(true);
            thread.join();
            file.end();
        }
    }

    @Test
    void aThreadThatEndedWithoutAWordIsGone() throws Exception {
        try (Sleeper thread = Sleeper.start(this::compute)) {
            assertThat(file.look(thread.tid())).isNotEqualTo(ThreadState.GONE);
            stop.set(true);
            thread.join();
            Sleeper.awaitTrue("gone", () -> file.look(thread.tid()) == ThreadState.GONE);
            file.end();
        }
    }

    @Test
    void aThreadThatToldItsEndIsGoneThoughItsNumberIsSomebodys() throws Exception {
        int tid = Libc.gettid();
        assertThat(file.look(tid)).isEqualTo('R');
        file.end();
        file.end();
        assertThat(file.look(tid)).isEqualTo(ThreadState.GONE);
        assertThat(StatFiles.open(Integer.toString(tid))).isEmpty();
    }

    @Test
    void whoIsNeverLookedAtTakesNoDescriptor() throws Exception {
        try (Sleeper thread = Sleeper.start(this::compute)) {
            assertThat(openFilesOf(thread)).isEmpty();
            file.end();
            assertThat(file.look(thread.tid())).isEqualTo(ThreadState.GONE);
            assertThat(openFilesOf(thread)).isEmpty();
            stop.set(true);
            thread.join();
        }
    }

    @Test
    void aThreadThatNeverWasIsGone() {
        assertThat(file.look(Integer.MAX_VALUE)).isEqualTo(ThreadState.GONE);
    }

    @Test
    void beyondTheMostEachLookOpensAndCloses() throws Exception {
        int most = Descriptors.most(Libc.maxOpenFiles());
        int tid = Libc.gettid();
        List<StateFile> files = new ArrayList<>();
        for (int i = 0; i < most + 50; i++) {
            files.add(new StateFile());
        }
        // Twice: what is given back can be taken again.
        for (int round = 0; round < 2; round++) {
            for (StateFile f : files) {
                assertThat(f.look(tid)).isEqualTo('R');
                assertThat(f.look(tid)).isEqualTo('R');
            }
            assertThat(StatFiles.open(Integer.toString(tid))).hasSizeBetween(1, most);
            files.forEach(StateFile::end);
            assertThat(StatFiles.open(Integer.toString(tid))).isEmpty();
            files.replaceAll(ended -> new StateFile());
        }
    }

    @Test
    void aChildProcessDoesNotInheritIt() throws Exception {
        int tid = Libc.gettid();
        file.look(tid);
        String descriptor = StatFiles.open(Integer.toString(tid)).getFirst();
        String flags =
                Files.readAllLines(Path.of("/proc/self/fdinfo/" + descriptor)).stream()
                        .filter(line -> line.startsWith("flags:"))
                        .findFirst()
                        .orElseThrow();
        assertThat(Integer.parseInt(flags.replaceAll("\\D", ""), 8) & O_CLOEXEC).isNotZero();
        file.end();
    }

    /** The longest that a line is up to the state: of some bytes of a name it shows two or four. */
    @Test
    void theNameMayBeAnything() throws Exception {
        String[] names = {"\n".repeat(15), "\\".repeat(15), ") R ) R (\\\n) Z (", "\1\2\3 ) X"};
        try (Sleeper thread = Sleeper.start(this::pause)) {
            Path comm = Path.of("/proc/self/task/" + thread.tid() + "/comm");
            for (String name : names) {
                Files.write(comm, name.getBytes(StandardCharsets.ISO_8859_1));
                Sleeper.awaitTrue("asleep", () -> file.look(thread.tid()) == 'S');
            }
            stop.set(true);
            thread.join();
            file.end();
        }
    }

    @Test
    void aLookAllocatesNothing() {
        int tid = Libc.gettid();
        lookOften(tid);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long before = threads.getCurrentThreadAllocatedBytes();
        lookOften(tid);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(LOOKS);
        file.end();
    }

    private void lookOften(int tid) {
        for (int i = 0; i < LOOKS; i++) {
            file.look(tid);
        }
    }

    private void pause() {
        while (!stop.get()) {
            Libc.nanosleep(PAUSE_NS);
        }
    }

    private void compute() {
        while (!stop.get()) {
            Thread.onSpinWait();
        }
    }

    private static List<String> openFilesOf(Sleeper thread) throws IOException {
        return StatFiles.open(Integer.toString(thread.tid()));
    }
}
