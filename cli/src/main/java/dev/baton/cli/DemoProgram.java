package dev.baton.cli;

import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.bench.ThisJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the example is started, on plain Java and on Baton: the same command line, with {@code baton
 * run} before it or not.
 *
 * @param tree where it and the launcher are
 * @param setting what it is told
 */
record DemoProgram(SourceTree tree, DemoSetting setting) {
    private static final Pattern NEEDS_NO_QUOTES = Pattern.compile("[\\w@%+=:,./-]+");

    /** On the JDK's scheduler, by the {@code java} of the JDK that runs this. */
    List<String> onPlainJava() {
        return javaCommand(ThisJvm.java());
    }

    /** On Baton, by the launcher. */
    List<String> onBaton() {
        String launcher = fromHere(tree.launcher());
        if (!launcher.contains("/")) {
            launcher = "./" + launcher; // or it would be looked for on the PATH
        }
        List<String> command = new ArrayList<>(List.of(launcher, "run", "--stats"));
        command.addAll(javaCommand("java"));
        return command;
    }

    /** Baton takes the JDK's own property for as many Ps. */
    private List<String> javaCommand(String java) {
        return List.of(
                java,
                "-Djdk.virtualThreadScheduler.parallelism=" + setting.procs(),
                "-jar",
                fromHere(tree.exampleJar()),
                "--readers=" + setting.readers(),
                "--hold=" + seconds(setting.holdMs()),
                "--patience=" + seconds(setting.patienceMs()));
    }

    /** As one would type it in a shell. */
    static String asTyped(List<String> command) {
        return command.stream()
                .map(word ->
                        NEEDS_NO_QUOTES.matcher(word).matches()
                                ? word
                                : "'" + word.replace("'", "'\\''") + "'")
                .collect(Collectors.joining(" "));
    }

    /** A file below the working directory by its name from there. */
    private static String fromHere(Path file) {
        Path here = Path.of("").toAbsolutePath();
        return (file.startsWith(here) ? here.relativize(file) : file).toString();
    }

    private static String seconds(long ms) {
        return ms % 1000 == 0 ? Long.toString(ms / 1000) : Double.toString(ms / 1000.0);
    }
}
