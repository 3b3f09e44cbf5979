package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.tools.attach.AgentLoadException;
import com.sun.tools.attach.VirtualMachine;
import dev.baton.api.Blocking;
import java.io.BufferedReader;
import java.io.File;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;

/** The agent is loaded into a program that runs. */
class AttachTest {
    private static final String JAR = Path.of("target", "baton.jar").toAbsolutePath().toString();

    /** Without a warning of the JVM's. */
    private static final String ALLOW = "-XX:+EnableDynamicAgentLoading";

    /**
     * Does what a line of its standard input says, and answers with a line. An older virtual thread
     * waits for a socket all along, and a library has looked for Baton before.
     */
    static final class Program {
        public static void main(String[] args) throws Exception {
            Blocking.blocking(() -> "a library is there");
            try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
                    Socket here = new Socket(server.getInetAddress(), server.getLocalPort());
                    Socket there = server.accept()) {
                Thread older =
                        Thread.ofVirtual()
                                .start(() -> {
                                    try {
                                        here.getInputStream().read();
                                        System.out.println(kind() + " got it");
                                        here.getInputStream().read();
                                        System.out.println(kind() + " got it again");
                                    } catch (Exception e) {
                                        System.out.println(e);
                                    }
                                });
                BufferedReader in = new BufferedReader(new InputStreamReader(System.in, UTF_8));
                while (older.getState() != Thread.State.WAITING) {
                    Thread.yield();
                }
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    switch (line) {
                        case "new" -> answer(() -> kind() + ", api on " + Blocking.isOn());
                        case "many" -> answer(Program::many);
                        default -> there.getOutputStream().write(1);
                    }
                }
                older.join();
            }
        }

        private static String kind() {
            return Thread.currentThread().toString().contains("@baton-main-M") ? "G" : "JDK's";
        }

        private static void answer(Callable<String> question) throws Exception {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            System.out.println(question.call());
                        } catch (Exception e) {
                            System.out.println(e);
                        }
                    })
                    .join();
        }

        /** Pairs that talk by sockets: one of each pair is a G, or both are. */
        private static String many() throws Exception {
            int talks = 0;
            try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
                for (int i = 0; i < 50; i++) {
                    try (Socket here = new Socket(server.getInetAddress(), server.getLocalPort());
                            Socket there = server.accept()) {
                        Thread echo =
                                Thread.ofVirtual()
                                        .start(() -> {
                                            try {
                                                int b = there.getInputStream().read();
                                                there.getOutputStream().write(b);
                                            } catch (Exception e) {
                                                System.out.println(e);
                                            }
                                        });
                        here.getOutputStream().write(i);
                        talks += here.getInputStream().read() == i ? 1 : 0;
                        echo.join();
                    }
                }
            }
            return talks + " talks";
        }
    }

    /** The program, and what is said to it and by it. */
    private record Running(JavaRun.Started started, BufferedReader out, PrintWriter in)
            implements AutoCloseable {
        static Running with(Map<String, String> environment, String... flags) throws Exception {
            List<String> command = JavaRun.command(List.of(flags), Program.class);
            int path = command.indexOf("-cp") + 1;
            String api =
                    Path.of(
                                    Blocking.class
                                            .getProtectionDomain()
                                            .getCodeSource()
                                            .getLocation()
                                            .toURI())
                            .toString();
            command.set(path, command.get(path) + File.pathSeparator + api);
            JavaRun.Started started = JavaRun.start(new ArrayList<>(command), environment);
            return new Running(
                    started,
                    started.process().inputReader(UTF_8),
                    new PrintWriter(started.process().getOutputStream(), true, UTF_8));
        }

        String says(String line) throws Exception {
            in.println(line);
            return out.readLine();
        }

        /** What the agent says of its being loaded. */
        String attach(String options) throws Exception {
            VirtualMachine jvm = VirtualMachine.attach(Long.toString(started.process().pid()));
            try {
                jvm.loadAgent(JAR, options);
                return jvm.getSystemProperties().getProperty("baton.attached");
            } finally {
                jvm.detach();
            }
        }

        @Override
        public void close() {
            started.process().destroyForcibly();
        }
    }

    @Test
    void virtualThreadsThatAreStartedFromThenOnAreGs() throws Exception {
        try (Running program = Running.with(Map.of(), ALLOW)) {
            assertThat(program.says("new")).isEqualTo("JDK's, api on false");

            assertThat(program.attach("procs=1")).isEqualTo("yes");

            assertThat(program.says("new")).isEqualTo("G, api on true");
            assertThat(program.says("many")).isEqualTo("50 talks");
            assertThat(program.says("older")).isEqualTo("JDK's got it");
            assertThat(program.says("older")).isEqualTo("JDK's got it again");
            program.in.close();
            JavaRun run = program.started.end();
            assertThat(run.err()).isEmpty();
            assertThat(run.exitCode()).isZero();
        }
    }

    @Test
    void theSecondTimeItSaysThatItIsThere() throws Exception {
        try (Running program = Running.with(Map.of(), ALLOW)) {
            program.attach(null);

            assertThat(program.attach("procs=3"))
                    .isEqualTo("it runs on Baton already; its first options count");
            assertThat(program.says("new")).isEqualTo("G, api on true");
            assertThat(program.started.awaitError("not attached"))
                    .startsWith("baton: not attached");
        }
    }

    /** As where it was there from the start. */
    @Test
    void aProgramThatWasStartedOnItSaysSo() throws Exception {
        try (Running program = Running.with(Map.of(), ALLOW, JavaRun.agent("procs=2"))) {
            assertThat(program.attach("")).startsWith("it runs on Baton already");
        }
    }

    @Test
    void aWrongOptionIsNamedAndTheProgramGoesOn() throws Exception {
        try (Running program = Running.with(Map.of(), ALLOW)) {
            assertThat(program.attach("strict,procs=0"))
                    .isEqualTo("procs=0: must be a whole number from 1 to 65536");
            assertThat(program.says("new")).isEqualTo("JDK's, api on false");
        }
    }

    @Test
    void whereItIsSwitchedOffNothingIsDone() throws Exception {
        try (Running program = Running.with(Map.of("BATON_ENABLED", "off"), ALLOW)) {
            assertThat(program.attach("procs=0")).isEqualTo("it is switched off there");
            assertThat(program.says("new")).isEqualTo("JDK's, api on false");
        }
    }

    @Test
    void aJvmThatLoadsNoAgentsSaysSo() throws Exception {
        try (Running program = Running.with(Map.of(), "-XX:-EnableDynamicAgentLoading")) {
            assertThatThrownBy(() -> program.attach(""))
                    .isInstanceOf(AgentLoadException.class)
                    .hasMessageContaining("EnableDynamicAgentLoading");
            assertThat(program.says("new")).isEqualTo("JDK's, api on false");
        }
    }

    @Test
    void jcmdLoadsItAsWell() throws Exception {
        try (Running program = Running.with(Map.of(), ALLOW)) {
            String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
            long pid = program.started.process().pid();
            Process loads =
                    new ProcessBuilder(jcmd, "" + pid, "JVMTI.agent_load", JAR, "\"procs=1\"")
                            .redirectErrorStream(true)
                            .start();
            String said = new String(loads.getInputStream().readAllBytes(), UTF_8);

            assertThat(said).contains("return code: 0");
            assertThat(program.says("new")).isEqualTo("G, api on true");
        }
    }
}
