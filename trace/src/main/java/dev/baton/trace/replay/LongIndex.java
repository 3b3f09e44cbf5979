package dev.baton.trace.replay;

import java.util.Arrays;

/**
 * From numbers to small places, for arrays that hold what is known of each: open addressing, linear
 * probing. A place that was let go is given to the next that is new, so that places stay as few as
 * are in use at a time.
 *
 * <p>Not for several threads at once.
 */
public final class LongIndex {
    /** What {@link #find} says of a key that has none. */
    public static final int NONE = -1;

    private static final int MIN_CAPACITY = 64;

    /** Per entry: the key, and its place + 1; 0 where there is none. */
    private long[] keys = new long[MIN_CAPACITY];

    private int[] places = new int[MIN_CAPACITY];
    private int entries;

    /** Places that were let go, as a stack, and the first that was never given. */
    private int[] free = new int[16];

    private int frees;
    private int next;

    /** An empty one. */
    public LongIndex() {}

    /**
     * Looks one up.
     *
     * @param key any number
     * @return its place, or {@link #NONE}
     */
    public int find(long key) {
        return places[slot(key)] - 1;
    }

    /**
     * Looks one up, and gives it a place if it has none.
     *
     * @param key any number
     * @return its place, from 0 on
     */
    public int add(long key) {
        int slot = slot(key);
        if (places[slot] != 0) {
            return places[slot] - 1;
        }
        if (4L * (entries + 1) > 3L * keys.length) {
            grow();
            slot = slot(key);
        }
        int place = frees > 0 ? free[--frees] : next++;
        keys[slot] = key;
        places[slot] = place + 1;
        entries++;
        return place;
    }

    /**
     * Lets one go; nothing if it has no place.
     *
     * @param key any number
     */
    public void remove(long key) {
        int hole = slot(key);
        if (places[hole] == 0) {
            return;
        }
        if (frees == free.length) {
            free = Arrays.copyOf(free, 2 * frees);
        }
        free[frees++] = places[hole] - 1;
        entries--;
        int mask = keys.length - 1;
        // What was pushed on by the one that goes moves up, or it would not be found.
        for (int i = (hole + 1) & mask; places[i] != 0; i = (i + 1) & mask) {
            int home = home(keys[i], mask);
            if (((i - home) & mask) >= ((i - hole) & mask)) {
                keys[hole] = keys[i];
                places[hole] = places[i];
                hole = i;
            }
        }
        places[hole] = 0;
    }

    /** {@return how many have a place} */
    public int size() {
        return entries;
    }

    /** {@return one more than the largest place that was ever given} */
    public int places() {
        return next;
    }

    private int slot(long key) {
        int mask = keys.length - 1;
        int slot = home(key, mask);
        while (places[slot] != 0 && keys[slot] != key) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static int home(long key, int mask) {
        long mixed = key * 0x9E3779B97F4A7C15L;
        return (int) (mixed ^ (mixed >>> 32)) & mask;
    }

    private void grow() {
        long[] oldKeys = keys;
        int[] oldPlaces = places;
        keys = new long[2 * oldKeys.length];
        places = new int[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldPlaces[i] != 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                places[slot] = oldPlaces[i];
            }
        }
    }
}
