package dev.baton.cli;

import dev.baton.cli.bench.ShellWords;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.bench.ThisJvm;
import java.util.ArrayList;
import java.util.List;

/**
 * How the example is started, on plain Java and on Baton: the same command line, with {@code baton
 * run} before it or not.
 *
 * @param tree where it and the launcher are
 * @param setting what it is told
 */
record DemoProgram(SourceTree tree, DemoSetting setting) {
    /** On the JDK's scheduler, by the {@code java} of the JDK that runs this. */
    List<String> onPlainJava() {
        return javaCommand(ThisJvm.java());
    }

    /** On Baton, by the launcher. */
    List<String> onBaton() {
        List<String> command =
                new ArrayList<>(List.of(ShellWords.program(tree.launcher()), "run", "--stats"));
        command.addAll(javaCommand("java"));
        return command;
    }

    /** Baton takes the JDK's own property for as many Ps. */
    private List<String> javaCommand(String java) {
        return List.of(
                java,
                "-Djdk.virtualThreadScheduler.parallelism=" + setting.procs(),
                "-jar",
                ShellWords.fromHere(tree.exampleJar()),
                "--readers=" + setting.readers(),
                "--hold=" + seconds(setting.holdMs()),
                "--patience=" + seconds(setting.patienceMs()));
    }

    private static String seconds(long ms) {
        return ms % 1000 == 0 ? Long.toString(ms / 1000) : Double.toString(ms / 1000.0);
    }
}
