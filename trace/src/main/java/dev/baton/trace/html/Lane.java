package dev.baton.trace.html;

import java.util.Arrays;

/**
 * The slices of one line of the page, in order of time, none over another: columns, for there may
 * be a million of them.
 */
final class Lane {
    static final int NONE = -1;

    private int size;
    private long[] fromNs = new long[16];
    private long[] toNs = new long[16];
    private byte[] kind = new byte[16];
    private long[] g = new long[16];
    private int[] beside = new int[16];
    private int[] site = new int[16];
    private int[] stack = new int[16];

    /** How many are one, and for how long they were, together. */
    private int[] count = new int[16];

    private long[] busyNs = new long[16];

    /**
     * Adds one.
     *
     * @return its number in this lane
     */
    int add(SliceKind ofKind, long ofG, int besideIt, int atSite, long from, long to) {
        ensure();
        // What was under way before the trace began may begin before it, or in another's time.
        long start = Math.max(from, size == 0 ? 0 : toNs[size - 1]);
        fromNs[size] = start;
        toNs[size] = Math.max(start, to);
        kind[size] = ofKind.id();
        g[size] = ofG;
        beside[size] = besideIt;
        site[size] = atSite;
        stack[size] = NONE;
        count[size] = 1;
        busyNs[size] = toNs[size] - start;
        return size++;
    }

    void setStack(int slice, int id) {
        stack[slice] = id;
    }

    int size() {
        return size;
    }

    /** For how long there was something of a kind. */
    long busyNs(SliceKind ofKind) {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += kind[i] == ofKind.id() ? busyNs[i] : 0;
        }
        return sum;
    }

    /** The same with neighbours that are shorter than so much, and as near, put together. */
    Lane withoutShorterThan(long ns) {
        Lane merged = new Lane();
        for (int i = 0; i < size; i++) {
            int last = merged.size - 1;
            boolean isShort = toNs[i] - fromNs[i] < ns;
            if (last >= 0
                    && isShort
                    && merged.busyNs[last] < ns
                    && fromNs[i] - merged.toNs[last] < ns
                    && toNs[i] - merged.fromNs[last] < 4 * ns) {
                merged.extend(last, this, i);
            } else {
                merged.copy(this, i);
            }
        }
        return merged;
    }

    private void extend(int last, Lane from, int i) {
        boolean isLonger = from.busyNs[i] > busyNs[last];
        toNs[last] = from.toNs[i];
        count[last] += from.count[i];
        busyNs[last] += from.busyNs[i];
        if (isLonger) {
            describe(last, from, i);
        }
    }

    private void copy(Lane from, int i) {
        ensure();
        fromNs[size] = from.fromNs[i];
        toNs[size] = from.toNs[i];
        count[size] = from.count[i];
        busyNs[size] = from.busyNs[i];
        describe(size++, from, i);
    }

    private void describe(int as, Lane from, int i) {
        kind[as] = from.kind[i];
        g[as] = from.g[i];
        beside[as] = from.beside[i];
        site[as] = from.site[i];
        stack[as] = from.stack[i];
    }

    /** As {@code readLane} of slices.js reads it. */
    void writeTo(Numbers numbers) {
        numbers.put(size);
        long time = 0;
        for (int i = 0; i < size; i++) {
            numbers.put(fromNs[i] - time).put(toNs[i] - fromNs[i]);
            time = toNs[i];
            if (count[i] > 1) {
                numbers.put(kind[i] + SEVERAL).put(count[i]).put(busyNs[i]);
            } else {
                numbers.put(kind[i]);
            }
            numbers.put(g[i]).put(beside[i] + 1L).put(site[i] + 1L).put(stack[i] + 1L);
        }
    }

    /** Added to the kind where a slice stands for several. */
    private static final int SEVERAL = 8;

    private void ensure() {
        if (size < fromNs.length) {
            return;
        }
        int room = 2 * size;
        fromNs = Arrays.copyOf(fromNs, room);
        toNs = Arrays.copyOf(toNs, room);
        kind = Arrays.copyOf(kind, room);
        g = Arrays.copyOf(g, room);
        beside = Arrays.copyOf(beside, room);
        site = Arrays.copyOf(site, room);
        stack = Arrays.copyOf(stack, room);
        count = Arrays.copyOf(count, room);
        busyNs = Arrays.copyOf(busyNs, room);
    }
}
