package dev.baton.cli.real;

import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a program in a process and a directory of its own, and kills it when it doesn't end. */
public final class Launch {
    /** Beyond the time that is measured: the start, a busy machine, the last requests. */
    private static final double GRACE_S = 120;

    private static final int LAST_LINES = 20;

    /** How often a run that was disturbed is made before it's taken as it is. */
    private static final int TRIES = 3;

    private final SourceTree tree;
    private final Setup setup;
    private final RealLength length;

    /**
     * Prepares runs of a length.
     *
     * @param tree Baton's sources, with the agent built
     * @param length how long each is
     */
    public Launch(SourceTree tree, RealLength length) {
        this.tree = tree;
        this.setup = new Setup(tree);
        this.length = length;
    }

    /**
     * Runs one, and again when the machine stood still for it.
     *
     * @param program one that is built
     * @param procs carriers or Ps
     * @param side on what
     * @param service what the server that it needs is reached at, or the empty string
     * @return what came of it
     * @throws InterruptedException when interrupted
     */
    public Outcome run(RealProgram program, int procs, Side side, String service)
            throws InterruptedException {
        try {
            Measured measured = measure(program, procs, side, service);
            for (int i = 1; i < TRIES && measured.isDisturbed(); i++) {
                measured = measure(program, procs, side, service);
            }
            return Outcome.of(program, procs, side, measured);
        } catch (IOException e) {
            return Outcome.failed(program, procs, side, e.getMessage());
        }
    }

    private Measured measure(RealProgram program, int procs, Side side, String service)
            throws IOException, InterruptedException {
        Path directory = Files.createTempDirectory("baton-real-");
        Path out = Files.createTempFile("baton-real-", ".out");
        Path err = Files.createTempFile("baton-real-", ".err");
        try {
            List<String> command = command(program, procs, side);
            command.add("--dir=" + directory);
            command.add("--service=" + service);
            Process process =
                    new ProcessBuilder(command)
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile())
                            .start();
            long limitMs =
                    (long) (1_000 * (GRACE_S + length.seconds() + 3 * length.warmupSeconds()));
            try {
                process.getOutputStream().close();
                if (!process.waitFor(limitMs, TimeUnit.MILLISECONDS)) {
                    throw new IOException(
                            "it did not end within " + limitMs / 1_000 + " s, and was killed");
                }
            } finally {
                process.destroyForcibly().waitFor();
            }
            if (process.exitValue() != 0) {
                throw new IOException(
                        "it ended with " + process.exitValue() + ": " + lastLines(err));
            }
            return Measured.parse(Files.readString(out).lines().reduce("", (before, line) -> line));
        } finally {
            Files.delete(out);
            Files.delete(err);
            delete(directory);
        }
    }

    /** The command line, up to what only a run knows. */
    private List<String> command(RealProgram program, int procs, Side side) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(side.jvmOptions(procs, tree.agentJar()));
        // What the libraries want of a JDK 25, on both sides: they call native code.
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(setup.classPath(program));
        command.add(program.mainClass());
        command.add("--seconds=" + length.seconds());
        command.add("--warmup=" + length.warmupSeconds());
        return command;
    }

    private static String lastLines(Path file) throws IOException {
        List<String> lines = Files.readAllLines(file);
        return String.join(
                "\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    }

    private static void delete(Path directory) throws IOException {
        Files.walkFileTree(
                directory,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                            throws IOException {
                        Files.delete(file);
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path dir, IOException failure)
                            throws IOException {
                        if (failure != null) {
                            throw failure;
                        }
                        Files.delete(dir);
                        return FileVisitResult.CONTINUE;
                    }
                });
    }
}
