package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Baton and a program that names it as modules: each has what its declaration says, and the flags
 * are for Baton's modules alone.
 */
@DisabledIfSystemProperty(
        named = "baton.syscall",
        matches = ".*",
        disabledReason = "once is enough")
class ModulePathTest {
    private static final String NATIVE_ACCESS =
            "--enable-native-access=dev.baton,dev.baton.syscall";

    private static final List<String> FLAGS =
            List.of(
                    "--add-exports=java.base/jdk.internal.misc=dev.baton",
                    "--add-opens=java.base/java.lang=dev.baton",
                    NATIVE_ACCESS);

    private static final String MODULE =
            """
            module app {
                requires dev.baton.api;
                requires dev.baton.os;
            }
            """;

    private static final String PROGRAM =
            """
            package app;

            import dev.baton.Baton;
            import dev.baton.BlockingSite;
            import dev.baton.api.Blocking;
            import dev.baton.os.File;
            import dev.baton.syscall.Syscall;
            import java.nio.file.Path;
            import java.nio.file.spi.FileSystemProvider;

            public class Main {
                private static final BlockingSite SITE = new BlockingSite("app");

                public static void main(String[] args) throws Exception {
                    try (var baton = Baton.builder().maxProcs(2).build();
                            var executor = baton.newVirtualThreadPerTaskExecutor()) {
                        System.out.println(executor.submit(Main::work).get());
                    }
                    System.out.println(FileSystemProvider.installedProviders().stream()
                            .anyMatch(provider -> provider.getScheme().equals("baton")));
                }

                private static String work() throws Exception {
                    byte[] bytes = new byte[5];
                    try (File file = File.open("/proc/version")) {
                        file.read(bytes);
                    }
                    boolean entered = Baton.enterSyscall(SITE);
                    if (entered) {
                        Baton.exitSyscall();
                    }
                    boolean knows = Blocking.blocking(Blocking::isOn);
                    return new String(bytes) + " " + entered + " " + knows + " "
                            + (Syscall.getpid() == ProcessHandle.current().pid());
                }
            }
            """;

    @TempDir private Path dir;

    private record Run(int exitCode, String out, String err) {}

    @Test
    void aModularProgramRunsOnBaton() throws Exception {
        compile(MODULE, PROGRAM);

        Run run = run(FLAGS);

        assertThat(run).isEqualTo(new Run(0, "Linux true true true\ntrue\n", ""));
    }

    @Test
    void withoutTheFlagsItSaysWhichOfThemForWhom() throws Exception {
        compile(MODULE, PROGRAM);

        Run run = run(List.of(NATIVE_ACCESS));

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .endsWith(
                        ": --add-exports java.base/jdk.internal.misc=dev.baton"
                                + " --add-opens java.base/java.lang=dev.baton");
    }

    /** An image has the flags in it: it is started as any program is. */
    @Test
    void anImageOfAProgramAndBatonNeedsNoFlags() throws Exception {
        compile(MODULE, PROGRAM);
        Path image = dir.resolve("image");
        tool(
                "jlink",
                "--module-path",
                modulePath(),
                "--add-modules",
                "app",
                "--launcher",
                "app=app/app.Main",
                "--add-options=" + String.join(" ", FLAGS),
                "--output",
                image.toString());

        Run run = start(List.of(image.resolve("bin/app").toString()));

        assertThat(run).isEqualTo(new Run(0, "Linux true true true\ntrue\n", ""));
    }

    /** The twin: what the declarations keep back is not to be had. */
    @Test
    void whatIsNoneOfItsBusinessAProgramDoesNotGet() throws Exception {
        String intruder =
                """
                package app;

                public class Main {
                    dev.baton.sched.Scheduler scheduler;
                    dev.baton.vthread.Carrier carrier;
                    dev.baton.linux.Libc libc;
                }
                """;

        String said = javac(MODULE, intruder);

        for (String closed : List.of("sched", "vthread", "linux")) {
            assertThat(said)
                    .containsPattern(
                            "package dev\\.baton\\." + closed + " is (not visible|declared)");
        }
    }

    private void compile(String module, String program) throws Exception {
        assertThat(javac(module, program)).isEmpty();
    }

    /** What javac says to it. */
    private String javac(String module, String program) throws Exception {
        Path sources = Files.createDirectories(dir.resolve("src"));
        Files.writeString(sources.resolve("module-info.java"), module);
        Files.writeString(sources.resolve("Main.java"), program);
        Process process =
                new ProcessBuilder(
                                java("javac"),
                                "-p",
                                modulePath(),
                                "-d",
                                dir.resolve("app").toString(),
                                sources.resolve("module-info.java").toString(),
                                sources.resolve("Main.java").toString())
                        .redirectErrorStream(true)
                        .start();
        return new String(process.getInputStream().readAllBytes(), UTF_8);
    }

    private static void tool(String name, String... arguments) {
        ToolProvider tool = ToolProvider.findFirst(name).orElseThrow();
        assertThat(tool.run(System.out, System.err, arguments)).isZero();
    }

    private Run run(List<String> flags) throws Exception {
        List<String> command = new ArrayList<>(List.of(java("java")));
        command.addAll(flags);
        command.addAll(List.of("-p", modulePath(), "-m", "app/app.Main"));
        return start(command);
    }

    private Run start(List<String> command) throws Exception {
        Path err = dir.resolve("err");
        Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), out, Files.readString(err));
    }

    private static String java(String command) {
        return Path.of(System.getProperty("java.home"), "bin", command).toString();
    }

    /** Baton's modules, jars or folders, as the tests have them on their class path. */
    private String modulePath() {
        Pattern ours = Pattern.compile("/(api|runtime|syscall|os)/target/(classes|[^/]*\\.jar)$");
        Pattern tests = Pattern.compile("-tests\\.jar$");
        return Arrays.stream(System.getProperty("java.class.path").split(":"))
                .filter(ours.asPredicate().and(tests.asPredicate().negate()))
                .collect(Collectors.joining(":", dir.resolve("app") + ":", ""));
    }
}
