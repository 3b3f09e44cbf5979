package dev.baton.trace;

/** The last number of each G or P: a hash table of plain numbers, for there may be a million. */
final class LastSeq {
    private long[] keys = new long[1024];
    private int[] values = new int[1024];
    private int size;

    /** Negative where none was put. Keys are positive. */
    int get(long key) {
        int i = slot(keys, key);
        return keys[i] == 0 ? -1 : values[i];
    }

    void put(long key, int value) {
        int i = slot(keys, key);
        if (keys[i] == 0) {
            if (2 * ++size > keys.length) {
                grow();
                i = slot(keys, key);
            }
            keys[i] = key;
        }
        values[i] = value;
    }

    private void grow() {
        long[] old = keys;
        int[] oldValues = values;
        keys = new long[2 * old.length];
        values = new int[2 * old.length];
        for (int i = 0; i < old.length; i++) {
            if (old[i] != 0) {
                int j = slot(keys, old[i]);
                keys[j] = old[i];
                values[j] = oldValues[i];
            }
        }
    }

    private static int slot(long[] table, long key) {
        int mask = table.length - 1;
        int i = (int) ((key * 0x9E3779B97F4A7C15L) >>> 40) & mask;
        while (table[i] != 0 && table[i] != key) {
            i = (i + 1) & mask;
        }
        return i;
    }
}
