package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code baton attach} on processes of its own. */
class AttachCommandTest {
    @TempDir private Path temp;

    /** Says at each line that it gets where its virtual threads run. */
    private Process start(String... flags) throws IOException {
        Path source =
                Files.writeString(
                        temp.resolve("Waits.java"),
                        """
                        class Waits {
                            public static void main(String[] args) throws Exception {
                                System.out.println("ready");
                                while (System.in.read() == '\\n') {
                                    Thread.startVirtualThread(
                                            () -> System.out.println(Thread.currentThread())).join();
                                }
                            }
                        }
                        """);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of(flags));
        command.add(source.toString());
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectError(temp.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        return builder.start();
    }

    @Test
    void aProgramThatRunsGoesOnOnBaton() throws Exception {
        Process program = start("-XX:+EnableDynamicAgentLoading");
        try (BufferedReader out = program.inputReader(UTF_8);
                PrintWriter in = new PrintWriter(program.getOutputStream(), true, UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            String pid = Long.toString(program.pid());

            RunCommand first = RunCommand.run("attach", pid, "--procs=3", "--log");
            in.println();
            String thread = out.readLine();
            RunCommand second = RunCommand.run("attach", pid);
            RunCommand asJson = RunCommand.run("attach", "--json", pid);

            assertThat(first)
                    .isEqualTo(
                            new RunCommand(
                                    0,
                                    "process "
                                            + pid
                                            + ": the virtual threads that are started from now on"
                                            + " run on Baton\n",
                                    ""));
            assertThat(thread).contains("@baton-main-M");
            assertThat(Files.readString(temp.resolve("err"))).contains("maxprocs=3");
            assertThat(second.status()).isEqualTo(69);
            assertThat(second.err())
                    .isEqualTo(
                            "baton attach: process "
                                    + pid
                                    + ": it runs on Baton already; its first options count\n");
            assertThat(asJson.out())
                    .isEqualTo(
                            "{\"pid\":"
                                    + pid
                                    + ",\"attached\":false,\"why_not\":\"process "
                                    + pid
                                    + ": it runs on Baton already; its first options count\"}\n");
        } finally {
            program.destroyForcibly().waitFor();
        }
    }

    @Test
    void aJvmThatLoadsNoAgentsIsNamedWithTheFlagThatAllowsIt() throws Exception {
        Process program = start("-XX:-EnableDynamicAgentLoading");
        try (BufferedReader out = program.inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");

            RunCommand run = RunCommand.run("attach", Long.toString(program.pid()));

            assertThat(run.status()).isEqualTo(69);
            assertThat(run.err()).contains("loads no agent", "-XX:+EnableDynamicAgentLoading");
        } finally {
            program.destroyForcibly().waitFor();
        }
    }

    @Test
    void aProcessThatIsNoneOrNoJvmIsNamed() throws Exception {
        Process sleeps = new ProcessBuilder("sleep", "60").start();
        try {
            RunCommand noJvm = RunCommand.run("attach", Long.toString(sleeps.pid()));
            RunCommand none = RunCommand.run("attach", "999999999");

            assertThat(noJvm.status()).isEqualTo(69);
            assertThat(noJvm.err())
                    .isEqualTo(
                            "baton attach: process "
                                    + sleeps.pid()
                                    + ": it is no JVM but \"sleep\"\n");
            assertThat(sleeps.isAlive()).isTrue();
            assertThat(none.status()).isEqualTo(69);
            assertThat(none.err())
                    .isEqualTo("baton attach: process 999999999: there is no such process\n");
        } finally {
            sleeps.destroyForcibly().waitFor();
        }
    }

    @Test
    void whatMakesNoSenseIsRefusedByName() {
        assertThat(RunCommand.run("attach").status()).isEqualTo(2);
        assertThat(RunCommand.run("attach", "x").status()).isEqualTo(2);
        RunCommand run = RunCommand.run("attach", "--procs=0", "1");
        assertThat(run.status()).isEqualTo(2);
        assertThat(run.err()).contains("--procs=0: must be 1 or more");
    }
}
