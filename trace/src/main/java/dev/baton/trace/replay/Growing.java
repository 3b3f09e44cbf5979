package dev.baton.trace.replay;

import java.util.Arrays;

/** Numbers of small keys from 0 on, with one value for those that were never set. */
final class Growing {
    private final long unset;
    private long[] values = new long[16];

    Growing(long unset) {
        this.unset = unset;
        Arrays.fill(values, unset);
    }

    long get(int key) {
        return key >= 0 && key < values.length ? values[key] : unset;
    }

    void set(int key, long value) {
        int size = values.length;
        if (key >= size) {
            values = Arrays.copyOf(values, Math.max(2 * size, key + 1));
            Arrays.fill(values, size, values.length, unset);
        }
        values[key] = value;
    }
}
