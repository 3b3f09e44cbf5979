package dev.baton.trace.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * The longest waits, one of each occasion: where many waited at the same time, the one that waited
 * longest stands for all.
 */
final class LongestWaits {
    /** So many are kept to choose from. */
    private static final int MOST = 20_000;

    /** One wait. */
    record One(long g, long fromNs, long toNs, boolean ran) {
        long durationNs() {
            return toNs - fromNs;
        }

        /** How long two were at the same time. */
        long together(One other) {
            return Math.min(toNs, other.toNs) - Math.max(fromNs, other.fromNs);
        }
    }

    private final PriorityQueue<One> longest =
            new PriorityQueue<>(Comparator.comparingLong(One::durationNs));

    void add(long g, long fromNs, long toNs, boolean ran) {
        if (longest.size() < MOST) {
            longest.add(new One(g, fromNs, toNs, ran));
        } else if (toNs - fromNs > longest.element().durationNs()) {
            longest.remove();
            longest.add(new One(g, fromNs, toNs, ran));
        }
    }

    /** The longest of so many occasions, longest first. */
    List<One> ofOccasions(int most) {
        List<One> chosen = new ArrayList<>();
        for (One one : inOrder()) {
            if (chosen.size() < most
                    && chosen.stream().noneMatch(c -> 2 * c.together(one) > one.durationNs())) {
                chosen.add(one);
            }
        }
        return chosen;
    }

    /** How many others of those that are known waited at that time, for at least half as long. */
    long others(One one) {
        return longest.stream()
                .filter(other -> other != one && 2 * one.together(other) > one.durationNs())
                .count();
    }

    private List<One> inOrder() {
        List<One> all = new ArrayList<>(longest);
        all.sort(Comparator.comparingLong(One::durationNs).reversed());
        return all;
    }
}
