package dev.baton.trace;

import java.lang.foreign.MemorySegment;
import java.util.Arrays;

/**
 * What one writer wrote, in the order in which it did: several blocks. Where it is shown, it is a
 * cursor.
 */
final class Stream {
    private static final int FIRST_EVENT = 16;

    private final MemorySegment file;
    private long[] blocks = new long[4];
    private int[] lengths = new int[4];
    private int count;

    // The cursor.
    private int block;
    private long at;
    private long end;
    private long baseNs;
    private long timeNs;
    private int m;
    private EventType type;

    Stream(MemorySegment file) {
        this.file = file;
    }

    void add(long payload, int length) {
        if (count == blocks.length) {
            blocks = Arrays.copyOf(blocks, 2 * count);
            lengths = Arrays.copyOf(lengths, 2 * count);
        }
        blocks[count] = payload;
        lengths[count] = length;
        count++;
    }

    /** To the first event; false when there is none. */
    boolean first() {
        block = -1;
        at = 0;
        end = 0;
        type = null;
        return next();
    }

    /** To the next event; false when there is none. */
    boolean next() {
        if (type != null) {
            at += (long) type.words() * Long.BYTES;
        }
        while (at >= end) {
            if (++block >= count) {
                return false;
            }
            long payload = blocks[block];
            m = file.get(Blocks.INT, payload);
            baseNs = file.get(Blocks.LONG, payload + 8);
            at = payload + FIRST_EVENT;
            end = payload + lengths[block];
        }
        long head = file.get(Blocks.LONG, at);
        type = EventType.of((int) head & (1 << Event.TYPE_BITS) - 1);
        if (type == null || at + (long) type.words() * Long.BYTES > end) {
            throw new IllegalStateException(
                    "the trace has an event of an unknown type at byte " + at);
        }
        timeNs = baseNs + (head >>> (Event.TYPE_BITS + Event.P_BITS));
        return true;
    }

    long timeNs() {
        return timeNs;
    }

    EventType type() {
        return type;
    }

    private long who() {
        return file.get(Blocks.LONG, at + Long.BYTES);
    }

    long g() {
        return who() >>> Event.SEQ_BITS;
    }

    int seq() {
        return (int) who() & Event.SEQ_MASK;
    }

    int p() {
        return (int) (file.get(Blocks.LONG, at) >>> Event.TYPE_BITS & (1 << Event.P_BITS) - 1) - 1;
    }

    void show(Event event) {
        event.moveTo(file, at, m, timeNs, type);
    }
}
