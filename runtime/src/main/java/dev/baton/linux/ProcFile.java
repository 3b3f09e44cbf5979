package dev.baton.linux;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * Reads a file of {@code /proc}. Not with {@link Files#readString}: such a file has no size, so
 * that reads its first byte alone, and what is under {@code /proc/sys} is told once, to the first
 * read.
 */
public final class ProcFile {
    private static final int MAX_BYTES = 1 << 20;
    private static final int PAGE_BYTES = 4096;

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

    /**
     * Reads it by three system calls and nothing of the JDK's: for who does so again and again, at
     * some µs each.
     *
     * @param file its path
     * @return its text, or null when it isn't there or not readable
     */
    static String look(String file) {
        try (Arena arena = Arena.ofConfined()) {
            int fd = Descriptors.openToRead(file);
            if (fd < 0) {
                return null;
            }
            try {
                return read(fd, arena.allocate(PAGE_BYTES));
            } finally {
                Descriptors.close(fd);
            }
        }
    }

    private static String read(int fd, MemorySegment page) {
        byte[] bytes = {};
        while (bytes.length < MAX_BYTES) {
            int n =
                    (int)
                            SystemCall.call(
                                    SystemCall.PREAD64,
                                    fd,
                                    page.address(),
                                    PAGE_BYTES,
                                    bytes.length);
            if (n <= 0) {
                break;
            }
            int had = bytes.length;
            bytes = Arrays.copyOf(bytes, had + n);
            MemorySegment.copy(page, ValueLayout.JAVA_BYTE, 0, bytes, had, n);
        }
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
