package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.jr.ob.JSON;
import dev.baton.cli.doctor.OtherMachine;
import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class DoctorCommandTest {
    @Test
    void whereTheTestsRunBatonRuns() {
        RunCommand run = RunCommand.run("doctor");

        assertThat(run.status()).isEqualTo(Main.OK);
        assertThat(run.out())
                .contains("JDK", System.getProperty("java.home"), "trial run", "can run here.");
    }

    @Test
    void jsonIsOneLineWithAllFindings() throws IOException {
        RunCommand run = RunCommand.run("doctor", "--json");

        assertThat(run.out().lines()).hasSize(1);
        Map<String, Object> report = JSON.std.mapFrom(run.out());
        assertThat(report).containsEntry("can_run", true);
        assertThat(ids(report)).contains("seam", "perf_events", "io_uring", "files", "trial");
    }

    @Test
    void aJdkWithoutTheSeamEndsWithOneAndNamesWhatIsMissing() throws IOException {
        OtherMachine machine = new OtherMachine().withoutSeam("no int VirtualThread.state");

        RunCommand text = runOn(machine);
        RunCommand json = runOn(machine, "--json");

        assertThat(text.status()).isEqualTo(Main.FAILED);
        assertThat(text.out())
                .contains("no int VirtualThread.state", "can't run here: see seam to the JDK.");
        assertThat(json.status()).isEqualTo(Main.FAILED);
        Map<String, Object> report = JSON.std.mapFrom(json.out());
        assertThat(report).containsEntry("can_run", false);
        assertThat(ids(report)).doesNotContain("trial");
    }

    @Test
    void aJvmWithoutTheFlagsEndsWithOneAndIsToldThem() throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Main.class.getName(),
                                "doctor")
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isEqualTo(Main.FAILED);
        assertThat(out).contains(JdkAccess.FLAGS, "Baton can't run here");
    }

    private static RunCommand runOn(OtherMachine machine, String... args) {
        StringWriter out = new StringWriter();
        int status =
                new CommandLine(new DoctorCommand(machine))
                        .setOut(new PrintWriter(out))
                        .execute(args);
        return new RunCommand(status, out.toString(), "");
    }

    private static List<Object> ids(Map<String, Object> report) {
        return ((List<?>) report.get("findings"))
                .stream().<Object>map(finding -> ((Map<?, ?>) finding).get("id")).toList();
    }
}
