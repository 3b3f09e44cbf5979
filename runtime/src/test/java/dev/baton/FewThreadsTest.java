package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.sched.FewThreadsProgram;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * More virtual threads block than there may be threads: the JVM and the program keep some, the JVM
 * has nothing to complain of, one line says what to raise, and all goes on when some come back.
 */
class FewThreadsTest {
    private static final int MOST = 120;
    private static final String NOBODY = "65534";

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    /** Runs a command under a limit. */
    private interface Limited {
        JavaProcess run(List<String> java) throws IOException, InterruptedException;
    }

    @Test
    void inAControlGroup() throws Exception {
        check(FewThreadsTest::inGroup, "pids.max of ");
    }

    @Test
    void aTwinThatKnowsNoLimitLeavesTheProgramNothing() {
        assertThatThrownBy(() -> check(FewThreadsTest::inGroup, "pids.max of ", "twin"))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("own threads: 0");
    }

    @Test
    void asAUserWithALimit() throws Exception {
        check(FewThreadsTest::asNobody, "ulimit -u");
    }

    private static void check(Limited limited, String limit, String... twin) throws Exception {
        List<String> java = new ArrayList<>();
        java.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        java.addAll(JavaProcess.BATON_FLAGS);
        java.addAll(
                List.of(
                        "-Dbaton.fatal=halt",
                        "-XX:ActiveProcessorCount=2", // a JVM has threads for each
                        "-cp",
                        System.getProperty("java.class.path"),
                        FewThreadsProgram.class.getName()));
        java.addAll(List.of(twin));

        JavaProcess process = limited.run(java);

        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output())
                .contains(
                        "own threads: " + FewThreadsProgram.OWN + "\n",
                        "fed: " + FewThreadsProgram.READERS + "\n",
                        "closed\n")
                .doesNotContain("os,thread");
        assertThat(process.output().lines())
                .filteredOn(line -> line.startsWith("baton: "))
                .singleElement()
                .asString()
                .contains("raise " + limit, ": " + MOST + ", of which ");
    }

    private static JavaProcess inGroup(List<String> java) throws IOException, InterruptedException {
        Path group = newGroup();
        try {
            return JavaProcess.runCommand(
                    shell("echo $$ > " + group.resolve("cgroup.procs") + " && exec \"$@\"", java));
        } finally {
            Await.until(() -> group.toFile().delete()); // empty when the kernel is done with it
        }
    }

    private static Path newGroup() throws IOException {
        String name = "baton-test-" + ProcessHandle.current().pid();
        Path group = Path.of("/sys/fs/cgroup/pids", name);
        assumeTrue(Files.isWritable(group.getParent()), "no group may be made in " + group);
        try {
            Files.createDirectory(group);
            Files.writeString(group.resolve("pids.max"), Integer.toString(MOST));
        } catch (IOException e) {
            group.toFile().delete();
            assumeTrue(false, e.toString());
        }
        return group;
    }

    private static JavaProcess asNobody(List<String> java)
            throws IOException, InterruptedException {
        assumeTrue(System.getProperty("user.name").equals("root"), "only root may be another");
        List<String> other =
                List.of(
                        "setpriv",
                        "--reuid=" + NOBODY,
                        "--regid=" + NOBODY,
                        "--clear-groups",
                        "--inh-caps=-all");
        for (String directory :
                System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
            if (directory.endsWith("classes")) {
                assumeTrue(may(other, directory), "nobody may not read " + directory);
            }
        }
        List<String> command = new ArrayList<>(other);
        command.addAll(shell("ulimit -u " + MOST + " && exec \"$@\"", java));
        return JavaProcess.runCommand(command);
    }

    private static boolean may(List<String> other, String directory)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(other);
        command.addAll(List.of("ls", directory));
        try {
            return JavaProcess.runCommand(command).exitCode() == 0;
        } catch (IOException e) {
            return false; // there is no setpriv
        }
    }

    private static List<String> shell(String script, List<String> command) {
        List<String> shell = new ArrayList<>(List.of("bash", "-c", script, "bash"));
        shell.addAll(command);
        return shell;
    }
}
