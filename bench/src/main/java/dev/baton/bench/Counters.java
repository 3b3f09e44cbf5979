package dev.baton.bench;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * One counter for each of some Gs, each counted by its G alone and read by others. A cache line
 * apart, so that Gs on two Ps don't take a line from each other.
 */
final class Counters {
    private static final int APART = 128 / Long.BYTES;

    private final AtomicLongArray counts;
    private final int size;

    Counters(int size) {
        this.size = size;
        this.counts = new AtomicLongArray((size + 1) * APART);
    }

    int size() {
        return size;
    }

    /** By the owner of counter i. */
    void count(int i) {
        int at = (i + 1) * APART;
        counts.lazySet(at, counts.getPlain(at) + 1);
    }

    long get(int i) {
        return counts.get((i + 1) * APART);
    }

    long sum() {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += get(i);
        }
        return sum;
    }

    long[] snapshot() {
        long[] all = new long[size];
        for (int i = 0; i < size; i++) {
            all[i] = get(i);
        }
        return all;
    }
}
