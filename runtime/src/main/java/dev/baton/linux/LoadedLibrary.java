package dev.baton.linux;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.stream.Stream;

/**
 * Where in this process a variable of a loaded library is, also one that the library does not
 * export: by the library's symbol table, in the file that is mapped. Stripped files have none.
 */
public final class LoadedLibrary {
    private static final int HEADER_BYTES = 64;
    private static final int MAGIC = 0x464C457F; // 0x7F, E, L, F
    private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
    private static final int SECTION_BYTES = 64;
    private static final int SYMBOL_BYTES = 24;
    private static final int SHT_SYMTAB = 2;
    private static final int TYPE_BITS = 15;
    private static final int STT_OBJECT = 1;

    /** Much larger ones are no library's. */
    private static final long MAX_TABLE_BYTES = 64L << 20;

    private final FileChannel file;
    private final long base;

    private LoadedLibrary(FileChannel file, long base) {
        this.file = file;
        this.base = base;
    }

    /**
     * Looks for a variable. Reads some MB, so it takes milliseconds. Any thread may.
     *
     * @param library the end of the library's path, as {@code /libjvm.so}
     * @param symbol the variable's name, mangled where it has to be
     * @param bytes its size
     * @return its address; 0 when there is no such library, or its file is not the one that was
     *     loaded, or has no such symbol
     * @throws IOException when the file can't be read
     */
    public static long address(String library, String symbol, int bytes) throws IOException {
        // The first mapping of a library is that of its first byte:
        // 7f2a4c000000-7f2a4c3b6000 r--p 00000000 fe:00 5251 /usr/lib/jvm/…/libjvm.so
        try (Stream<String> maps = Files.lines(Path.of("/proc/self/maps"))) {
            Iterator<String> lines = maps.filter(line -> line.endsWith(library)).iterator();
            if (!lines.hasNext()) {
                return 0; // or it ends in " (deleted)": another may be at its place by now
            }
            String[] columns = lines.next().split(" +", 6);
            long base =
                    Long.parseUnsignedLong(columns[0].substring(0, columns[0].indexOf('-')), 16);
            if (Long.parseLong(columns[2], 16) != 0) {
                return 0;
            }
            Path path = Path.of(columns[5]);
            if (!Files.getAttribute(path, "unix:ino").toString().equals(columns[4])) {
                return 0;
            }
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ)) {
                return new LoadedLibrary(file, base).find(symbol, bytes);
            }
        }
    }

    private long find(String symbol, int bytes) throws IOException {
        ByteBuffer header = read(0, HEADER_BYTES);
        if (header.getInt(0) != MAGIC || header.getShort(4) != CLASS_64_LITTLE_ENDIAN) {
            return 0;
        }
        long sections = header.getLong(40);
        int count = Short.toUnsignedInt(header.getShort(60));
        ByteBuffer table = read(sections, (long) count * SECTION_BYTES);
        for (int at = 0; at < count * SECTION_BYTES; at += SECTION_BYTES) {
            if (table.getInt(at + 4) == SHT_SYMTAB) {
                int names = table.getInt(at + 40) * SECTION_BYTES; // its link
                return find(
                        read(table.getLong(at + 24), table.getLong(at + 32)),
                        table.getLong(names + 24),
                        symbol.getBytes(StandardCharsets.US_ASCII),
                        bytes);
            }
        }
        return 0;
    }

    private long find(ByteBuffer symbols, long names, byte[] name, int bytes) throws IOException {
        for (int at = 0; at + SYMBOL_BYTES <= symbols.capacity(); at += SYMBOL_BYTES) {
            if (symbols.getLong(at + 16) == bytes
                    && (symbols.get(at + 4) & TYPE_BITS) == STT_OBJECT
                    && isNamed(names + Integer.toUnsignedLong(symbols.getInt(at)), name)) {
                return base + symbols.getLong(at + 8);
            }
        }
        return 0;
    }

    private boolean isNamed(long at, byte[] name) throws IOException {
        ByteBuffer found = read(at, name.length + 1);
        for (int i = 0; i < name.length; i++) {
            if (found.get(i) != name[i]) {
                return false;
            }
        }
        return found.get(name.length) == 0;
    }

    private ByteBuffer read(long at, long bytes) throws IOException {
        if (bytes < 0 || bytes > MAX_TABLE_BYTES) {
            throw new IOException("a table of " + bytes + " bytes");
        }
        ByteBuffer b = ByteBuffer.allocate((int) bytes).order(ByteOrder.LITTLE_ENDIAN);
        while (b.hasRemaining()) {
            if (file.read(b, at + b.position()) < 0) {
                throw new IOException("ends at " + file.size());
            }
        }
        return b;
    }
}
