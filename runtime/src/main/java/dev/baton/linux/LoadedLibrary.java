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
 * Where in this process variables of a loaded library are, also such that the library does not
 * export: by the library's symbol table, in the file that is mapped. Stripped files have none.
 *
 * <p>They are looked for while a program waits for its first virtual thread, and in the
 * interpreter, where a plain look into an array is the cheapest there is: so the table of symbols
 * becomes one of longs.
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
     * What is looked for.
     *
     * @param symbol its name, mangled where it has to be
     * @param bytes its size
     */
    public record Variable(String symbol, int bytes) {}

    /**
     * Looks for variables. Reads some MB, so it takes milliseconds. Any thread may.
     *
     * @param library the end of the library's path, as {@code /libjvm.so}
     * @param variables what is looked for
     * @return the address of each; 0 when there is no such library, or its file is not the one that
     *     was loaded, or has no such symbol
     * @throws IOException when the file can't be read
     */
    public static long[] addresses(String library, Variable... variables) throws IOException {
        long[] none = new long[variables.length];
        // The first mapping of a library is that of its first byte:
        // 7f2a4c000000-7f2a4c3b6000 r--p 00000000 fe:00 5251 /usr/lib/jvm/…/libjvm.so
        String maps;
        try (FileInputStream in = new FileInputStream("/proc/self/maps")) {
            maps = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int end = maps.indexOf(library + '\n');
        if (end < 0) {
            return none; // or it ends in " (deleted)": another may be at its place by now
        }
        int begin = maps.lastIndexOf('\n', end) + 1;
        int dash = maps.indexOf('-', begin);
        int access = maps.indexOf(' ', dash) + 1;
        int offset = maps.indexOf(' ', access) + 1;
        int device = maps.indexOf(' ', offset) + 1;
        int inode = maps.indexOf(' ', device) + 1;
        int afterInode = maps.indexOf(' ', inode);
        if (Long.parseLong(maps, offset, device - 1, 16) != 0) {
            return none;
        }
        Path path = Path.of(maps.substring(maps.indexOf('/', afterInode), end + library.length()));
        if (!Files.getAttribute(path, "unix:ino")
                .toString()
                .equals(maps.substring(inode, afterInode))) {
            return none;
        }
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            long[] addresses = none;
            new LoadedLibrary(file).find(variables, addresses);
            long first = Long.parseUnsignedLong(maps, begin, dash, 16);
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] += addresses[i] == 0 ? 0 : first;
            }
            return addresses;
        }
    }

    /** The symbols' values, which is where they are from the library's first byte on. */
    private void find(Variable[] variables, long[] values) throws IOException {
        ByteBuffer header = read(0, HEADER_BYTES);
        if (header.getInt(0) != MAGIC || header.getShort(4) != CLASS_64_LITTLE_ENDIAN) {
            return;
        }
        int count = Short.toUnsignedInt(header.getShort(60));
        ByteBuffer sections = read(header.getLong(40), (long) count * SECTION_BYTES);
        for (int at = 0; at < sections.limit(); at += SECTION_BYTES) {
            if (sections.getInt(at + 4) == SHT_SYMTAB) {
                int names = sections.getInt(at + 40); // its link
                if (names >= 0 && names < count) {
                    find(
                            read(sections, at).asLongBuffer(),
                            read(sections, names * SECTION_BYTES).array(),
                            variables,
                            values);
                }
                return;
            }
        }
    }

    private static void find(LongBuffer table, byte[] names, Variable[] variables, long[] values) {
        long[] symbols = new long[table.remaining() / SYMBOL_LONGS * SYMBOL_LONGS];
        table.get(symbols);
        byte[][] wanted = new byte[variables.length][];
        int largest = 0;
        for (int v = 0; v < variables.length; v++) {
            wanted[v] = (variables[v].symbol + '\0').getBytes(StandardCharsets.US_ASCII);
            largest = Math.max(largest, variables[v].bytes);
        }
        for (int i = 0; i < symbols.length; i += SYMBOL_LONGS) {
            long bytes = symbols[i + 2];
            if (bytes <= largest && bytes > 0) {
                long first = symbols[i];
                if ((first >>> TYPE_SHIFT & TYPE_BITS) == STT_OBJECT) {
                    for (int v = 0; v < wanted.length; v++) {
                        if (bytes == variables[v].bytes && isEqual(wanted[v], names, (int) first)) {
                            values[v] = symbols[i + 1];
                        }
                    }
                }
            }
        }
    }

    /** From the end: names of C++ begin alike. */
    private static boolean isEqual(byte[] name, byte[] names, int at) {
        if (at < 0 || at > names.length - name.length) {
            return false;
        }
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
