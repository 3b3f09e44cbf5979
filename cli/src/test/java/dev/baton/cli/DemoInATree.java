package dev.baton.cli;

import dev.baton.cli.bench.SourceTree;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine;

/** {@code baton demo} as a process, with the tree that is its first argument. */
final class DemoInATree {
    private DemoInATree() {}

    public static void main(String[] args) {
        System.exit(
                command(new SourceTree(Path.of(args[0])))
                        .execute(Arrays.copyOfRange(args, 1, args.length)));
    }

    static CommandLine command(SourceTree tree) {
        return new CommandLine(new DemoCommand(Optional.of(tree)));
    }
}
