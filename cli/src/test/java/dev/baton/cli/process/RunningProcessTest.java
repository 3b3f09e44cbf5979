package dev.baton.cli.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Asking a process that runs. */
class RunningProcessTest {
    @TempDir private Path dir;

    private final StringWriter progress = new StringWriter();

    private RunningProcess attach(Target target) throws Exception {
        return RunningProcess.attach(target.pid(), new PrintWriter(progress, true));
    }

    @Test
    void aProcessOnBatonAnswersAgainAndAgain() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT);
                RunningProcess process = attach(target)) {
            assertThat(process.ask("stats")).startsWith("{\"maxProcs\":").endsWith("}");
            assertThat(process.ask("stats")).contains("\"gStarted\":1,");
            assertThat(target.saidOnError()).isEmpty(); // nor does the JVM warn of anything
        }
    }

    @Test
    void severalMayAskAtATime() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT);
                RunningProcess one = attach(target);
                RunningProcess other = attach(target)) {
            assertThat(one.ask("stats")).contains("\"gStarted\":1,");
            assertThat(other.ask("stats")).contains("\"gStarted\":1,");
        }
    }

    @Test
    void noAgentNeedsToBeLetIn() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT, "-XX:-EnableDynamicAgentLoading");
                RunningProcess process = attach(target)) {
            assertThat(process.ask("stats")).contains("\"gStarted\":1,");
        }
    }

    @Test
    void whatItDoesNotKnowIsNamedAndTheConnectionStays() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT);
                RunningProcess process = attach(target)) {
            assertThatThrownBy(() -> process.ask("stast", "a b"))
                    .isInstanceOf(ProcessUnavailableException.class)
                    .hasMessageContainingAll(
                            "process " + target.pid(), "\"stast\"", "dump", "stats");
            assertThat(process.ask("stats")).startsWith("{");
        }
    }

    @Test
    void aProcessThatEndsIsSaidToHaveEnded() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT);
                RunningProcess process = attach(target)) {
            target.process().destroyForcibly().waitFor();
            assertThatThrownBy(() -> process.ask("stats"))
                    .isInstanceOf(ProcessUnavailableException.class)
                    .isInstanceOf(ProcessEndedException.class)
                    .hasMessage("process " + target.pid() + " has ended");
        }
    }

    @Test
    void nothingIsLeftInTheFileSystem() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT);
                RunningProcess process = attach(target)) {
            process.ask("stats");
            try (Stream<Path> names = Files.list(Path.of("/tmp"))) {
                assertThat(names.filter(p -> p.toString().contains("baton-ask-" + target.pid())))
                        .isEmpty();
            }
        }
    }

    @Test
    void nobodyElseGetsIntoTheMeetingPlace() throws Exception {
        try (MeetingPlace place = MeetingPlace.with(ProcEntry.SELF)) {
            assertThat(
                            PosixFilePermissions.toString(
                                    Files.getPosixFilePermissions(place.directory())))
                    .isEqualTo("rwx------");
        }
    }

    /** As another user might, in a directory that all may write to. */
    @Test
    void aMeetingPlaceThatOthersMayEnterIsNotComeTo() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT);
                MeetingPlace place = MeetingPlace.with(new ProcEntry(target.pid()))) {
            Files.setPosixFilePermissions(
                    place.directory(), PosixFilePermissions.fromString("rwxrwx---"));
            attach(target).close(); // it came to this one, and saw the other
            assertThat(place.accept()).isNull();

            Files.setPosixFilePermissions(
                    place.directory(), PosixFilePermissions.fromString("rwx------"));
            attach(target).close();
            assertThat(place.accept()).isNotNull();
        }
    }

    @Test
    void aNumberOfNoProcessIsSaidToBeNone() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        assertThatThrownBy(() -> RunningProcess.attach(ended.pid(), new PrintWriter(progress)))
                .hasMessage("process " + ended.pid() + ": there is no such process");
    }

    @Test
    void whatIsNoJvmIsNamed() throws Exception {
        try (Target target = Target.command(dir, List.of("sleep", "100"))) {
            while (!new ProcEntry(target.pid()).command().equals("sleep")) {
                Thread.yield();
            }
            assertThatThrownBy(() -> attach(target)).hasMessageContaining("no JVM but \"sleep\"");
        }
    }

    @Test
    void aStoppedProcessIsNotWaitedFor() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT)) {
            signal(target, "STOP");
            while (!new ProcEntry(target.pid()).isStopped()) {
                Thread.yield();
            }
            assertThatThrownBy(() -> attach(target))
                    .hasMessageContaining("kill -CONT " + target.pid());
            signal(target, "CONT");
        }
    }

    private static void signal(Target target, String name) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + target.pid()).start().waitFor())
                .isZero();
    }

    @Test
    void aJvmWithoutBatonIsToldHowToGetIt() throws Exception {
        try (Target target = Target.java(dir)) {
            assertThatThrownBy(() -> attach(target))
                    .hasMessageContainingAll("it runs without Baton", "baton run");
        }
    }

    @Test
    void aBatonThatIsSwitchedOffIsNotThere() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT + "=enabled=false")) {
            assertThatThrownBy(() -> attach(target)).hasMessageContaining("it runs without Baton");
        }
    }

    @Test
    void aJvmThatLetsNobodyAttachIsLeftAlone() throws Exception {
        try (Target target = Target.java(dir, Target.AGENT, "-XX:+DisableAttachMechanism")) {
            assertThatThrownBy(() -> attach(target))
                    .hasMessageContaining("-XX:+DisableAttachMechanism");
        }
    }
}
