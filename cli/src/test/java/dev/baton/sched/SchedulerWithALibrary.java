package dev.baton.sched;

import picocli.CommandLine;

/** Broken: needs something that is neither ours nor the JDK's. */
public final class SchedulerWithALibrary {
    private SchedulerWithALibrary() {}

    public static String nameOf(Object command) {
        return new CommandLine(command).getCommandName();
    }
}
