package dev.baton.cli.bench;

import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** JMH's benchmarks of single operations, which are not in this program's jar. */
public final class Jmh {
    private Jmh() {}

    /**
     * Runs those whose name matches, with this process's input and output.
     *
     * @param regex what JMH looks for in their names
     * @return JMH's exit code
     * @throws IOException when there is no jar with benchmarks, or java can't be started
     * @throws InterruptedException when interrupted
     */
    public static int run(String regex) throws IOException, InterruptedException {
        Path jar =
                SourceTree.find()
                        .map(SourceTree::benchmarksJar)
                        .filter(Files::isRegularFile)
                        .orElseThrow(() ->
                                new IOException(
                                        "bench/target/benchmarks.jar is not there: run"
                                                + " ./baton from its source tree"));
        List<String> command = new ArrayList<>();
        command.add(ThisJvm.java());
        // JMH gives the flags of this JVM to those that it starts.
        command.addAll(List.of(JdkAccess.FLAGS.split(" ")));
        command.addAll(
                List.of(
                        "-Djmh.executor=CUSTOM",
                        "-Djmh.executor.class=dev.baton.bench.jmh.GExecutor",
                        "-cp",
                        jar.toString(),
                        "org.openjdk.jmh.Main",
                        regex,
                        "-prof",
                        "gc"));
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            return process.waitFor();
        } finally {
            process.destroy();
        }
    }
}
