package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The agent, wherever a JVM takes its options from, and on whatever that starts from. */
class WaysToStartTest {
    @TempDir private Path dir;

    /** One virtual thread, which says where it runs. */
    static final class Shows {
        public static void main(String[] args) throws InterruptedException {
            Thread.startVirtualThread(() -> System.out.println(Thread.currentThread())).join();
        }
    }

    private static JavaRun run(List<String> flags, Map<String, String> environment)
            throws Exception {
        return JavaRun.start(JavaRun.command(flags, Shows.class), environment).end();
    }

    private static void assertThatItRanOnBaton(JavaRun run) {
        assertThat(run.out()).as(run.err()).contains("@baton-main-M");
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void byTheVariableOfTheLauncher() throws Exception {
        JavaRun run = run(List.of(), Map.of("JDK_JAVA_OPTIONS", JavaRun.agent("strict")));

        assertThatItRanOnBaton(run);
        assertThat(run.err().lines()).singleElement().asString().contains("JDK_JAVA_OPTIONS");
    }

    @Test
    void byBothVariablesAtOnce() throws Exception {
        JavaRun run =
                run(
                        List.of(),
                        Map.of(
                                "JDK_JAVA_OPTIONS", JavaRun.agent("strict"),
                                "JAVA_TOOL_OPTIONS", JavaRun.agent("strict")));

        assertThatItRanOnBaton(run);
        assertThat(run.err()).contains("the agent is there twice; its first options count");
    }

    @Test
    void byAFileOfArguments() throws Exception {
        Path file =
                Files.writeString(
                        dir.resolve("arguments"),
                        "# of a service\n\"" + JavaRun.agent("strict,procs=1") + "\"\n");

        JavaRun run = run(List.of("@" + file), Map.of());

        assertThatItRanOnBaton(run);
        assertThat(run.err()).isEmpty();
    }

    /** The archive is made without the agent: the JVM makes none with one. */
    @Test
    void besideAnArchiveOfSharedClasses() throws Exception {
        String jar = jar(Files.createDirectories(dir.resolve("classes")));
        Path archive = dir.resolve("app.jsa");
        String java = JavaRun.command(List.of(), Shows.class).getFirst();
        JavaRun made = start(java, "-XX:ArchiveClassesAtExit=" + archive, "-cp", jar, "app.Main");
        assertThat(archive).as(made.err()).isNotEmptyFile();

        JavaRun run =
                start(
                        java,
                        "-XX:SharedArchiveFile=" + archive,
                        "-Xlog:class+load:stderr:none",
                        JavaRun.agent("strict"),
                        "-cp",
                        jar,
                        "app.Main");

        assertThatItRanOnBaton(run);
        assertThat(run.err()).contains("app.Main source: shared objects file (top)");
    }

    @Test
    void onACacheThatWasMadeOnBaton() throws Exception {
        String jar = jar(Files.createDirectories(dir.resolve("classes")));
        Path cache = dir.resolve("app.aot");
        String java = JavaRun.command(List.of(), Shows.class).getFirst();
        JavaRun made =
                start(
                        java,
                        JavaRun.agent("strict"),
                        "-XX:AOTCacheOutput=" + cache,
                        "-cp",
                        jar,
                        "app.Main");
        assertThatItRanOnBaton(made);

        JavaRun run =
                start(
                        java,
                        JavaRun.agent("strict"),
                        "-XX:AOTMode=on", // ends where the cache can't be used
                        "-XX:AOTCache=" + cache,
                        "-cp",
                        jar,
                        "app.Main");

        assertThatItRanOnBaton(run);
        assertThat(run.err()).isEmpty();
    }

    /** An image of no more modules than the agent names: it needs no others. */
    @Test
    void onAnImageOfOurOwnMaking() throws Exception {
        Path image = dir.resolve("image");
        ToolProvider jlink = ToolProvider.findFirst("jlink").orElseThrow();
        String modules = "java.base,java.instrument";
        String output = image.toString();
        assertThat(jlink.run(System.out, System.err, "--add-modules", modules, "--output", output))
                .isZero();
        String jar = jar(Files.createDirectories(dir.resolve("classes")));

        JavaRun run =
                start(
                        image.resolve("bin/java").toString(),
                        JavaRun.agent("strict"),
                        "-cp",
                        jar,
                        "app.Main");

        assertThatItRanOnBaton(run);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void underAModularApplication() throws Exception {
        Path classes = Files.createDirectories(dir.resolve("classes"));
        Files.writeString(dir.resolve("module-info.java"), "module app { }");
        compile(classes, dir.resolve("module-info.java"), program());
        String java = JavaRun.command(List.of(), Shows.class).getFirst();

        JavaRun run =
                start(
                        java,
                        JavaRun.agent("strict"),
                        "-p",
                        classes.toString(),
                        "-m",
                        "app/app.Main");

        assertThatItRanOnBaton(run);
        assertThat(run.err()).isEmpty();
    }

    /** And one with a library that says what blocks: baton-api is a module, too. */
    @Test
    void underAModularApplicationThatNamesTheApi() throws Exception {
        Path classes = Files.createDirectories(dir.resolve("classes"));
        Path module =
                Files.writeString(
                        dir.resolve("module-info.java"), "module app { requires dev.baton.api; }");
        Path program =
                Files.writeString(
                        Files.createDirectories(dir.resolve("app")).resolve("Main.java"),
                        """
                        package app;

                        import dev.baton.api.Blocking;

                        public class Main {
                            public static void main(String[] args) throws Exception {
                                Thread.startVirtualThread(() ->
                                        System.out.println(Blocking.blocking(Blocking::isOn)))
                                        .join();
                            }
                        }
                        """);
        String api =
                Arrays.stream(System.getProperty("java.class.path").split(":"))
                        .filter(entry -> entry.contains("/api/target/"))
                        .findFirst()
                        .orElseThrow();
        compile(classes, List.of("-p", api), module, program);
        String java = JavaRun.command(List.of(), Shows.class).getFirst();

        JavaRun run =
                start(
                        java,
                        JavaRun.agent("strict"),
                        "-p",
                        classes + ":" + api,
                        "-m",
                        "app/app.Main");

        assertThat(run).isEqualTo(new JavaRun(0, "true\n", ""));
    }

    private static JavaRun start(String... command) throws Exception {
        return JavaRun.start(new ArrayList<>(List.of(command)), Map.of()).end();
    }

    private Path program() throws IOException {
        return Files.writeString(
                Files.createDirectories(dir.resolve("app")).resolve("Main.java"),
                """
                package app;

                public class Main {
                    public static void main(String[] args) throws InterruptedException {
                        Thread.startVirtualThread(() -> System.out.println(Thread.currentThread()))
                                .join();
                    }
                }
                """,
                UTF_8);
    }

    private static void compile(Path classes, Path... sources) {
        compile(classes, List.of(), sources);
    }

    private static void compile(Path classes, List<String> options, Path... sources) {
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-d", classes.toString()));
        for (Path source : sources) {
            arguments.add(source.toString());
        }
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        assertThat(javac.run(System.out, System.err, arguments.toArray(new String[0]))).isZero();
    }

    private String jar(Path classes) throws IOException {
        compile(classes, program());
        String file = dir.resolve("app.jar").toString();
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        assertThat(jar.run(System.out, System.err, "cf", file, "-C", classes.toString(), "."))
                .isZero();
        return file;
    }
}
