package dev.baton.linux;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Reads a file of {@code /proc}. Not with {@link Files#readString}: such a file has no size, so
 * that reads its first byte alone, and what is under {@code /proc/sys} is told once, to the first
 * read.
 */
public final class ProcFile {
    private static final int MAX_BYTES = 1 << 20;

    private ProcFile() {}

    /**
     * Reads it, up to its first MiB. Any thread may.
     *
     * @param file of {@code /proc} or {@code /sys}
     * @return its text, without white space at the ends
     * @throws IOException when it isn't there or not readable
     */
    public static String read(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return new String(in.readNBytes(MAX_BYTES), StandardCharsets.UTF_8).strip();
        }
    }
}
