package dev.baton.cli.explode;

import dev.baton.cli.bench.ShellWords;
import dev.baton.cli.bench.SourceTree;
import dev.baton.cli.bench.ThisJvm;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the sides are started with: the same program and the same numbers for all.
 *
 * @param tree where the program and the launcher are
 * @param goBinary the same program in Go, compiled
 * @param setting what it is told
 */
public record Launch(SourceTree tree, Path goBinary, Setting setting) {
    private static final String PROGRAM = "programs.explode.Explosion";
    private static final Map<String, String> NO_NETPOLL = Map.of("BATON_NETPOLL", "false");

    /** On the JDK alone, with {@code virtual} or {@code platform} threads. */
    Start java(String threads) {
        List<String> command = new ArrayList<>(List.of(ThisJvm.java()));
        command.addAll(program(threads));
        return new Start(Map.of(), command);
    }

    /** On Baton, as it is. */
    Start baton() {
        return baton(Map.of());
    }

    /** On Baton, where who reads a FIFO blocks in the kernel and never waits in epoll. */
    Start batonByHandoff(String... options) {
        return baton(NO_NETPOLL, options);
    }

    private Start baton(Map<String, String> environment, String... options) {
        List<String> command =
                new ArrayList<>(List.of(ShellWords.program(tree.launcher()), "run", "--stats"));
        command.addAll(List.of(options));
        command.add("java");
        command.addAll(program("virtual"));
        return new Start(environment, command);
    }

    /** In Go. */
    Start go() {
        List<String> command = new ArrayList<>(List.of(ShellWords.program(goBinary), "explode"));
        command.add("--procs=" + setting.procs());
        command.addAll(numbers());
        return new Start(Map.of(), command);
    }

    private List<String> program(String threads) {
        List<String> words = new ArrayList<>();
        // Baton takes the JDK's own property for as many Ps.
        words.add("-Djdk.virtualThreadScheduler.parallelism=" + setting.procs());
        words.addAll(List.of("-cp", ShellWords.fromHere(tree.exampleJar()), PROGRAM));
        words.add("--threads=" + threads);
        words.addAll(numbers());
        return words;
    }

    private List<String> numbers() {
        return List.of(
                "--n=" + setting.n(),
                "--hold=" + setting.holdMs() / 1000.0,
                "--seconds=" + setting.afterMs() / 1000.0);
    }
}
