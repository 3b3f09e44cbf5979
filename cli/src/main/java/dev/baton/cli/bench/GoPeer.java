package dev.baton.cli.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The Go side: its program, compiled, if there is a Go to do it.
 *
 * @param binary the program; empty when there is none
 * @param version of Go, for example {@code go1.19.8}; empty when it isn't installed
 * @param missing why there is no program, for a reader; empty when there is one
 */
public record GoPeer(Optional<Path> binary, Optional<String> version, Optional<String> missing) {
    /**
     * Builds the program with the {@code go} on the PATH; quick when it is built already.
     *
     * @return the peer; without a program where there is no Go or no source
     * @throws IOException when Go can't be run, or doesn't compile our program; the message says
     *     why
     * @throws InterruptedException when interrupted
     */
    public static GoPeer build() throws IOException, InterruptedException {
        Optional<Path> go = OnPath.find("go");
        if (go.isEmpty()) {
            return missing(
                    Optional.empty(),
                    "Go is not on the PATH, it is left out"
                            + " (to have it, on Debian: apt-get install golang-go)");
        }
        String version = OnPath.output(new ProcessBuilder(go.get().toString(), "env", "GOVERSION"));
        Optional<SourceTree> tree = SourceTree.find();
        if (tree.isEmpty()) {
            return missing(
                    Optional.of(version),
                    "the Go program is not beside this jar, Go is left out"
                            + " (run ./baton from its source tree)");
        }
        Path binary = tree.get().goBinary();
        Files.createDirectories(binary.getParent());
        OnPath.output(
                new ProcessBuilder(
                                go.get().toString(),
                                "build",
                                // Or Go asks git about the tree, which may be somebody else's.
                                "-buildvcs=false",
                                "-o",
                                binary.toString(),
                                ".")
                        .directory(tree.get().goProgram().toFile()));
        return new GoPeer(Optional.of(binary), Optional.of(version), Optional.empty());
    }

    private static GoPeer missing(Optional<String> version, String why) {
        return new GoPeer(Optional.empty(), version, Optional.of(why));
    }
}
