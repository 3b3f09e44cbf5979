package dev.baton.trace.report;

import java.util.Arrays;

/** A number over time, as the largest it was in each of so many equal parts of the time. */
final class Levels {
    private final int[] most;
    private final long lengthNs;
    private int current;
    private int reached;

    Levels(int parts, long lengthNs) {
        this.most = new int[parts];
        this.lengthNs = Math.max(1, lengthNs);
    }

    /** From now on it is so large. Times don't go back. */
    void set(int value, long timeNs) {
        int part = (int) Math.clamp((double) timeNs / lengthNs * most.length, 0, most.length - 1);
        while (reached < part) {
            most[++reached] = current;
        }
        most[part] = Math.max(most[part], value);
        current = value;
    }

    int[] toArray() {
        int[] all = Arrays.copyOf(most, most.length);
        Arrays.fill(all, reached + 1, all.length, current);
        return all;
    }
}
