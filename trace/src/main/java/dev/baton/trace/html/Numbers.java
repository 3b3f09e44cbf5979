package dev.baton.trace.html;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * Numbers for the page: seven bits a byte, the lowest first, compressed, in letters. {@code
 * Numbers} in slices.js reads them.
 */
final class Numbers {
    private final ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    private final DeflaterOutputStream out =
            new DeflaterOutputStream(compressed, new Deflater(Deflater.BEST_SPEED), 1 << 16);
    private final byte[] buffer = new byte[1 << 16];
    private int size;

    /** One that is not negative. */
    Numbers put(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("negative: " + value);
        }
        if (buffer.length - size < 10) {
            flush();
        }
        long rest = value;
        while (rest > 0x7F) {
            buffer[size++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        buffer[size++] = (byte) rest;
        return this;
    }

    private void flush() {
        try {
            out.write(buffer, 0, size);
            size = 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e); // memory does not fail so
        }
    }

    /** All of them. None may be put any more. */
    String toBase64() {
        flush();
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Base64.getEncoder().encodeToString(compressed.toByteArray());
    }
}
