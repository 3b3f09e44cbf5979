package dev.baton.trace;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/** Where the blocks of a file are, and whether they are whole. */
final class Blocks {
    static final ValueLayout.OfLong LONG =
            ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    static final ValueLayout.OfInt INT =
            ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** The first eight bytes of a file: {@code BATONTR} and the version of its format. */
    static final long MAGIC = 0x31_52_54_4E_4F_54_41_42L; // "BATONTR1", backwards

    static final int HEADER = 1;
    static final int EVENTS = 2;
    static final int STRINGS = 3;
    static final int STACKS = 4;
    static final int SYNC = 5;
    static final int END = 6;

    /** Kind, length, checksum, nothing. */
    static final int HEAD_BYTES = 16;

    private static final int MAX_PAYLOAD = 1 << 28;

    private final MemorySegment file;
    private long next = Long.BYTES;
    private long payload;
    private int length;
    private int kind;

    Blocks(MemorySegment file) {
        this.file = file;
    }

    /** Goes to the next block; false when there is no whole one any more. */
    boolean next() {
        long left = file.byteSize() - next - HEAD_BYTES;
        if (left < 0) {
            return false;
        }
        kind = file.get(INT, next);
        length = file.get(INT, next + 4);
        if (length < 0 || length > MAX_PAYLOAD || length > left || length % Long.BYTES != 0) {
            return false;
        }
        payload = next + HEAD_BYTES;
        if (checksum(kind, file.asSlice(payload, length)) != file.get(INT, next + 8)) {
            return false;
        }
        next = payload + length;
        return true;
    }

    int kind() {
        return kind;
    }

    /** Where in the file what is in it begins. */
    long payload() {
        return payload;
    }

    int length() {
        return length;
    }

    /** Where the whole blocks end. */
    long end() {
        return next;
    }

    static int checksum(int kind, MemorySegment payload) {
        CRC32C crc = new CRC32C();
        for (int shift = 0; shift < Integer.SIZE; shift += Byte.SIZE) {
            crc.update(kind >>> shift);
        }
        crc.update(payload.asByteBuffer());
        return (int) crc.getValue();
    }
}
