package dev.baton.agent.live;

import dev.baton.sched.view.GView;
import dev.baton.vthread.ThreadLook;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Gs with the same stack that do the same, together: a million that wait in one place are one line,
 * and take no more memory than that.
 */
final class StackGroups {
    /** With more different ones than these, the rest is only counted. */
    static final int MOST_GROUPS = 10_000;

    private static final int MOST_FRAMES = 200;
    private static final int MOST_NAMED = 8;

    private final Map<Key, Group> groups = new HashMap<>();
    private final LockGraph locks;
    private long gs;
    private long uncounted;

    /** What they have in common. */
    private record Key(Waits waits, List<StackTraceElement> frames) {}

    /** Some that have it. */
    static final class Group {
        final Waits waits;
        final List<StackTraceElement> frames;

        /** The first ones, by number and name. */
        final List<String> names = new ArrayList<>();

        final List<Long> ids = new ArrayList<>();
        long count;

        /** How long they have been so; −1 while that is known of none. */
        long leastNs = -1;

        long mostNs = -1;

        private Group(Key key) {
            this.waits = key.waits;
            this.frames = key.frames;
        }

        private void add(GView g) {
            count++;
            if (ids.size() < MOST_NAMED) {
                ids.add(g.id());
                names.add(g.thread().getName());
            }
            if (g.sinceNs() >= 0) {
                leastNs = leastNs < 0 ? g.sinceNs() : Math.min(leastNs, g.sinceNs());
                mostNs = Math.max(mostNs, g.sinceNs());
            }
        }
    }

    /**
     * Nobody yet.
     *
     * @param locks is told of each what it has and waits for
     */
    StackGroups(LockGraph locks) {
        this.locks = locks;
    }

    /** Takes the stack of one, and adds it. */
    void add(GView g) {
        ThreadLook look = ThreadLook.at(g.thread());
        locks.add(g.thread(), look);
        gs++;
        List<StackTraceElement> all = look.frames();
        List<StackTraceElement> frames =
                all.size() > MOST_FRAMES ? List.copyOf(all.subList(0, MOST_FRAMES)) : all;
        Key key = new Key(Waits.of(g, look), frames);
        Group group = groups.get(key);
        if (group == null) {
            if (groups.size() == MOST_GROUPS) {
                uncounted++;
                return;
            }
            group = new Group(key);
            groups.put(key, group);
        }
        group.add(g);
    }

    /** How many Gs were added. */
    long gs() {
        return gs;
    }

    /** How many of them are in no group. */
    long uncounted() {
        return uncounted;
    }

    /** Those that have been so for the longest first. */
    List<Group> longestFirst() {
        List<Group> sorted = new ArrayList<>(groups.values());
        sorted.sort(Comparator.comparingLong((Group group) -> group.mostNs).reversed());
        return sorted;
    }
}
