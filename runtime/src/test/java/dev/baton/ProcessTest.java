package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.sched.EndedProgram;
import dev.baton.vthread.JdkAccess;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What concerns a whole process: how it starts, what it needs and how it ends. */
class ProcessTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    /** A G ends the process. */
    static final class ExitsFromAG {
        public static void main(String[] args) throws InterruptedException {
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(() -> System.out.println("the hook ran")));
            Baton baton = Baton.builder().maxProcs(1).build();
            baton.startVirtualThread(() -> System.exit(3)).join();
        }
    }

    @Test
    void aGCanEndTheProcess() throws Exception {
        JavaProcess process = JavaProcess.run(JavaProcess.BATON_FLAGS, ExitsFromAG.class);
        assertThat(process.exitCode()).as(process.output()).isEqualTo(3);
        assertThat(process.output()).contains("the hook ran");
    }

    /** HotSpot waits 300 ms for threads in native code, and a sleeping M is one. */
    @Test
    void theJvmNeedNotWaitForSleepingMsWhenItEnds() throws Exception {
        JavaProcess process = JavaProcess.run(JavaProcess.BATON_FLAGS, EndedProgram.class);
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output())
                .contains("asleep in native code", "registered: true", "parked");
    }

    /** {@code main} returns while Gs compute, park and block. */
    static final class LeavesGsBehind {
        public static void main(String[] args) throws Exception {
            Baton baton = Baton.defaultInstance();
            CountDownLatch started = new CountDownLatch(3);
            baton.startVirtualThread(() -> {
                started.countDown();
                while (true) {
                    Thread.onSpinWait();
                }
            });
            baton.startVirtualThread(() -> {
                started.countDown();
                LockSupport.park();
            });
            baton.startVirtualThread(() ->
                    Baton.blocking(() -> {
                        started.countDown();
                        Posix.nanosleep(Duration.ofHours(1));
                        return null;
                    }));
            started.await();
            System.out.println("main returns");
        }
    }

    @Test
    void gsKeepNoProcessAlive() throws Exception {
        JavaProcess process = JavaProcess.run(JavaProcess.BATON_FLAGS, LeavesGsBehind.class);
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output()).contains("main returns");
    }

    /** A G that reads from a socket before anybody else did. */
    static final class ReadsFromASocket {
        public static void main(String[] args) throws Exception {
            Baton baton = Baton.builder().maxProcs(2).processWide().build();
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                Thread reader =
                        baton.startVirtualThread(() -> {
                            try (Socket s = server.accept()) {
                                System.out.println("read " + s.getInputStream().read());
                            } catch (IOException e) {
                                System.out.println(e);
                            }
                        });
                try (Socket s = new Socket(server.getInetAddress(), server.getLocalPort())) {
                    while (!baton.dump().contains("\"SubPoller-")) {
                        Thread.onSpinWait(); // until the reader has waited for the socket
                    }
                    s.getOutputStream().write(7);
                    reader.join();
                }
            }
            try {
                baton.close();
            } catch (UnsupportedOperationException e) {
                System.out.println("not closed");
            }
        }
    }

    @Test
    void theJdksPollersRunOnAProcessWideInstance() throws Exception {
        JavaProcess process = JavaProcess.run(JavaProcess.BATON_FLAGS, ReadsFromASocket.class);
        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output()).contains("read 7", "not closed");
    }

    /** A program that only wants to be told what is wrong. */
    static final class Builds {
        public static void main(String[] args) {
            Baton.builder().build().close();
            System.out.println("built");
        }
    }

    @Test
    void aRunWithoutTheFlagsEndsInOneLineThatNamesThem() throws Exception {
        JavaProcess process = JavaProcess.run(List.of(), Builds.class);
        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(process.output().lines())
                .singleElement()
                .asString()
                .endsWith(
                        ": --add-exports java.base/jdk.internal.misc=ALL-UNNAMED"
                                + " --add-opens java.base/java.lang=ALL-UNNAMED"
                                + " --enable-native-access=ALL-UNNAMED");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--add-exports java.base/jdk.internal.misc=ALL-UNNAMED",
                "--add-opens java.base/java.lang=ALL-UNNAMED"
            })
    void aRunWithoutOneFlagNamesThatOne(String missing) throws Exception {
        JavaProcess process =
                JavaProcess.run(
                        List.of(JdkAccess.FLAGS.replace(missing, "").strip().split(" +")),
                        Builds.class);
        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(process.output().lines()).singleElement().asString().endsWith(": " + missing);
    }

    /** What a run without {@code --enable-native-access} is told is for the JDK to say. */
    @ParameterizedTest
    @CsvSource({"deny, 1, without: --enable-native-access=ALL-UNNAMED", "allow, 0, built"})
    void aRunWithoutNativeAccessEndsOnlyWhereItIsDenied(
            String illegalAccess, int exitCode, String lastWords) throws Exception {
        List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
        flags.remove("--enable-native-access=ALL-UNNAMED");
        flags.add("--illegal-native-access=" + illegalAccess);
        JavaProcess process = JavaProcess.run(flags, Builds.class);
        assertThat(process.exitCode()).as(process.output()).isEqualTo(exitCode);
        assertThat(process.output().lines()).singleElement().asString().endsWith(lastWords);
    }

    @ParameterizedTest
    @CsvSource({
        "-Dbaton.stuck=guess, 'auto, perf or proc'",
        "-Dbaton.stuck=, 'auto, perf or proc'",
        "-Dbaton.fatal=ignore, throw or halt",
        "-Dbaton.fatal=, throw or halt"
    })
    void aPropertyWithAWrongValueIsRefusedByName(String property, String right) throws Exception {
        List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
        flags.add(property);
        JavaProcess process = JavaProcess.run(flags, Builds.class);
        assertThat(process.exitCode()).isEqualTo(1);
        assertThat(process.output()).contains(property + ": must be " + right);
    }

    @Test
    void eachWatchCanBeAskedFor() throws Exception {
        for (String watch : List.of("auto", "proc", "PROC")) {
            List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
            flags.add("-Dbaton.stuck=" + watch);
            JavaProcess process = JavaProcess.run(flags, Builds.class);
            assertThat(process.exitCode()).as(process.output()).isZero();
            assertThat(process.output()).isEqualToIgnoringWhitespace("built");
        }
    }

    /** The first of the process to use a socket is a G: the JDK starts its pollers then. */
    static final class FirstSocketByAG {
        public static void main(String[] args) throws Exception {
            try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
                try (Baton baton = Baton.builder().maxProcs(1).build();
                        ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
                    baton.startVirtualThread(() -> answer(server));
                    System.out.println(executor.submit(() -> ask(server)).get());
                }
                System.out.println("closed");
                FutureTask<Integer> stock = new FutureTask<>(() -> ask(server));
                Thread.startVirtualThread(() -> answer(server));
                Thread.startVirtualThread(stock);
                System.out.println("stock " + stock.get());
            }
        }

        private static void answer(ServerSocket server) {
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write(socket.getInputStream().read() + 1);
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static int ask(ServerSocket server) throws IOException {
            try (Socket socket = new Socket(server.getInetAddress(), server.getLocalPort())) {
                socket.getOutputStream().write(41);
                return socket.getInputStream().read();
            }
        }
    }

    @Test
    void thePollersOfTheJdkOutliveTheSchedulerWhoseGFirstUsedASocket() throws Exception {
        JavaProcess process = JavaProcess.run(JavaProcess.BATON_FLAGS, FirstSocketByAG.class);
        assertThat(process.output().lines()).containsExactly("42", "closed", "stock 42");
        assertThat(process.exitCode()).isZero();
    }

    @Test
    void structuredTaskScopesForkGs(@TempDir Path dir) throws Exception {
        // A preview in JDK 25: compiled here, or all tests would be compiled as preview.
        Path program =
                Files.writeString(
                        dir.resolve("Scopes.java"),
                        """
                        import dev.baton.Baton;
                        import java.util.concurrent.StructuredTaskScope;
                        import java.util.concurrent.StructuredTaskScope.Joiner;

                        public class Scopes {
                            static final ScopedValue<String> NAME = ScopedValue.newInstance();

                            public static void main(String[] args) throws Exception {
                                try (var baton = Baton.builder().name("scopes").maxProcs(2).build()) {
                                    baton.startVirtualThread(Scopes::fork).join();
                                }
                            }

                            static void fork() {
                                ScopedValue.where(NAME, "inherited").run(() -> {
                                    try (var scope = StructuredTaskScope.open(
                                            Joiner.<String>allSuccessfulOrThrow())) {
                                        for (int i = 0; i < 100; i++) {
                                            int n = i;
                                            scope.fork(() -> {
                                                Thread.sleep(n % 3);
                                                return NAME.get() + " " + n + " " + Thread.currentThread();
                                            });
                                        }
                                        scope.join().forEach(t -> System.out.println(t.get()));
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                    try (var scope = StructuredTaskScope.open()) {
                                        scope.fork(() -> { throw new IllegalStateException("one fails"); });
                                        scope.fork(() -> { Thread.sleep(3_600_000); return null; });
                                        scope.join();
                                    } catch (StructuredTaskScope.FailedException e) {
                                        System.out.println(e.getCause().getMessage());
                                    } catch (InterruptedException e) {
                                        throw new AssertionError(e);
                                    }
                                });
                            }
                        }
                        """);
        String classPath = System.getProperty("java.class.path");
        int compiled =
                ToolProvider.getSystemJavaCompiler()
                        .run(
                                null,
                                null,
                                null,
                                "--enable-preview",
                                "--release",
                                Integer.toString(Runtime.version().feature()),
                                "-Xlint:-preview",
                                "-cp",
                                classPath,
                                "-d",
                                dir.toString(),
                                program.toString());
        assertThat(compiled).isZero();
        List<String> arguments = new ArrayList<>(JavaProcess.BATON_FLAGS);
        arguments.addAll(
                List.of("--enable-preview", "-cp", dir + File.pathSeparator + classPath, "Scopes"));

        JavaProcess process = JavaProcess.run(arguments);

        assertThat(process.exitCode()).as(process.output()).isZero();
        List<String> lines = process.output().lines().toList();
        assertThat(lines).hasSize(101).last().isEqualTo("one fails");
        for (int i = 0; i < 100; i++) {
            assertThat(lines.get(i)).startsWith("inherited " + i + " ").contains("@baton-scopes-");
        }
    }
}
