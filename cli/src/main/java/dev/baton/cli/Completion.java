package dev.baton.cli;

import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Prints what a release has for shells to complete the command by: bash, and zsh, which reads the
 * same. Not a command of its own: {@code baton package} starts it.
 */
final class Completion {
    private Completion() {}

    /**
     * Prints it.
     *
     * @param scripts the commands that the script has, as this program may too, each with its
     *     options after it: {@code run --procs= --stats}; with a {@code =} after an option that
     *     takes something
     */
    public static void main(String[] scripts) {
        CommandLine command = Main.commandLine();
        CommandSpec spec = null;
        for (String word : scripts) {
            if (!word.startsWith("-")) {
                CommandLine both =
                        command.getSubcommands().get(word); // observe PID, observe COMMAND
                spec = both == null ? CommandSpec.create() : both.getCommandSpec();
                if (both == null) {
                    command.addSubcommand(word, spec);
                } else {
                    spec.usageMessage().hidden(false); // in the program's own help it is
                }
            } else if (spec == null) {
                throw new IllegalArgumentException(word + ": of which command?");
            } else if (spec.findOption(word.replace("=", "")) == null) {
                spec.addOption(option(word));
            }
        }
        System.out.println(AutoComplete.bash("baton", command));
    }

    private static OptionSpec option(String word) {
        return word.endsWith("=")
                ? OptionSpec.builder(word.substring(0, word.length() - 1))
                        .type(String.class)
                        .arity("1")
                        .build()
                : OptionSpec.builder(word).build();
    }
}
