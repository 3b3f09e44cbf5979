package dev.baton.sched;

import dev.baton.os.File;

/** Broken: the runtime depends on what is built on it. */
public final class SchedulerThatKnowsFiles {
    private SchedulerThatKnowsFiles() {}

    public static void park(File file) throws java.io.IOException {
        file.sync();
    }
}
