package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.os.Crew.Kind;
import dev.baton.os.Crew.Member;
import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CmdTest {
    private static final int SIGKILL = 9;

    @TempDir Path directory;

    private static String text(File file) throws IOException {
        return new String(file.inputStream().readAllBytes(), UTF_8);
    }

    @Test
    void aCommandIsRunAndItsOutputRead() throws Exception {
        assertThat(Cmd.of("echo", "a b", "c").output()).isEqualTo("a b c\n".getBytes(UTF_8));
        assertThat(Cmd.of("true").run()).isZero();
        assertThat(Cmd.of("sh", "-c", "exit 7").run()).isEqualTo(7);
        assertThat(Cmd.of("cat").run()).as("its input is empty").isZero();
        assertThatThrownBy(() -> Cmd.of("sh", "-c", "exit 3").output())
                .isInstanceOf(PathError.class)
                .hasMessage("exec sh: exit code 3");
    }

    @Test
    void itStartsWhereAndWithWhatItIsTold() throws Exception {
        byte[] said =
                Cmd.of("sh", "-c", "pwd; echo \"$BATON_A-$BATON_B\"")
                        .dir(directory.toString())
                        .env("BATON_A", "1")
                        .env("BATON_B", "2")
                        .env("BATON_B", null)
                        .output();
        assertThat(new String(said, UTF_8)).isEqualTo(directory.toRealPath() + "\n1-\n");
    }

    @ParameterizedTest
    @SuppressWarnings("try") // that it is closed before is what is tested
    @EnumSource(Kind.class)
    void allThreePipesAreServed(Kind kind) throws Exception {
        Cmd cmd =
                Cmd.of("sh", "-c", "while read l; do echo \"$l\"; echo \"!$l\" >&2; done; exit 5");
        try (Crew crew = Crew.of(kind);
                File in = cmd.stdinPipe();
                File out = cmd.stdoutPipe();
                File err = cmd.stderrPipe();
                Pidfd process = cmd.start().process()) {
            Member<String> reader = crew.start(() -> text(out));
            Member<String> errors = crew.start(() -> text(err));
            Member<Integer> waiter = crew.start(cmd::waitFor);
            reader.awaitParked();
            errors.awaitParked();
            waiter.awaitParked();
            in.write("one\ntwo\n".getBytes(UTF_8));
            in.close();
            assertThat(reader.get()).isEqualTo("one\ntwo\n");
            assertThat(errors.get()).isEqualTo("!one\n!two\n");
            assertThat(waiter.get()).isEqualTo(5);
            assertThat(process.exitCode()).isEqualTo(5);
        }
    }

    /** Many at once, on one P: each reader and each waiter parks. */
    @Test
    void manyAreServedByAFewThreads() throws Exception {
        List<Cmd> cmds = new ArrayList<>();
        List<File> ins = new ArrayList<>();
        List<Member<String>> readers = new ArrayList<>();
        List<Member<Integer>> waiters = new ArrayList<>();
        try (Crew crew = Crew.of(Kind.BATON)) {
            for (int i = 0; i < 20; i++) {
                Cmd cmd = Cmd.of("cat");
                ins.add(cmd.stdinPipe());
                File out = cmd.stdoutPipe();
                cmds.add(cmd.start());
                readers.add(
                        crew.start(() -> {
                            try (out) {
                                return text(out);
                            }
                        }));
                waiters.add(crew.start(cmd::waitFor));
            }
            readers.forEach(Member::awaitParked);
            waiters.forEach(Member::awaitParked);
            for (int i = 0; i < ins.size(); i++) {
                ins.get(i).write(("" + i).getBytes(UTF_8));
                ins.get(i).close();
            }
            for (int i = 0; i < ins.size(); i++) {
                assertThat(readers.get(i).get()).isEqualTo("" + i);
                assertThat(waiters.get(i).get()).isZero();
                cmds.get(i).process().close();
            }
        }
    }

    @Test
    void aSignalEndsItAndADeadlineEndsTheWait() throws Exception {
        Cmd cmd = Cmd.of("cat");
        try (File in = cmd.stdinPipe();
                Pidfd process = cmd.start().process()) {
            assertThat(in.isClosed()).isFalse();
            process.setDeadline(Instant.EPOCH);
            assertThatThrownBy(cmd::waitFor).isInstanceOf(ErrDeadlineExceeded.class);
            process.setDeadline(null);
            process.sendSignal(SIGKILL);
            assertThat(cmd.waitFor()).isEqualTo(128 + SIGKILL);
            assertThat(cmd.toString()).startsWith("Cmd[cat, Pidfd[process ");
        }
    }

    @Test
    void whatCannotBeStartedClosesItsPipes() throws Exception {
        Cmd cmd = Cmd.of("/no/such/program");
        File in = cmd.stdinPipe();
        File out = cmd.stdoutPipe();
        assertThatThrownBy(cmd::start).isInstanceOf(IOException.class);
        assertThat(in.isClosed()).isTrue();
        assertThat(out.isClosed()).isTrue();
        assertThatThrownBy(cmd::start).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(cmd::process)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("/no/such/program was not started");
    }

    @Test
    void aProcessThatCannotBeWaitedForIsEnded() throws Exception {
        Cmd cmd = Cmd.of("cat");
        File in = cmd.stdinPipe();
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread().fails(Sysno.SYS_PIDFD_OPEN, Errno.EMFILE)) {
            assertThatThrownBy(cmd::start).hasMessageContaining("EMFILE");
            assertThat(kernel.calls(Sysno.SYS_PIDFD_OPEN)).isOne();
        }
        assertThat(in.isClosed()).isTrue();
    }

    @Test
    @SuppressWarnings("try") // that it is closed before is what is tested
    void pipesAreAskedForOnceAndBeforeTheStart() throws Exception {
        Cmd cmd = Cmd.of("cat");
        try (File in = cmd.stdinPipe()) {
            assertThatThrownBy(cmd::stdinPipe).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(cmd::run).isInstanceOf(IllegalStateException.class);
            assertThatThrownBy(cmd::output).isInstanceOf(IllegalStateException.class);
            try (Pidfd process = cmd.start().process()) {
                assertThatThrownBy(cmd::stdoutPipe).isInstanceOf(IllegalStateException.class);
                in.close();
                process.waitFor();
            }
        }
    }
}
