package dev.baton.trace.replay;

import java.util.Arrays;

/** What each G that lives does: columns, for there may be a million of them. */
final class GTable {
    static final int NO_THREAD = Integer.MIN_VALUE;
    static final int NO_P = -1;

    /** Since when, where nobody knows. */
    static final long UNKNOWN_NS = Long.MIN_VALUE;

    private final LongIndex index = new LongIndex();

    long[] g = new long[64];
    GState[] state = new GState[64];
    int[] m = new int[64];
    int[] p = new int[64];

    /** Since when it is in its state. */
    long[] sinceNs = new long[64];

    /** Since when it has its P, or has none. */
    long[] placeNs = new long[64];

    /** Since when it is on its thread. */
    long[] stayNs = new long[64];

    /** Whether it was seen to become runnable before it last began to run. */
    boolean[] waitIsKnown = new boolean[64];

    /** Of its call, the last one when it is in none; or of its wait: the reason. */
    long[] site = new long[64];

    long[] number = new long[64];
    int[] callP = new int[64];
    long[] callNs = new long[64];
    long[] blockedNs = new long[64];

    /** The row of a G, which is made if there is none. */
    int row(long ofG) {
        int known = index.size();
        int row = index.add(ofG);
        if (index.size() > known) {
            ensure(row);
            g[row] = ofG;
            state[row] = GState.UNKNOWN;
            m[row] = NO_THREAD;
            p[row] = NO_P;
            sinceNs[row] = UNKNOWN_NS;
            waitIsKnown[row] = false;
            site[row] = 0;
            number[row] = -1;
            blockedNs[row] = Call.NOT_BLOCKED;
        }
        return row;
    }

    void remove(long ofG) {
        int row = index.find(ofG);
        if (row != LongIndex.NONE) {
            state[row] = GState.UNKNOWN;
            index.remove(ofG);
        }
    }

    /** Rows that may be in use. */
    int rows() {
        return index.places();
    }

    private void ensure(int row) {
        if (row < g.length) {
            return;
        }
        int size = 2 * g.length;
        g = Arrays.copyOf(g, size);
        state = Arrays.copyOf(state, size);
        m = Arrays.copyOf(m, size);
        p = Arrays.copyOf(p, size);
        sinceNs = Arrays.copyOf(sinceNs, size);
        placeNs = Arrays.copyOf(placeNs, size);
        stayNs = Arrays.copyOf(stayNs, size);
        waitIsKnown = Arrays.copyOf(waitIsKnown, size);
        site = Arrays.copyOf(site, size);
        number = Arrays.copyOf(number, size);
        callP = Arrays.copyOf(callP, size);
        callNs = Arrays.copyOf(callNs, size);
        blockedNs = Arrays.copyOf(blockedNs, size);
    }
}
