package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.trace.EventType;
import dev.baton.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.spi.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code baton run} in a tree that is built, with the real agent. */
class RunScriptTest {
    private static final String ON_BATON = "@baton-main-M";

    @TempDir private Path temp;
    private Path tree;

    /** A source file: {@code java Shows.java} needs no class path. */
    private Path source;

    @BeforeEach
    void plantATree() throws IOException {
        tree = BuiltTree.in(temp.resolve("a tree")).root();
        source = temp.resolve("Shows.java");
        Files.writeString(
                source,
                """
                class Shows {
                    public static void main(String[] args) throws Exception {
                        Thread.startVirtualThread(
                                () -> System.out.println(Thread.currentThread())).join();
                        System.out.println(java.util.List.of(args));
                        System.exit(args.length);
                    }
                }
                """);
    }

    /**
     * JUnit would warn of each link out of the directory, and there is one for each of the JDK's.
     */
    @AfterEach
    void removeLinks() throws Exception {
        String links = tree.resolve(".baton/jdk").toString();
        assertThat(new ProcessBuilder("rm", "-rf", links).start().waitFor()).isZero();
    }

    @Test
    void aJavaCommandLineRunsOnBaton() throws Exception {
        Run run = baton("java", source.toString(), "a b", "");

        assertThat(run.err).isEmpty();
        assertThat(run.out).contains(ON_BATON).endsWith("[a b, ]\n");
        assertThat(run.status).isEqualTo(2);
    }

    @Test
    void theJavaOfAPathIsThatOne() throws Exception {
        assertThat(baton(javaOfThisTest(), source.toString()).out).contains(ON_BATON);
    }

    @Test
    void aSourceFileAloneIsRunAsOne() throws Exception {
        assertThat(baton("--procs=1", "--", source.toString(), "x").out)
                .contains(ON_BATON)
                .endsWith("[x]\n");
    }

    @Test
    void aMissingJarIsForJavaToComplainOf() throws Exception {
        Run plain = start(List.of(javaOfThisTest(), "-jar", "missing.jar"), Map.of());

        assertThat(baton("missing.jar")).isEqualTo(plain);
    }

    @Test
    void aCorruptJarIsForJavaToComplainOf() throws Exception {
        Files.writeString(temp.resolve("corrupt.jar"), "no jar");
        Run plain = start(List.of(javaOfThisTest(), "-jar", "corrupt.jar"), Map.of());

        assertThat(baton("corrupt.jar")).isEqualTo(plain);
    }

    @ParameterizedTest
    @CsvSource({"exec java \"$@\"", "exec \"$JAVA_HOME/bin/java\" \"$@\""})
    void aScriptThatStartsJavaRunsOnBaton(String lastLine) throws Exception {
        Path script = temp.resolve("script");
        Files.writeString(script, "#!/bin/sh\n" + lastLine + "\n");
        makeExecutable(script);

        Run run = baton("--procs", "3", "--stats", script.toString(), source.toString(), "x");

        assertThat(run.out).contains(ON_BATON).endsWith("[x]\n");
        assertThat(run.err.lines())
                .singleElement()
                .asString()
                .startsWith("baton: {\"maxProcs\":3,");
        assertThat(run.status).isEqualTo(1);
    }

    /**
     * The script starts java by another path, so that the trace is asked for by the environment.
     */
    @Test
    void whatAScriptStartsIsTraced() throws Exception {
        Path script = temp.resolve("script");
        Files.writeString(script, "#!/bin/sh\nexec \"$JAVA_HOME/bin/java\" \"$@\"\n");
        makeExecutable(script);
        Path file = temp.resolve("a trace");

        Run run = baton("--trace", file.toString(), script.toString(), source.toString());

        assertThat(run.out).as(run.err).contains(ON_BATON);
        try (Trace trace = Trace.open(file)) {
            List<EventType> types = new ArrayList<>();
            trace.forEach(e -> types.add(e.type()));
            assertThat(trace.isWhole()).isTrue();
            assertThat(types).contains(EventType.GO_CREATE, EventType.GO_START, EventType.GO_END);
        }
    }

    /** The command's jar is an empty file in this tree, which the JVM complains of. */
    @Test
    void toObserveANumberIsToAskThatProcess() throws Exception {
        String baton = tree.resolve("baton").toString();

        assertThat(start(List.of(baton, "observe", "4711"), Map.of()).err)
                .contains("cli/target/baton-cli.jar");
        assertThat(start(List.of(baton, "observe", "4711", "x"), Map.of()).err)
                .contains("4711 not found");
    }

    @Test
    void optionsReachTheAgent() throws Exception {
        Run run = baton("--procs", "3", "--stats=true", "--log=false", "java", source.toString());

        assertThat(run.err.lines())
                .singleElement()
                .asString()
                .startsWith("baton: {\"maxProcs\":3,");
    }

    @Test
    void switchedOffItIsPlainJava() throws Exception {
        Run run =
                start(
                        List.of(tree.resolve("baton").toString(), "run", "java", source.toString()),
                        Map.of("BATON_ENABLED", "false"));

        assertThat(run.status).isZero();
        assertThat(run.out).contains("ForkJoinPool").doesNotContain(ON_BATON);
    }

    @ParameterizedTest
    @ValueSource(strings = {"--stats=yes", "--stats=1", "--stats=ON", "--stats"})
    void whatIsOnIsSaidInAnyOfTheWords(String flag) throws Exception {
        assertThat(baton(flag, "java", source.toString()).err).contains("{\"maxProcs\":");
    }

    /** An operator sets one variable and has a plain JVM, whatever else is asked for. */
    @ParameterizedTest
    @ValueSource(strings = {"java", "SOURCE", "SCRIPT"})
    void switchedOffNothingIsJudgedAndNothingIsBuilt(String command) throws Exception {
        Path script = temp.resolve("script");
        Files.writeString(script, "#!/bin/sh\nexec java \"$@\"\n");
        makeExecutable(script);
        Files.delete(tree.resolve("agent/target/baton.jar"));
        List<String> line =
                new ArrayList<>(
                        List.of(tree + "/baton", "run", "--procs", "many", "--stats=perhaps"));
        line.addAll(List.of("--aot-cache", "x.aot"));
        if (!command.equals("SOURCE")) {
            line.add(command.replace("SCRIPT", script.toString()));
        }
        line.add(source.toString());

        Run run = start(line, Map.of("BATON_ENABLED", "0", "BATON_STATS", "1"));

        assertThat(run.err).isEmpty();
        assertThat(run.out).contains("ForkJoinPool").endsWith("[]\n");
        assertThat(run.status).isZero();
        assertThat(temp.resolve("x.aot")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "--procs x java, --procs x: must be a whole number from 1",
        "--procs 0 java, --procs 0: must be a whole number from 1",
        "--procs 99999999 java, --procs 99999999: must be a whole number from 1 to 65536",
        "--stats=y java, '--stats=y: must be true, false, 1, 0, yes, no, on or off'",
        "--max-threads -3 java, --max-threads -3: must be a whole number from 1",
        "--spare-threads -1 java, --spare-threads -1: must be a whole number from 0",
        "--spare-thread-ms 0 java, --spare-thread-ms 0: must be a whole number from 1 to 86400000",
        "--limit, --limit needs WHAT=N",
        "--limit mnt=8 java, '--limit mnt=8: must be /a/directory=N, dev:MAJOR:MINOR=N or'",
        "--limit /a=1;/b=0 java, '--limit /a=1;/b=0: must be /a/directory=N'",
        "--schedtrace, --schedtrace needs a number",
        "--no-such java, unknown option --no-such",
        "--stats, no COMMAND",
    })
    void whatMakesNoSenseIsRefusedByName(String arguments, String complaint) throws Exception {
        Run run = baton(arguments.split(" "));

        assertThat(run.status).isEqualTo(2);
        assertThat(run.out).isEmpty();
        assertThat(run.err.lines()).singleElement().asString().contains(complaint);
    }

    @ParameterizedTest
    @CsvSource({"no-such-command, 127", "./no-such-command, 127", "./Shows.class.txt, 126"})
    void aCommandThatCantBeRunEndsAsInAShell(String command, int status) throws Exception {
        Files.createFile(temp.resolve("Shows.class.txt"));

        Run run = baton(command);

        assertThat(run.status).isEqualTo(status);
        assertThat(run.err.lines()).singleElement().asString().contains(command);
    }

    @Test
    void aJdkThatIsTooOldIsNamed() throws Exception {
        Run run = baton(anOldJava().toString(), "-version");

        assertThat(run.status).isEqualTo(69);
        assertThat(run.out).isEmpty();
        assertThat(run.err.lines()).singleElement().asString().contains("is a JDK 17", "25");
    }

    @Test
    void switchedOffItDoesNotMindAnOldJdk() throws Exception {
        Run run =
                start(
                        List.of(tree.resolve("baton").toString(), "run", anOldJava().toString()),
                        Map.of("BATON_ENABLED", "false"));

        assertThat(run).isEqualTo(new Run(0, "started\n", ""));
    }

    private Path anOldJava() throws IOException {
        Path bin = Files.createDirectories(temp.resolve("jdk-17/bin"));
        Files.writeString(bin.resolveSibling("release"), "JAVA_VERSION=\"17.0.15\"\n");
        Path java = bin.resolve("java");
        Files.writeString(java, "#!/bin/sh\necho started\n");
        makeExecutable(java);
        return java;
    }

    /** On such a JVM virtual threads are threads of the OS. */
    @Test
    void aJvmWhoseVirtualThreadsAreNotAsKnownIsRefusedByWhatDiffers() throws Exception {
        Run run =
                baton(
                        "java",
                        "-XX:+UnlockExperimentalVMOptions",
                        "-XX:-VMContinuations",
                        source.toString());

        assertThat(run.status).isEqualTo(69);
        assertThat(run.out).isEmpty();
        assertThat(run.err.lines())
                .singleElement()
                .asString()
                .startsWith("baton: ")
                .contains("BoundVirtualThread", Runtime.version().toString());
    }

    @Test
    void helpNamesTheOptions() throws Exception {
        Run run = baton("--help");

        assertThat(run.status).isZero();
        assertThat(run.out).contains("--procs N", "--max-threads N", "--stats", "--schedtrace MS");
    }

    /**
     * Two are in their call, and the third waits: by the options, and where a script starts java.
     */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aLimitIsThatOfTheProgram(boolean byScript) throws Exception {
        Path fifo = temp.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        Files.writeString(
                source,
                """
                class Shows {
                    public static void main(String[] args) throws Exception {
                        var fifo = new java.io.File(args[0]);
                        var threads = new java.util.ArrayList<Thread>();
                        for (int i = 0; i < 3; i++) {
                            threads.add(Thread.startVirtualThread(() -> {
                                try {
                                    new java.io.FileInputStream(fifo).close();
                                } catch (java.io.IOException e) {
                                    e.printStackTrace();
                                }
                            }));
                        }
                        while (threads.stream().noneMatch(
                                t -> t.getState() == Thread.State.WAITING)) {
                            Thread.sleep(1);
                        }
                        try (var out = new java.io.FileOutputStream(fifo)) {
                            for (Thread t : threads) {
                                t.join();
                            }
                        }
                    }
                }
                """);
        Path script = temp.resolve("script");
        Files.writeString(script, "#!/bin/sh\nexec java \"$@\"\n");
        makeExecutable(script);

        Run run =
                baton(
                        "--limit",
                        "/no/such=1",
                        "--limit=" + temp.toRealPath() + "=2",
                        "--spare-threads=0",
                        "--spare-thread-ms=100",
                        byScript ? script.toString() : "java",
                        source.toString(),
                        fifo.toRealPath().toString());

        assertThat(run.err)
                .startsWith("baton: the limit " + temp.toRealPath() + "=2 is reached: all 2 ");
        assertThat(run.status).isZero();
    }

    /** A signal goes to the program and to nobody in between: it has the script's own pid. */
    @Test
    void theProgramIsTheProcessThatWasStarted() throws Exception {
        Files.writeString(
                source,
                """
                class Shows {
                    public static void main(String[] args) {
                        System.out.println(ProcessHandle.current().pid());
                    }
                }
                """);
        Process process = process(List.of(tree + "/baton", "run", source.toString()), Map.of());
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(out.strip()).isEqualTo(Long.toString(process.pid()));
    }

    @Test
    void aTreeWithAnEqualsSignInItsNameIsRefused() throws Exception {
        Path odd = temp.resolve("a=b");
        tree = Files.move(tree, odd);

        Run run = baton("java", source.toString());

        assertThat(run.status).isEqualTo(69);
        assertThat(run.err).contains("a=b", "move it");
    }

    @Test
    void anAgentThatIsNotThereIsBuilt() throws Exception {
        Path kept = Files.move(tree.resolve("agent/target/baton.jar"), temp.resolve("kept.jar"));
        Path bin = Files.createDirectories(temp.resolve("bin"));
        Files.writeString(
                bin.resolve("mvn"),
                "#!/bin/sh\ncp '%s' agent/target/baton.jar; touch cli/target/baton-cli.jar\n"
                        .formatted(kept));
        makeExecutable(bin.resolve("mvn"));

        Run run =
                start(
                        List.of(tree.resolve("baton").toString(), "run", source.toString()),
                        Map.of("PATH", bin + ":" + System.getenv("PATH")));

        assertThat(run.err).contains("built in");
        assertThat(run.out).contains(ON_BATON);
    }

    @Test
    void theSecondRunUsesTheAotCacheOfTheFirst() throws Exception {
        String jar = jarOfShows();
        Path cache = temp.resolve("a cache.aot");

        Run first = baton("--aot-cache", cache.toString(), jar, "x");

        assertThat(first.out).contains(ON_BATON, "[x]\n");
        assertThat(first.status).isEqualTo(1);
        assertThat(cache).isNotEmptyFile();

        // With this mode the JVM ends where it can't use the cache.
        String mode = "-XX:AOTMode=on";
        Run second = baton("--aot-cache=" + cache, "java", mode, "-jar", jar);

        assertThat(second.err).isEmpty();
        assertThat(second.out).contains(ON_BATON).endsWith("[]\n");
        assertThat(second.status).isZero();

        // Of another class path: told by the JVM, which runs the program all the same.
        Files.copy(Path.of(jar), temp.resolve("other.jar"));
        assertThat(baton("--aot-cache=" + cache, "other.jar").out).contains(ON_BATON);
    }

    private String jarOfShows() throws IOException {
        ToolProvider javac = ToolProvider.findFirst("javac").orElseThrow();
        String classes = temp.resolve("classes").toString();
        assertThat(javac.run(System.out, System.err, "-d", classes, source.toString())).isZero();
        ToolProvider jar = ToolProvider.findFirst("jar").orElseThrow();
        String file = temp.resolve("shows.jar").toString();
        String[] args = {"cfe", file, "Shows", "-C", classes, "."};
        assertThat(jar.run(System.out, System.err, args)).isZero();
        return file;
    }

    @Test
    void anAotCacheIsOfAJavaCommandLine() throws Exception {
        assertThat(baton("--aot-cache=x.aot", "true"))
                .isEqualTo(
                        new Run(
                                2,
                                "",
                                "baton: run: --aot-cache is for a Java command line, and true is"
                                        + " none\n"));
        assertThat(baton("--aot-cache").err)
                .isEqualTo("baton: run: --aot-cache needs a file; see baton run --help\n");
    }

    private record Run(int status, String out, String err) {}

    private Run baton(String... args) throws Exception {
        List<String> command = new ArrayList<>(List.of(tree.resolve("baton").toString(), "run"));
        command.addAll(List.of(args));
        return start(command, Map.of());
    }

    private Run start(List<String> command, Map<String, String> environment) throws Exception {
        Process process = process(command, environment);
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        int status = process.waitFor();
        return new Run(status, out, Files.readString(temp.resolve("err")));
    }

    private Process process(List<String> command, Map<String, String> environment)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(temp.toFile())
                        .redirectError(temp.resolve("err").toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder.start();
    }

    private static String javaOfThisTest() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static void makeExecutable(Path file) throws IOException {
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
