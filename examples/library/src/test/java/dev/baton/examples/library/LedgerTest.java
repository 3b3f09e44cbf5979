package dev.baton.examples.library;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same jars in both worlds. */
class LedgerTest {
    private static final String AGENT =
            "-javaagent:" + Path.of("../../agent/target/baton.jar").toAbsolutePath().normalize();

    @TempDir private Path dir;

    /** On two carriers or Ps, with four times as many that wait for each other. */
    private String clerks(String... flags) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Djdk.virtualThreadScheduler.parallelism=2");
        command.add("--enable-native-access=ALL-UNNAMED"); // or the JVM warns of the driver's JNI
        command.addAll(List.of(flags));
        command.addAll(List.of("-cp", withoutBaton(System.getProperty("java.class.path"))));
        command.addAll(List.of(Clerks.class.getName(), dir.resolve("ledger.db").toString()));
        ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }

    /**
     * The agent is a dependency only so that it is built before: its Baton is not the program's.
     */
    private static String withoutBaton(String classPath) {
        Path root = Path.of("../..").toAbsolutePath().normalize();
        return Stream.of(classPath.split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).startsWith(root.resolve("agent")))
                .filter(entry -> !Path.of(entry).startsWith(root.resolve("runtime")))
                .collect(Collectors.joining(File.pathSeparator));
    }

    @Test
    void onPlainJavaItWorks() throws Exception {
        assertThat(clerks()).isEqualTo("200 transfers, 8000 in all\non plain Java\n");
    }

    @Test
    void onBatonItSaysWhatBlocks() throws Exception {
        assertThat(clerks(AGENT + "=strict"))
                .isEqualTo(
                        """
                        200 transfers, 8000 in all
                        on Baton, which knew of the calls: true
                        """);
    }

    @Test
    void switchedOffItIsPlainJava() throws Exception {
        assertThat(clerks(AGENT + "=enabled=0")).endsWith("on plain Java\n");
    }

    @Test
    void aTransferThatCantBeMadeLeavesAllAsItWas() throws Exception {
        Ledger ledger = new Ledger(dir.resolve("ledger.db"));
        ledger.open("poor", 1);
        ledger.open("rich", 100);

        assertThatThrownBy(() -> ledger.transfer("poor", "rich", 2))
                .isInstanceOf(SQLException.class)
                .hasMessage("account poor: not there, or has not so much");
        assertThatThrownBy(() -> ledger.transfer("rich", "nobody", 2))
                .isInstanceOf(SQLException.class);
        assertThat(ledger.total()).isEqualTo(101);
    }
}
