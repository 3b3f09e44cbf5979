package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.vthread.JdkAccess;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What {@code baton package} makes, of a copy of this tree in another place: the archive as
 * somebody has it who unpacks it, the repository as a project has it that names its modules, and
 * the same jars as here.
 */
@Timeout(value = 20, unit = TimeUnit.MINUTES)
class ReleaseTest {
    private static final Path HERE = Path.of("..").toAbsolutePath().normalize();

    /** What a build leaves. */
    private static final Set<String> NOT_OF_THE_SOURCES = Set.of("target", ".git", ".baton");

    @TempDir private static Path temp;
    private static Path copy;
    private static Path release;
    private static String version;

    private record Run(int exitCode, String out) {}

    @BeforeAll
    static void makeARelease() throws Exception {
        copy = temp.resolve("another place");
        copySources();
        release = temp.resolve("release");
        version = first("<version>(.*?)</version>", Files.readString(HERE.resolve("pom.xml")));

        // Javadoc, format and code are looked at in this build: once is enough.
        Run run =
                run(
                        copy,
                        "./baton",
                        "package",
                        "--to",
                        release.toString(),
                        "-Dmaven.javadoc.skip",
                        "-Dspotless.check.skip",
                        "-Dbaton.javac.check=-Xdiags:verbose");

        assertThat(run.exitCode()).as(run.out()).isZero();
    }

    private static void copySources() throws IOException {
        Files.walkFileTree(
                HERE,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult preVisitDirectory(Path dir, BasicFileAttributes a)
                            throws IOException {
                        if (NOT_OF_THE_SOURCES.contains(dir.getFileName().toString())) {
                            return FileVisitResult.SKIP_SUBTREE;
                        }
                        Files.createDirectories(copy.resolve(HERE.relativize(dir)));
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes a)
                            throws IOException {
                        Files.copy(file, copy.resolve(HERE.relativize(file)));
                        return FileVisitResult.CONTINUE;
                    }
                });
    }

    /** Reproducible: the same bytes, whenever and wherever they are made. */
    @ParameterizedTest
    @ValueSource(strings = {"api", "trace", "runtime", "syscall", "os", "agent"})
    void theJarsAreTheSameAsThoseThatWereBuiltHere(String module) {
        Path jar = Path.of(module, "target", "baton-" + module + "-" + version + ".jar");
        // Else this build has not come to jars: one that lies there is of an earlier one.
        assumeThat(System.getProperty("java.class.path")).contains("os/target/baton-os-");

        assertThat(copy.resolve(jar)).hasSameBinaryContentAs(HERE.resolve(jar));
    }

    @Test
    void theSumsAreRight() throws Exception {
        Run run = run(release, "sha256sum", "--quiet", "-c", "SHA256SUMS");

        assertThat(run).isEqualTo(new Run(0, ""));
        assertThat(Files.readString(release.resolve("SHA256SUMS")))
                .contains("baton-" + version + ".tar.gz", "maven/dev/baton/baton-os/");
    }

    /** README's own program, and its coordinates. */
    @Test
    void aFreshProjectUsesTheModulesByTheirCoordinates() throws Exception {
        Path project = Files.createDirectories(temp.resolve("fresh"));
        String readme = Files.readString(HERE.resolve("README.md"));
        String coordinates = first("(?s)```xml\n(<dependencyManagement>.*?)```", readme);
        String program = first("(?s)```java\n(import dev.baton.Baton;.*?)```", readme);
        assertThat(coordinates).contains(version);
        Files.writeString(project.resolve("pom.xml"), pom(coordinates));
        Path sources = Files.createDirectories(project.resolve("src/main/java"));
        Files.writeString(sources.resolve("My.java"), program);

        Run built = run(project, "mvn", "-B", "-q", repository(), "package");

        assertThat(built.exitCode()).as(built.out()).isZero();
        try (Stream<Path> jars = Files.list(project.resolve("target/lib"))) {
            assertThat(jars.map(jar -> jar.getFileName().toString()))
                    .as("nothing but Baton, and no tests")
                    .containsExactlyInAnyOrder(
                            "baton-os-" + version + ".jar",
                            "baton-syscall-" + version + ".jar",
                            "baton-runtime-" + version + ".jar");
        }
        List<String> command = new ArrayList<>(List.of(java()));
        command.addAll(List.of(JdkAccess.FLAGS.split(" ")));
        command.addAll(List.of("-cp", "target/classes:target/lib/*", "My"));
        assertThat(run(project, command.toArray(new String[0])).out())
                .startsWith("VirtualThread[")
                .contains("]/runnable@baton-", ": Linux version");

        String copied = first("\n    mvn (dependency:copy .*)", readme);
        List<String> fetch = new ArrayList<>(List.of("mvn", "-B", "-q", repository()));
        fetch.addAll(List.of(copied.split(" ")));
        Run fetched = run(project, fetch.toArray(new String[0]));

        assertThat(fetched.exitCode()).as(fetched.out()).isZero();
        try (Stream<Path> files = Files.list(project)) {
            Path agent = files.filter(f -> f.toString().endsWith(".jar")).findAny().orElseThrow();
            assertThat(run(temp, java(), "-javaagent:" + agent, hello().toString()).out())
                    .contains("@baton-main-M");
        }
    }

    @Test
    void everyModuleHasItsSourcesAndSaysWhatIsInIt() throws Exception {
        for (String module :
                List.of("api", "runtime", "syscall", "os", "trace", "agent", "metrics", "pekko")) {
            Path folder = release.resolve("maven/dev/baton/baton-" + module + "/" + version);
            try (Stream<Path> files = Files.list(folder)) {
                assertThat(files.map(Path::toString))
                        .as(module)
                        .anyMatch(name -> name.endsWith("-sources.jar"))
                        .anyMatch(name -> name.endsWith("-cyclonedx.json"));
            }
        }
    }

    @Test
    void theArchiveHasAllThatACommandNeeds() throws Exception {
        Path there = unpacked();
        Path program = hello();

        assertThat(run(temp, there.resolve("baton").toString(), "--version").out())
                .contains(version);
        Run run = run(temp, there.resolve("baton").toString(), "run", program.toString());
        assertThat(run.out()).as(run.out()).contains("@baton-main-M");
        run = run(temp, there.resolve("baton").toString(), "test");
        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.out()).contains("test: needs Baton's source tree");
        assertThat(there.resolve("LICENSE")).hasSameTextualContentAs(HERE.resolve("LICENSE"));
        assertThat(there.resolve("licenses")).isNotEmptyDirectory();
        assertThat(Files.readString(there.resolve("baton.cdx.json")))
                .contains("CycloneDX", "pkg:maven/info.picocli/picocli@", "jackson-jr-objects");
    }

    @Test
    void bashCompletesTheCommand() throws Exception {
        Path completion = unpacked().resolve("completion/baton");
        String ask =
                """
                source "$1"; shift
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
                eval "$(complete -p baton | sed -E 's/.*-F (\\S+).*/\\1/')"
                printf '%s\\n' "${COMPREPLY[@]}"
                """;

        Run commands = run(temp, "bash", "-c", ask, "ask", completion.toString(), "baton", "");
        Run options =
                run(temp, "bash", "-c", ask, "ask", completion.toString(), "baton", "run", "--");

        assertThat(commands.out().lines().map(String::strip))
                .contains("run", "observe", "top", "dump", "trace");
        assertThat(options.out().lines().map(String::strip)).contains("--procs", "--stats");
    }

    @Test
    void theManPageIsOne() throws Exception {
        assumeThat(Path.of("/usr/bin/groff")).exists();
        Path page = unpacked().resolve("man/man1/baton.1");

        Run run = run(temp, "groff", "-k", "-man", "-Tutf8", "-ww", "-P-cbou", page.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out())
                .doesNotContain("warning:")
                .contains("BATON RUN", "--max-threads N", "BATON TOP", "Exit codes:");
    }

    private static Path unpacked() throws Exception {
        Path there = temp.resolve("baton-" + version);
        if (!Files.exists(there)) {
            Path archive = release.resolve("baton-" + version + ".tar.gz");
            assertThat(run(temp, "tar", "xzf", archive.toString())).isEqualTo(new Run(0, ""));
        }
        return there;
    }

    private static Path hello() throws IOException {
        return Files.writeString(
                temp.resolve("Hello.java"),
                """
                void main() throws Exception {
                    Thread.startVirtualThread(() -> System.out.println(Thread.currentThread()))
                            .join();
                }
                """);
    }

    private static String pom(String coordinates) {
        return """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>fresh</groupId>
          <artifactId>fresh</artifactId>
          <version>1</version>
          <properties>
            <maven.compiler.release>25</maven.compiler.release>
            <project.build.sourceEncoding>UTF-8</project.build.sourceEncoding>
          </properties>
          <repositories>
            <repository>
              <id>release</id>
              <url>%s</url>
            </repository>
          </repositories>
          %s
          <build>
            <plugins>
              %s
            </plugins>
          </build>
        </project>
        """
                .formatted(
                        release.resolve("maven").toUri(),
                        coordinates,
                        plugin("compiler", "")
                                + plugin("resources", "")
                                + plugin(
                                        "surefire",
                                        "<configuration><skip>true</skip></configuration>")
                                + plugin("jar", "")
                                + plugin(
                                        "dependency",
                                        """
                                        <executions><execution>
                                          <phase>package</phase>
                                          <goals><goal>copy-dependencies</goal></goals>
                                          <configuration>
                                            <outputDirectory>target/lib</outputDirectory>
                                            <useBaseVersion>true</useBaseVersion>
                                          </configuration>
                                        </execution></executions>
                                        """));
    }

    /** Of the versions that this build has fetched. */
    private static String plugin(String name, String more) {
        try {
            String artifact = "maven-" + name + "-plugin";
            Path pom =
                    name.equals("dependency")
                            ? Path.of("examples/real/pom.xml")
                            : Path.of("pom.xml");
            String plugin =
                    first(
                            "<artifactId>" + artifact + "</artifactId>\\s*<version>(.*?)<",
                            Files.readString(HERE.resolve(pom)));
            return "<plugin><artifactId>%s</artifactId><version>%s</version>%s</plugin>\n"
                    .formatted(artifact, plugin, more);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** A local repository with all that is in this machine's, but Baton. */
    private static String repository() throws IOException {
        Path from =
                Path.of(
                        System.getProperty(
                                "localRepository",
                                System.getProperty("user.home") + "/.m2/repository"));
        Path to = Files.createDirectories(temp.resolve("repository"));
        if (Files.exists(to.resolve("dev"))) {
            return "-Dmaven.repo.local=" + to;
        }
        link(from, to, "dev");
        link(from.resolve("dev"), Files.createDirectories(to.resolve("dev")), "baton");
        return "-Dmaven.repo.local=" + to;
    }

    private static void link(Path from, Path to, String except) throws IOException {
        if (!Files.isDirectory(from)) {
            return;
        }
        try (Stream<Path> entries = Files.list(from)) {
            for (Path entry : entries.toList()) {
                if (!entry.endsWith(except)) {
                    Files.createSymbolicLink(to.resolve(entry.getFileName()), entry);
                }
            }
        }
    }

    private static String first(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static Run run(Path directory, String... command) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        return new Run(process.waitFor(), out);
    }
}
