package dev.baton.cli;

import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;

/**
 * A source tree of a test's own with the launcher in it, and what it takes for built: its {@code
 * baton run} doesn't build, which in the middle of a build would wait for itself.
 */
final class BuiltTree {
    private BuiltTree() {}

    /** Plants one, with the real agent and the real example. */
    static SourceTree in(Path directory) throws IOException {
        SourceTree here = new SourceTree(Path.of("..").toRealPath());
        SourceTree tree = new SourceTree(directory);
        Files.createDirectories(directory);
        Files.copy(here.launcher(), tree.launcher());
        Files.setPosixFilePermissions(
                tree.launcher(), PosixFilePermissions.fromString("rwxr-xr-x"));
        copy(here.agentJar(), tree.agentJar());
        copy(here.exampleJar(), tree.exampleJar());
        Path started =
                Files.createFile(
                        Files.createDirectories(directory.resolve(".baton")).resolve("started"));
        Files.setLastModifiedTime(started, FileTime.from(Instant.now().minusSeconds(60)));
        Files.createFile(
                Files.createDirectories(directory.resolve("cli/target")).resolve("baton-cli.jar"));
        return tree;
    }

    private static void copy(Path file, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(file, to);
    }
}
