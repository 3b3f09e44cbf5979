package dev.baton.cli.real;

import dev.baton.cli.bench.ChildProcess;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.bench.ThisJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

/** Has Maven build the programs and fetch their libraries, when that has not been done. */
public final class Setup {
    private static final String HARNESS = "harness";

    /** What the names of their artifacts begin with. */
    private static final String ARTIFACTS = "real-";

    /** Maven fetches all that the libraries need, over a line that may be slow. */
    private static final Duration LIMIT = Duration.ofHours(1);

    private final SourceTree tree;

    /**
     * For the programs of a tree.
     *
     * @param tree Baton's sources
     */
    public Setup(SourceTree tree) {
        this.tree = tree;
    }

    /**
     * Builds those that were never built, or whose sources changed since.
     *
     * @param modules which, by their directories
     * @param log where Maven's output goes
     * @throws IOException when Maven is not there or fails, saying what it said
     * @throws InterruptedException when interrupted
     */
    public void build(Collection<String> modules, Path log)
            throws IOException, InterruptedException {
        List<String> stale = new ArrayList<>();
        for (String module : modules) {
            if (isStale(module)) {
                stale.add(":" + ARTIFACTS + module);
            }
        }
        if (stale.isEmpty()) {
            return;
        }
        List<String> command =
                List.of(
                        "mvn",
                        "-B",
                        "-ntp",
                        "-q",
                        "-Pprograms,real",
                        "-pl",
                        ":real-harness," + String.join(",", stale),
                        "package",
                        "-Dmaven.test.skip");
        String failed = "Maven could not build " + String.join(", ", stale) + ":\n";
        try {
            ChildProcess maven = ChildProcess.run(command, tree.root(), log, LIMIT);
            if (maven.exitCode() != 0) {
                throw new IOException(failed + maven.lastWords());
            }
        } catch (TimeoutException e) {
            throw new IOException(failed + e.getMessage(), e);
        }
    }

    /**
     * What to put on the class path.
     *
     * @param module the directory of one that is built
     * @return the class path
     * @throws IOException when it isn't built
     */
    public String classPath(String module) throws IOException {
        try {
            return module(module).resolve("target/classes")
                    + java.io.File.pathSeparator
                    + Files.readString(classPathFile(module)).strip();
        } catch (NoSuchFileException e) {
            throw new IOException(module + " is not built: there is no " + e.getMessage(), e);
        }
    }

    /**
     * Starts a program.
     *
     * @param program one that is built
     * @param procs carriers or Ps
     * @param side on what
     * @return the command line, up to the program's arguments, which can be added
     * @throws IOException when it isn't built
     */
    List<String> command(RealProgram program, int procs, Side side) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(ThisJvm.java());
        command.addAll(side.jvmOptions(procs, tree.agentJar()));
        // What the libraries want of a JDK 25, on both sides: they call native code.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(classPath(program.id()));
        command.add(program.mainClass());
        return command;
    }

    private boolean isStale(String module) throws IOException {
        Path built = classPathFile(module);
        if (!Files.exists(built)) {
            return true;
        }
        FileTime time = Files.getLastModifiedTime(built);
        return isYounger(tree.realPrograms().resolve("pom.xml"), time)
                || hasYounger(module, time)
                || hasYounger(HARNESS, time);
    }

    private boolean hasYounger(String module, FileTime time) throws IOException {
        if (isYounger(module(module).resolve("pom.xml"), time)) {
            return true;
        }
        try (Stream<Path> sources = Files.walk(module(module).resolve("src/main"))) {
            for (Path source : sources.toList()) {
                if (isYounger(source, time)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isYounger(Path file, FileTime time) throws IOException {
        return Files.getLastModifiedTime(file).compareTo(time) > 0;
    }

    private Path classPathFile(String module) {
        return module(module).resolve("target/classpath");
    }

    private Path module(String name) {
        return tree.realPrograms().resolve(name);
    }
}
