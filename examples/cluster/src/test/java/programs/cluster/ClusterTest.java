package programs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The whole of it, with few accounts and for a short time. */
class ClusterTest {
    private static final String AGENT =
            Path.of("../../agent/target/baton.jar").toAbsolutePath().normalize().toString();

    private record Run(int status, String out) {}

    private static Run cluster(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Xmx256m",
                        "--sun-misc-unsafe-memory-access=allow",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        withoutBaton(System.getProperty("java.class.path")),
                        Cluster.class.getName()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), out);
    }

    /**
     * The agent is a dependency only so that it is built before: its Baton is not the program's.
     */
    private static String withoutBaton(String classPath) {
        Path root = Path.of("../..").toAbsolutePath().normalize();
        return Stream.of(classPath.split(File.pathSeparator, -1))
                .filter(entry -> !Path.of(entry).startsWith(root.resolve("agent")))
                .filter(entry -> !Path.of(entry).startsWith(root.resolve("runtime")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void eachIsAnsweredOrReportedAndNoneTwiceThoughAProcessIsKilled() throws Exception {
        Run run =
                cluster(
                        "--agent=" + AGENT,
                        "--threads=baton",
                        "--seconds=9",
                        "--accounts=12",
                        "--clients=8");

        assertThat(run.status).as(run.out).isZero();
        assertThat(run.out)
                .contains(
                        "baton: killed one of them",
                        "baton: started it again",
                        "each deposit was answered or reported, none was booked twice");
        assertThat(run.out).containsPattern("(?m)^baton +[\\d,]+ +[\\d,]+ +[\\d,]+ +[1-9]");
    }

    @Test
    void whatMakesNoSenseIsNamed() throws Exception {
        Run run = cluster("--seconds=1", "--agent=x");

        assertThat(run.status).isEqualTo(2);
        assertThat(run.out).contains("--seconds=1: must be a whole number from 3");
    }
}
