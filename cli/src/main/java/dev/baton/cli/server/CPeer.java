package dev.baton.cli.server;

import dev.baton.cli.bench.OnPath;
import dev.baton.cli.bench.SourceTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The server in C, compiled, if there is a compiler to do it.
 *
 * @param binary the program; empty when there is none
 * @param missing why, for a reader; empty when there is one
 */
record CPeer(Optional<Path> binary, Optional<String> missing) {
    /**
     * Compiles it with the {@code cc} on the PATH.
     *
     * @param tree Baton's sources
     * @return the peer; without a program where there is no compiler
     * @throws IOException when the compiler refuses it, with what it said
     * @throws InterruptedException when interrupted
     */
    static CPeer build(SourceTree tree) throws IOException, InterruptedException {
        Optional<Path> cc = OnPath.find("cc");
        if (cc.isEmpty()) {
            return new CPeer(
                    Optional.empty(),
                    Optional.of(
                            "there is no C compiler, cc, on the PATH: the column of C stays empty,"
                                    + " and with it what is spent over it (to have it, on Debian:"
                                    + " apt-get install gcc libc6-dev)"));
        }
        Path binary = tree.cBinary();
        Files.createDirectories(binary.getParent());
        OnPath.output(
                new ProcessBuilder(
                        cc.get().toString(),
                        "-O2",
                        "-pthread",
                        "-o",
                        binary.toString(),
                        tree.cProgram().toString()));
        return new CPeer(Optional.of(binary), Optional.empty());
    }
}
