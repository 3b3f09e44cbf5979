package dev.baton.agent.live;

import dev.baton.vthread.LockOwners;
import dev.baton.vthread.PlatformThreads;
import dev.baton.vthread.ThreadLook;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which thread waits for a lock or a monitor, and which one has it. Made of looks at one thread
 * after the other, while they go on; so a circle that was found is looked at again and again,
 * before it is called a deadlock.
 */
final class LockGraph {
    /** How often a circle has to be the same. A deadlock stays; all else moves on. */
    private static final int LOOKS = 10;

    private static final int BETWEEN_LOOKS_MS = 2;

    private final IdentityHashMap<Object, Thread> monitors = new IdentityHashMap<>();
    private final Map<Thread, Wait> waits = new HashMap<>();
    private boolean hasPlatformThreads;

    /** For what, and whether that is a monitor. */
    private record Wait(Object lock, boolean entering) {
        /** Null for who waits for nothing that somebody has, or not for as long as it takes. */
        static Wait of(ThreadLook look) {
            if (look.entering() != null) {
                return new Wait(look.entering(), true);
            }
            return look.state() == Thread.State.WAITING && LockOwners.of(look.parkedFor()) != null
                    ? new Wait(look.parkedFor(), false)
                    : null;
        }
    }

    /**
     * Who waits for what, and who has that.
     *
     * @param waits the one
     * @param entering whether that is a monitor
     * @param lock what it waits for
     * @param owner who has it
     */
    record Edge(Thread waits, boolean entering, Object lock, Thread owner) {
        @Override
        public String toString() {
            // Not what the program makes of hashCode and toString.
            return "%s waits %s %s@%x, which %s has"
                    .formatted(
                            nameOf(waits),
                            entering ? "to enter the monitor of" : "for",
                            lock.getClass().getName(),
                            System.identityHashCode(lock),
                            nameOf(owner));
        }
    }

    static String nameOf(Thread thread) {
        return (thread.isVirtual() ? "G" : "thread ")
                + thread.threadId()
                + (thread.getName().isEmpty() ? "" : " \"" + thread.getName() + '"');
    }

    void add(Thread thread, ThreadLook look) {
        for (Object monitor : look.monitors()) {
            monitors.put(monitor, thread);
        }
        Wait wait = Wait.of(look);
        if (wait != null) {
            waits.put(thread, wait);
        }
    }

    /** Who has a monitor: null where nobody had it when he was looked at. */
    Thread ownerOf(Object monitor) {
        Thread owner = monitors.get(monitor);
        if (owner == null) {
            addPlatformThreads();
            owner = monitors.get(monitor);
        }
        return owner;
    }

    private void addPlatformThreads() {
        if (!hasPlatformThreads && ThreadLook.seesMonitors()) {
            hasPlatformThreads = true;
            for (Thread thread : PlatformThreads.all()) {
                if (thread != Thread.currentThread()) {
                    add(thread, ThreadLook.at(thread));
                }
            }
        }
    }

    /** Those that wait for each other, each time in a circle. */
    List<List<Edge>> deadlocks() {
        if (waits.isEmpty()) {
            return List.of();
        }
        addPlatformThreads();
        List<List<Edge>> found = new ArrayList<>();
        Set<Thread> done = new HashSet<>();
        for (Thread start : waits.keySet()) {
            List<Edge> path = new ArrayList<>();
            Map<Thread, Integer> at = new HashMap<>();
            Thread thread = start;
            while (thread != null && done.add(thread)) {
                at.put(thread, path.size());
                Wait wait = waits.get(thread);
                Thread owner = wait == null ? null : owner(wait);
                if (owner == null || owner == thread) {
                    break;
                }
                path.add(new Edge(thread, wait.entering(), wait.lock(), owner));
                if (at.containsKey(owner)) {
                    List<Edge> circle = path.subList(at.get(owner), path.size());
                    if (stays(circle)) {
                        found.add(List.copyOf(circle));
                    }
                }
                thread = owner;
            }
        }
        return found;
    }

    private Thread owner(Wait wait) {
        return wait.entering() ? monitors.get(wait.lock()) : LockOwners.of(wait.lock());
    }

    /** Whether all of them do still wait for the same, and have what the others wait for. */
    private static boolean stays(List<Edge> circle) {
        try {
            for (int i = 0; i < LOOKS; i++) {
                for (int j = 0; j < circle.size(); j++) {
                    Edge before = circle.get(j == 0 ? circle.size() - 1 : j - 1);
                    if (!isSo(circle.get(j), before)) {
                        return false;
                    }
                }
                Thread.sleep(BETWEEN_LOOKS_MS);
            }
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Whether one waits, and has at that moment what the one before it waits for. */
    private static boolean isSo(Edge edge, Edge before) {
        ThreadLook look = ThreadLook.at(edge.waits());
        boolean has =
                before.entering()
                        ? look.monitors().stream().anyMatch(m -> m == before.lock())
                        : LockOwners.of(before.lock()) == edge.waits();
        Wait wait = Wait.of(look);
        return has && wait != null && wait.lock() == edge.lock();
    }
}
