package dev.baton.trace.perfetto;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A protocol buffers message while it is written, to be used again for the next: field by field, in
 * the order in which they are put. Encoding by hand takes these few methods; a library for it would
 * bring generated classes of some thousand lines for five messages.
 *
 * <p>Not for several threads at once.
 */
final class Message {
    private static final int VARINT = 0;
    private static final int FIXED64 = 1;
    private static final int BYTES = 2;

    private static final int MAX_VARINT_BYTES = 10;

    private byte[] bytes = new byte[256];
    private int size;

    /** Empties it. */
    Message clear() {
        size = 0;
        return this;
    }

    Message varint(int field, long value) {
        tag(field, VARINT);
        raw(value);
        return this;
    }

    Message fixed64(int field, long value) {
        tag(field, FIXED64);
        ensure(Long.BYTES);
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            bytes[size++] = (byte) (value >>> shift);
        }
        return this;
    }

    Message string(int field, String value) {
        byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
        return bytes(field, utf8, utf8.length);
    }

    Message message(int field, Message inner) {
        return bytes(field, inner.bytes, inner.size);
    }

    private Message bytes(int field, byte[] value, int length) {
        tag(field, BYTES);
        raw(length);
        ensure(length);
        System.arraycopy(value, 0, bytes, size, length);
        size += length;
        return this;
    }

    private void tag(int field, int wireType) {
        raw(((long) field << 3) | wireType);
    }

    private void raw(long value) {
        ensure(MAX_VARINT_BYTES);
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            bytes[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[size++] = (byte) rest;
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, size + more));
        }
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, size);
    }
}
