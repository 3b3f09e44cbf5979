package dev.baton.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.LongBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where in this process a variable of a loaded library is, also one that the library does not
 * export: by the library's symbol table, in the file that is mapped. Stripped files have none.
 *
 * <p>It is looked for while a program waits for its first virtual thread, and in the interpreter,
 * where a plain look into an array is the cheapest there is: so the table of symbols becomes one of
 * longs.
 */
public final class LoadedLibrary {
    private static final int HEADER_BYTES = 64;
    private static final int MAGIC = 0x464C457F; // 0x7F, E, L, F
    private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
    private static final int SECTION_BYTES = 64;
    private static final int SYMBOL_LONGS = 3; // its name, type and section; its value; its size
    private static final int SHT_SYMTAB = 2;
    private static final int TYPE_SHIFT = 32;
    private static final int TYPE_BITS = 15;
    private static final int STT_OBJECT = 1;

    /** Much larger ones are no library's. */
    private static final int MAX_TABLE_BYTES = 64 << 20;

    private final RandomAccessFile file;

    private LoadedLibrary(RandomAccessFile file) {
        this.file = file;
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
        String maps;
        try (FileInputStream in = new FileInputStream("/proc/self/maps")) {
            maps = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int end = maps.indexOf(library + '\n');
        if (end < 0) {
            return 0; // or it ends in " (deleted)": another may be at its place by now
        }
        int begin = maps.lastIndexOf('\n', end) + 1;
        int dash = maps.indexOf('-', begin);
        int access = maps.indexOf(' ', dash) + 1;
        int offset = maps.indexOf(' ', access) + 1;
        int device = maps.indexOf(' ', offset) + 1;
        int inode = maps.indexOf(' ', device) + 1;
        int afterInode = maps.indexOf(' ', inode);
        if (Long.parseLong(maps, offset, device - 1, 16) != 0) {
            return 0;
        }
        Path path = Path.of(maps.substring(maps.indexOf('/', afterInode), end + library.length()));
        if (!Files.getAttribute(path, "unix:ino")
                .toString()
                .equals(maps.substring(inode, afterInode))) {
            return 0;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long value = new LoadedLibrary(file).find(symbol, bytes);
            return value == 0 ? 0 : Long.parseUnsignedLong(maps, begin, dash, 16) + value;
        }
    }

    /** The symbol's value, which is where it is from the library's first byte on. */
    private long find(String symbol, int bytes) throws IOException {
        ByteBuffer header = read(0, HEADER_BYTES);
        if (header.getInt(0) != MAGIC || header.getShort(4) != CLASS_64_LITTLE_ENDIAN) {
            return 0;
        }
        int count = Short.toUnsignedInt(header.getShort(60));
        ByteBuffer sections = read(header.getLong(40), (long) count * SECTION_BYTES);
        for (int at = 0; at < sections.limit(); at += SECTION_BYTES) {
            if (sections.getInt(at + 4) == SHT_SYMTAB) {
                int names = sections.getInt(at + 40); // its link
                return names < 0 || names >= count
                        ? 0
                        : find(
                                read(sections, at).asLongBuffer(),
                                read(sections, names * SECTION_BYTES).array(),
                                (symbol + '\0').getBytes(StandardCharsets.US_ASCII),
                                bytes);
            }
        }
        return 0;
    }

    private static long find(LongBuffer table, byte[] names, byte[] name, int bytes) {
        long[] symbols = new long[table.remaining() / SYMBOL_LONGS * SYMBOL_LONGS];
        table.get(symbols);
        int lastName = names.length - name.length;
        for (int i = 0; i < symbols.length; i += SYMBOL_LONGS) {
            if (symbols[i + 2] == bytes) {
                long first = symbols[i];
                int its = (int) first;
                if ((first >>> TYPE_SHIFT & TYPE_BITS) == STT_OBJECT
                        && its >= 0
                        && its <= lastName
                        && isEqual(name, names, its)) {
                    return symbols[i + 1];
                }
            }
        }
        return 0;
    }

    /** From the end: names of C++ begin alike. */
    private static boolean isEqual(byte[] name, byte[] names, int at) {
        for (int i = name.length - 1; i >= 0; i--) {
            if (names[at + i] != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** The contents of a section. */
    private ByteBuffer read(ByteBuffer sections, int section) throws IOException {
        return read(sections.getLong(section + 24), sections.getLong(section + 32));
    }

    private ByteBuffer read(long at, long bytes) throws IOException {
        if (bytes < 0 || bytes > MAX_TABLE_BYTES) {
            throw new IOException("a table of " + bytes + " bytes");
        }
        byte[] table = new byte[(int) bytes];
        file.seek(at);
        file.readFully(table);
        return ByteBuffer.wrap(table).order(ByteOrder.LITTLE_ENDIAN);
    }
}
