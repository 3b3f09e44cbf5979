package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code baton run --web}: a program as ever, and its page beside it. */
class RunWebTest {
    private static final Pattern ADDRESS =
            Pattern.compile("baton: (http://127\\.0\\.0\\.1:(\\d+)/[0-9a-f]{32}/)\n");
    private static final Pattern PID = Pattern.compile("\"title\":\"process (\\d+), Baton");

    @TempDir private Path temp;
    private Path tree;
    private Path source;
    private Path err;

    @BeforeEach
    void plantATree() throws IOException {
        tree = BuiltTree.in(temp.resolve("a tree")).root();
        err = temp.resolve("err");
        source =
                Files.writeString(
                        temp.resolve("Waits.java"),
                        """
                        class Waits {
                            public static void main(String[] args) throws Exception {
                                Thread.ofVirtual().name("waits").start(() -> {
                                    try { Thread.sleep(1_000_000); } catch (Exception e) { }
                                });
                                System.out.println("out");
                                System.exit(System.in.read());
                            }
                        }
                        """);
        makeTheCommand();
    }

    /**
     * JUnit would warn of each link out of the directory, and one is there for each of the JDK's.
     */
    @AfterEach
    void removeLinks() throws Exception {
        String links = tree.resolve(".baton/jdk").toString();
        assertThat(new ProcessBuilder("rm", "-rf", links).start().waitFor()).isZero();
    }

    /** The command's jar, as it would be built: all of it is on the class path of the tests. */
    private void makeTheCommand() throws IOException {
        Manifest manifest = new Manifest();
        Attributes main = manifest.getMainAttributes();
        main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        main.put(Attributes.Name.MAIN_CLASS, Main.class.getName());
        main.put(new Attributes.Name("Add-Exports"), "java.base/jdk.internal.misc");
        main.put(new Attributes.Name("Add-Opens"), "java.base/java.lang");
        main.put(new Attributes.Name("Enable-Native-Access"), "ALL-UNNAMED");
        List<String> paths = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(":", -1)) {
            paths.add(Path.of(entry).toAbsolutePath().toUri().toString());
        }
        main.put(Attributes.Name.CLASS_PATH, String.join(" ", paths));
        Path jar = tree.resolve("cli/target/baton-cli.jar");
        try (OutputStream out = Files.newOutputStream(jar)) {
            new JarOutputStream(out, manifest).close();
        }
    }

    private Process start(String... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(tree + "/baton", "run"));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command).redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        return builder.start();
    }

    private URI address(Process process) throws Exception {
        Matcher address = ADDRESS.matcher(Files.readString(err));
        while (!address.find()) {
            assertThat(process.isAlive()).as(Files.readString(err)).isTrue();
            Thread.sleep(10);
            address = ADDRESS.matcher(Files.readString(err));
        }
        return URI.create(address.group(1));
    }

    /** The number of the process that the page shows, once it does. */
    private static long shown(URI page) throws IOException {
        Matcher pid = PID.matcher("");
        while (!pid.find()) {
            pid = PID.matcher(eventsOf(page).replace("\\\"", "'"));
        }
        return Long.parseLong(pid.group(1));
    }

    /** Up to the first look, or to the end of the connection. */
    private static String eventsOf(URI page) throws IOException {
        try (InputStream in = page.resolve("events").toURL().openStream()) {
            byte[] some = new byte[1 << 20];
            String events = "";
            int n = 0;
            for (int more = 0; more >= 0 && !hasALook(events); ) {
                more = in.read(some, n, some.length - n);
                n += Math.max(more, 0);
                events = new String(some, 0, n, UTF_8);
            }
            return events;
        }
    }

    private static boolean hasALook(String events) {
        int look = events.indexOf("event: look");
        return look >= 0 && events.indexOf("\n\n", look) >= 0;
    }

    /** Ends the program by what it reads, and looks that it ends so, and its page with it. */
    private void endsWith(Process process, int code, URI page) throws Exception {
        process.getOutputStream().write(code);
        process.getOutputStream().close();
        // To its end: the page's process does not hold the program's output open.
        assertThat(new String(process.getInputStream().readAllBytes(), UTF_8)).isEqualTo("out\n");
        assertThat(process.waitFor()).isEqualTo(code);
        while (isReached(page)) {
            Thread.sleep(10);
        }
        assertThatThrownBy(
                        () -> new Socket(InetAddress.getLoopbackAddress(), page.getPort()).close())
                .isInstanceOf(ConnectException.class);
        assertThat(Files.readString(err)).matches(ADDRESS);
    }

    private static boolean isReached(URI page) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), page.getPort())) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    @Test
    void theProgramIsAsEverAndThePageEndsWithIt() throws Exception {
        Process process = start("--web", "java", source.toString());
        URI page = address(process);

        assertThat(shown(page)).isEqualTo(process.pid());
        endsWith(process, 42, page);
    }

    @Test
    void whatAScriptStartsIsShown() throws Exception {
        Path script = temp.resolve("script");
        Files.writeString(script, "#!/bin/sh\n\"$JAVA_HOME/bin/java\" \"$@\"\nexit $?\n");
        Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        Process process = start("--web=0", script.toString(), source.toString());
        URI page = address(process);

        assertThat(shown(page)).isNotEqualTo(process.pid());
        endsWith(process, 43, page);
    }

    @Test
    void aPortThatIsTakenIsSaidSoAndTheProgramRuns() throws Exception {
        Process first = start("--web", "java", source.toString());
        URI page = address(first);
        assertThat(shown(page)).isEqualTo(first.pid());
        err = temp.resolve("err of another");

        Process second = start("--web=" + page.getPort(), "java", source.toString());
        while (!Files.readString(err).contains("can't listen")) {
            assertThat(second.isAlive()).isTrue();
            Thread.sleep(10);
        }
        second.getOutputStream().write(7);
        second.getOutputStream().close();

        assertThat(second.waitFor()).isEqualTo(7);
        assertThat(Files.readString(err).lines())
                .singleElement()
                .asString()
                .startsWith("baton: ")
                .contains("127.0.0.1:" + page.getPort(), "another port");
        err = temp.resolve("err");
        endsWith(first, 5, page);
    }

    @Test
    void aPortThatIsNoneIsRefused() throws Exception {
        for (String port : List.of("65536", "x", "-1", "", "123456")) {
            Process process = start("--web=" + port, "java", source.toString());

            assertThat(process.waitFor()).isEqualTo(2);
            assertThat(Files.readString(err))
                    .startsWith("baton: run: --web=" + port + ": must be a port");
        }
    }
}
