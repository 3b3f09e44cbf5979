package dev.baton.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/**
 * What the pages tell people to type. What takes a moment is run as it stands there; what takes
 * minutes, or a program of theirs, is read by what would read it: the command's own parser, the
 * script's options, the names of modules, tests and profiles. {@link ReleaseTest} runs those of a
 * release.
 */
class DocumentedCommandsTest {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern OPTION = Pattern.compile("--[a-z][a-z-]*");
    private static final Pattern PROGRAM =
            Pattern.compile("\\s(java|COMMAND|[\\w./-]+\\.(jar|java))\\b.*");

    /** Started by other tests, or by nobody here: a JDK's, Go's. */
    private static final Set<String> OF_OTHERS =
            Set.of("java", "javac", "jcmd", "jfr", "go", "bin/catalina.sh", "docker", "git", "cd");

    @TempDir private Path dir;
    private static Set<String> tests;

    @BeforeAll
    static void findTests() throws IOException {
        tests = new HashSet<>();
        for (String modules : List.of("", "examples/", "examples/real/")) {
            try (Stream<Path> each = Files.list(ROOT.resolve(modules))) {
                for (Path module : each.toList()) {
                    Path sources = module.resolve("src/test/java");
                    if (Files.isDirectory(sources)) {
                        try (Stream<Path> files = Files.walk(sources)) {
                            files.map(file -> sources.relativize(file).toString())
                                    .filter(name -> name.endsWith(".java"))
                                    .map(name -> name.substring(0, name.length() - 5))
                                    .forEach(tests::add);
                        }
                    }
                }
            }
        }
    }

    @Test
    void everyCommandIsOne() throws Exception {
        List<String> wrong = new ArrayList<>();
        int seen = 0;
        for (Path page : Documented.pages(ROOT)) {
            for (var command : Documented.commands(page, Files.readString(page))) {
                seen++;
                whatIsWrongWith(command).ifPresent(what -> wrong.add(command + ": " + what));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(seen).isGreaterThan(80);
    }

    /** The twins: each has one thing wrong, and is found. */
    @Test
    void whatIsNoneIsFound() throws Exception {
        String page =
                """
                    ./baton run --procz 2 java -jar app.jar
                    ./baton tpo
                    ./baton bench --quickly
                    ./baton test -pl sycsall
                    ./baton test -Dtest=NoSuchTest
                    ./baton test -Pstres -pl runtime
                    conformance/judge/jury
                    btaon demo
                `baton dump --stack 4711`
                """;
        List<Documented.Command> commands = Documented.commands(Path.of("page.md"), page);
        assertThat(commands).hasSize(9);
        for (var command : commands) {
            assertThat(whatIsWrongWith(command)).as(command.toString()).isPresent();
        }
    }

    private static Optional<String> whatIsWrongWith(Documented.Command command) throws IOException {
        List<String> words = command.words();
        String first = words.getFirst();
        if (first.equals("./baton") || first.equals("baton")) {
            List<String> arguments = words.subList(1, words.size());
            return switch (arguments.isEmpty() ? "" : arguments.getFirst()) {
                case "run", "observe", "package" -> script(command.text(), arguments.getFirst());
                case "test" -> maven(arguments);
                default -> parsed(arguments);
            };
        }
        if (first.equals("mvn")) {
            return words.get(1).matches("spotless:apply|install|[a-z]+:copy|-[a-zA-Z].*")
                    ? Optional.empty()
                    : Optional.of("no goal of ours: " + words.get(1));
        }
        if (OF_OTHERS.contains(first) || first.matches("[A-Z]+=.*")) {
            return Optional.empty();
        }
        String file = first.replaceFirst("^\\w+=\\$\\(", "");
        return file.contains("/") && Files.isExecutable(ROOT.resolve(file))
                ? Optional.empty()
                : Optional.of("no such program: " + file);
    }

    /** Options of a command that the script has: those that its help tells of. */
    private static Optional<String> script(String text, String command) throws IOException {
        String launcher = Files.readString(ROOT.resolve("baton"));
        int start = launcher.indexOf("explain_" + command + "() {");
        String help = launcher.substring(start, launcher.indexOf("\nEOF\n", start));
        String ours = PROGRAM.matcher(text).replaceFirst("");
        for (Matcher option = OPTION.matcher(ours); option.find(); ) {
            if (!Pattern.compile(option.group() + "\\b(?!-)").matcher(help).find()) {
                return Optional.of("no option of " + command + ": " + option.group());
            }
        }
        return Optional.empty();
    }

    /** Modules, tests and profiles. */
    private static Optional<String> maven(List<String> arguments) throws IOException {
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("-pl")) {
                for (String module : arguments.get(++i).split(",", -1)) {
                    if (!Files.isRegularFile(ROOT.resolve(module).resolve("pom.xml"))) {
                        return Optional.of("no module: " + module);
                    }
                }
            } else if (argument.startsWith("-Dtest=")) {
                for (String test : argument.substring("-Dtest=".length()).split(",", -1)) {
                    if (!isATest(test.replaceFirst("#.*", ""))) {
                        return Optional.of("no test: " + test);
                    }
                }
            } else if (argument.startsWith("-P")) {
                String profile = "<id>" + argument.substring(2) + "</id>";
                boolean isThere = false;
                for (String pom : List.of("pom.xml", "runtime/pom.xml", "agent/pom.xml")) {
                    isThere |= Files.readString(ROOT.resolve(pom)).contains(profile);
                }
                if (!isThere) {
                    return Optional.of("no profile: " + argument.substring(2));
                }
            } else if (!argument.startsWith("-D") && !argument.equals("-am")) {
                return Optional.of("no argument for Maven that is known here: " + argument);
            }
        }
        return Optional.empty();
    }

    private static boolean isATest(String name) {
        if (!name.matches("[\\w.*]*[A-Z][\\w*]*") && !name.contains("*")) {
            return false; // a word of the text, TEST say
        }
        String file = name.contains(".") ? name.replace('.', '/') : "**" + name;
        PathMatcher matcher =
                FileSystems.getDefault().getPathMatcher("glob:{" + file + ",**/" + name + "}");
        return tests.stream().anyMatch(test -> matcher.matches(Path.of(test)));
    }

    /** By the command itself; what stands for something of the reader's is replaced. */
    private static Optional<String> parsed(List<String> arguments) {
        String[] args =
                arguments.stream()
                        .filter(word -> !word.matches("[\\[\\]…]+|…"))
                        .map(word -> word.equals("PID") ? "4711" : word)
                        .map(word -> word.replaceFirst("\\|.*", ""))
                        .toArray(String[]::new);
        try {
            CommandLine.ParseResult result = Main.commandLine().parseArgs(args);
            boolean isNone = !result.hasSubcommand() && result.matchedArgs().isEmpty();
            return isNone && args.length > 0 ? Optional.of("no command") : Optional.empty();
        } catch (CommandLine.MissingParameterException e) {
            // A text that only names the command.
            return args.length == 1 ? Optional.empty() : Optional.of(e.getMessage());
        } catch (CommandLine.ParameterException e) {
            return Optional.of(e.getMessage());
        }
    }

    /** README's first program, which shows what is wrong, by README's two commands. */
    @Test
    void theProgramThatStarvesDoesSoAndNotOnBaton() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String program =
                Documented.block("java", "// Starves.java", readme)
                        .replace("/tmp/empty", dir.resolve("empty").toString());
        Files.writeString(dir.resolve("Starves.java"), program);
        assertThat(readme)
                .contains("`java Starves.java` prints nothing, `./baton run Starves.java` prints");

        // Its threads hang in open(2): only the end of the process ends them.
        assertThat(bash("java Starves.java")).isEmpty();
        Files.delete(dir.resolve("empty"));
        String baton = BuiltTree.in(dir.resolve("tree")).launcher().toString();
        assertThat(bash("'" + baton + "' run Starves.java")).isEqualTo("hello\n");
    }

    /**
     * README's whole program, compiled and run by README's lines: on the class path, as a module.
     */
    @Test
    void theWholeProgramRunsByTheLinesBesideIt() throws Exception {
        // Else there are no jars of this build.
        assumeThat(System.getProperty("java.class.path")).contains("os/target/baton-os-");
        String readme = Files.readString(ROOT.resolve("README.md"));
        String program = Documented.block("java", "import dev.baton.Baton;", readme);
        Files.writeString(dir.resolve("My.java"), program);

        assertThat(bash(lines(readme, "    B=/path/to/baton", "    java ")))
                .startsWith("VirtualThread[")
                .contains(": Linux version ");

        Files.writeString(dir.resolve("My.java"), "package my;\n" + program);
        String module = Documented.block("java", "module my {", readme);
        Files.writeString(dir.resolve("module-info.java"), module);
        String variables = lines(readme, "    B=/path/to/baton", "    CP=");
        assertThat(bash(variables + lines(readme, "    javac -p", "    java ")))
                .startsWith("VirtualThread[")
                .contains(": Linux version ");
    }

    /**
     * From the first line that begins so to the next that begins in the other way, and its rest.
     */
    private static String lines(String text, String first, String last) {
        List<String> lines = text.replace("\\\n", " ").lines().toList();
        int from = 0;
        while (!lines.get(from).startsWith(first)) {
            from++;
        }
        int to = from;
        while (!lines.get(to).startsWith(last)) {
            to++;
        }
        return lines.subList(from, to + 1).stream()
                .map(line -> line.replace("B=/path/to/baton ", "B='" + ROOT + "' "))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** What it prints, on both outputs. */
    private String bash(String script) throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder("bash", "-ec", script)
                        .directory(dir.toFile())
                        .redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.startsWith("BATON_"));
        Path home = Path.of(System.getProperty("java.home"));
        builder.environment().put("JAVA_HOME", home.toString());
        builder.environment().merge("PATH", home.resolve("bin").toString(), (a, b) -> b + ":" + a);
        Process process = builder.start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor()).as(out).isZero();
        return out;
    }
}
