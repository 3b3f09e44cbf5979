package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnVirtualThreads
class ProcessesTest {
    @Test
    @Says(
            of = Process.class,
            value =
                    "the exit value of the process represented by this Process object. By"
                            + " convention, the value 0 indicates normal termination.")
    void waitForTellsTheExitCode() throws Exception {
        assertThat(new ProcessBuilder("true").start().waitFor()).isZero();
        assertThat(new ProcessBuilder("sh", "-c", "exit 7").start().waitFor()).isEqualTo(7);
    }

    @Test
    @Says(
            of = Process.class,
            value =
                    "If the process has not yet terminated, the calling thread will be blocked"
                            + " until the process exits.")
    void waitForWaits() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        Task<Integer> waiter = Task.call(process::waitFor).awaitWaiting();
        process.getOutputStream().close();
        assertThat(waiter.result()).isZero();
    }

    @Test
    @Says(
            of = Process.class,
            value =
                    "InterruptedException if the current thread is interrupted by another thread"
                            + " while it is waiting")
    void waitForIsInterrupted() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        Task<Integer> waiter = Task.call(process::waitFor).awaitWaiting();
        waiter.thread().interrupt();
        assertThatThrownBy(waiter::result).isInstanceOf(InterruptedException.class);
        assertThat(process.isAlive()).isTrue();
        process.destroyForcibly().waitFor();
    }

    @Test
    @Says(
            of = Process.class,
            value =
                    "true if the process has exited and false if the waiting time elapsed before"
                            + " the process has exited.")
    void waitForGivesUpAfterItsTime() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        assertThat(process.waitFor(5, TimeUnit.MILLISECONDS)).isFalse();
        process.destroy();
        assertThat(process.waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).isEqualTo(143);
    }

    @Test
    @Says(
            of = Process.class,
            value =
                    "IllegalThreadStateException if the process represented by this Process object"
                            + " has not yet terminated")
    void exitValueOfARunningProcessIsRefused() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        assertThatThrownBy(process::exitValue).isInstanceOf(IllegalThreadStateException.class);
        process.destroyForcibly().waitFor();
    }

    @Test
    @Says(
            of = Process.class,
            value =
                    "The stream obtains data piped from the standard output of the process"
                            + " represented by this Process object.")
    void theOutputIsRead() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "echo out; echo err >&2").start();
        assertThat(process.inputReader().readLine()).isEqualTo("out");
        assertThat(process.errorReader().readLine()).isEqualTo("err");
        assertThat(process.waitFor()).isZero();
    }

    @Test
    @Says(
            of = Process.class,
            value =
                    "Output to the stream is piped into the standard input of the process"
                            + " represented by this Process object.")
    void aConversationWithAProcess() throws Exception {
        Process process = new ProcessBuilder("cat").start();
        try (var in = process.outputWriter();
                var out = process.inputReader()) {
            for (int i = 0; i < 100; i++) {
                in.write("line " + i);
                in.newLine();
                in.flush();
                assertThat(out.readLine()).isEqualTo("line " + i);
            }
        }
        assertThat(process.waitFor()).isZero();
    }

    @Test
    @Says(of = Process.class, value = "for the termination of the Process.")
    void onExitCompletes() throws Exception {
        Process process = new ProcessBuilder("sh", "-c", "exit 3").start();
        assertThat(process.onExit().get().exitValue()).isEqualTo(3);
    }

    @Test
    @Says(
            of = ProcessBuilder.class,
            value = "Sets this process builder's standard output destination.")
    void theOutputGoesToAFile(@TempDir Path dir) throws Exception {
        File file = dir.resolve("out").toFile();
        Process process =
                new ProcessBuilder("sh", "-c", "echo $WORD; pwd")
                        .redirectOutput(file)
                        .directory(dir.toFile())
                        .start();
        assertThat(process.waitFor()).isZero();
        assertThat(Files.readAllLines(file.toPath()).get(1)).isEqualTo(dir.toRealPath().toString());
    }

    @Test
    @Says(of = ProcessBuilder.class, value = "if there is no such file")
    void aProgramThatIsNotThereIsReported() {
        assertThatThrownBy(() -> new ProcessBuilder("/there/is/no/such/program").start())
                .isInstanceOf(IOException.class);
    }

    @Test
    @Says(of = ProcessHandle.class, value = "Returns a ProcessHandle for the current process.")
    void theOwnProcessIsKnown() {
        ProcessHandle self = ProcessHandle.current();
        assertThat(self.isAlive()).isTrue();
        assertThat(self.pid()).isEqualTo(ProcessHandle.of(self.pid()).orElseThrow().pid());
        assertThatThrownBy(self::destroy).isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Says(
            of = ProcessBuilder.class,
            value = "Starts a new process using the attributes of this process builder.")
    void manyThreadsRunProcessesAtOnce() throws Exception {
        List<Task<String>> tasks = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String word = "word" + i;
            tasks.add(
                    Task.call(() -> {
                        Process process = new ProcessBuilder("echo", word).start();
                        String line = process.inputReader().readLine();
                        process.waitFor();
                        return line;
                    }));
        }
        for (int i = 0; i < 10; i++) {
            assertThat(tasks.get(i).result()).isEqualTo("word" + i);
        }
    }
}
