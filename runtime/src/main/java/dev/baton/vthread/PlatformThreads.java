package dev.baton.vthread;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The threads of the OS that the JVM knows, but for its own. */
public final class PlatformThreads {
    private PlatformThreads() {}

    /**
     * Those that live.
     *
     * @return in no order; carriers are among them
     */
    public static List<Thread> all() {
        ThreadGroup root = rootGroup();
        Thread[] threads = new Thread[root.activeCount() + 16];
        int n = root.enumerate(threads, true);
        return new ArrayList<>(Arrays.asList(threads).subList(0, n));
    }

    /**
     * The group that all others are in: for threads that are not to be the program's.
     *
     * @return never null
     */
    public static ThreadGroup rootGroup() {
        ThreadGroup group = Thread.currentThread().getThreadGroup();
        while (group.getParent() != null) {
            group = group.getParent();
        }
        return group;
    }
}
