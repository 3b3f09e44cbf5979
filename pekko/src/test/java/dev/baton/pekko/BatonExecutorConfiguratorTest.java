package dev.baton.pekko;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Actors that block, each time in a process of their own, on two carriers or Ps. */
class BatonExecutorConfiguratorTest {
    private static final String AGENT =
            "-javaagent:" + Path.of("../agent/target/baton.jar").toAbsolutePath().normalize();
    private static final List<String> FLAGS =
            List.of(
                    "--add-exports=java.base/jdk.internal.misc=ALL-UNNAMED",
                    "--add-opens=java.base/java.lang=ALL-UNNAMED",
                    "--enable-native-access=ALL-UNNAMED");

    @TempDir private Path dir;

    private String actors(boolean withRuntime, Map<String, String> environment, List<String> flags)
            throws Exception {
        String fifo = dir.resolve("fifo").toString();
        new ProcessBuilder("mkfifo", fifo).start().waitFor(); // there already the second time
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(
                List.of(
                        "-Djdk.virtualThreadScheduler.parallelism=2",
                        "-Dbaton.maxprocs=2",
                        "--sun-misc-unsafe-memory-access=allow")); // for Scala's library
        command.addAll(flags);
        command.addAll(List.of("-cp", classPath(withRuntime)));
        command.addAll(List.of(BlockingActors.class.getName(), fifo));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        builder.environment().putAll(environment);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    /** That of this test, with Baton's own runtime or without, and never with its agent. */
    private static String classPath(boolean withRuntime) {
        Path root = Path.of("..").toAbsolutePath().normalize();
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> !Path.of(entry).startsWith(root.resolve("agent")))
                .filter(entry -> withRuntime || !Path.of(entry).startsWith(root.resolve("runtime")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void expectOnBaton(String out) {
        assertThat(out)
                .isEqualTo(
                        """
                        on virtual threads, named as the dispatcher: true, by Baton: true, loader: true
                        the other went on
                        ended
                        """);
    }

    @Test
    void underTheAgentActorsMayBlock() throws Exception {
        expectOnBaton(actors(true, Map.of(), List.of(AGENT + "=strict")));
    }

    @Test
    void withBatonOnTheClassPathTheyMayToo() throws Exception {
        expectOnBaton(actors(true, Map.of(), FLAGS));
    }

    /** The same actors on the JDK's scheduler: what the others show is Baton's doing. */
    @Test
    void aTwinWithoutBatonStarves() {
        assertThatThrownBy(() -> expectOnBaton(actors(false, Map.of(), List.of())))
                .isInstanceOf(AssertionError.class)
                .hasMessageContainingAll("the other starved", "by Baton: false");
    }

    @Test
    void switchedOffItIsAPlainVirtualThreadExecutor() throws Exception {
        assertThat(actors(true, Map.of("BATON_ENABLED", "0"), FLAGS)).contains("by Baton: false");
    }

    @Test
    void withoutTheFlagsItSaysSoAndIsOne() throws Exception {
        assertThat(actors(true, Map.of(), List.of()))
                .contains("actors run on the JDK's virtual threads", "by Baton: false");
    }
}
