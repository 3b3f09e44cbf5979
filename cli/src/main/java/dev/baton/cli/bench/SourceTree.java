package dev.baton.cli.bench;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The tree that this program was built in, or what a release was unpacked into, for what is not in
 * its jar. A release has the agent, the example and the launcher, and no sources: commands that
 * need those are refused by its launcher.
 *
 * @param root the directory that the launcher is in
 */
public record SourceTree(Path root) {
    /** Where a release has this program. */
    private static final String RELEASED = "lib/baton-cli.jar";

    /**
     * Finds it.
     *
     * @return the tree above the jar or the classes that run, empty when they were taken elsewhere
     */
    public static Optional<SourceTree> find() {
        try {
            var source = SourceTree.class.getProtectionDomain().getCodeSource();
            if (source == null) {
                return Optional.empty();
            }
            for (Path p = Path.of(source.getLocation().toURI()); p != null; p = p.getParent()) {
                SourceTree tree = new SourceTree(p);
                if (tree.isRelease() || Files.isRegularFile(tree.goProgram().resolve("go.mod"))) {
                    return Optional.of(tree);
                }
            }
            return Optional.empty();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * Finds it where there is nothing to be done without.
     *
     * @return the tree
     * @throws IOException when this program was taken out of it
     */
    public static SourceTree require() throws IOException {
        return find().orElseThrow(() ->
                new IOException("the programs are in Baton's source tree: run ./baton there"));
    }

    private boolean isRelease() {
        return Files.isRegularFile(root.resolve(RELEASED));
    }

    private Path either(String released, String built) {
        return root.resolve(isRelease() ? released : built);
    }

    /** Sources of the Go side. */
    Path goProgram() {
        return root.resolve("bench/go");
    }

    /** Where the Go side is built. */
    Path goBinary() {
        return root.resolve("bench/target/go/bench");
    }

    /** {@return where the real programs are, each a Maven module} */
    public Path realPrograms() {
        return root.resolve("examples/real");
    }

    /** {@return what {@code baton run} starts programs with} */
    public Path agentJar() {
        return either("baton.jar", "agent/target/baton.jar");
    }

    /** {@return the script that is the command {@code baton}} */
    public Path launcher() {
        return root.resolve("baton");
    }

    /** {@return the program that the demo runs} */
    public Path exampleJar() {
        return either("lib/fifo-readers.jar", "examples/target/fifo-readers.jar");
    }

    /** {@return where pictures go that nobody wants elsewhere} */
    public Path pictures() {
        return isRelease() ? Path.of("") : root.resolve("cli/target");
    }

    /** {@return what a server costs at least, in C} */
    public Path cProgram() {
        return root.resolve("bench/c/server.c");
    }

    /** {@return where that is built} */
    public Path cBinary() {
        return root.resolve("bench/target/c/server");
    }

    /** {@return what wrk prints of its load, as a script of its own} */
    public Path wrkScript() {
        return root.resolve("bench/wrk/report.lua");
    }

    /** JMH and what it measures. */
    Path benchmarksJar() {
        return root.resolve("bench/target/benchmarks.jar");
    }
}
