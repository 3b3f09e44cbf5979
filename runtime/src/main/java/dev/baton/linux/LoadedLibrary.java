package dev.baton.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import jdk.internal.misc.Unsafe;

/**
 * Where in this process variables of a loaded library are, also such that the library does not
 * export: by the library's symbol table, in the file that is mapped. Stripped files have none.
 *
 * <p>They are looked for while a program waits for its first virtual thread, and in the
 * interpreter, where a plain look into an array is the cheapest there is: so the table of symbols
 * becomes one of longs.
 */
public final class LoadedLibrary {
    private static final Unsafe U = Unsafe.getUnsafe();

    private static final int HEADER_BYTES = 64;
    private static final int MAGIC = 0x464C457F; // 0x7F, E, L, F
    private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
    private static final int SECTION_BYTES = 64;
    private static final int CHUNK_SYMBOLS = 4096;
    private static final int SYMBOL_LONGS = 3; // its name, type and section; its value; its size
    private static final int SHT_SYMTAB = 2;
    private static final int TYPE_SHIFT = 32;
    private static final int TYPE_BITS = 15;
    private static final int STT_OBJECT = 1;

    /** Much larger ones are no library's. */
    private static final int MAX_TABLE_BYTES = 64 << 20;

    private final int fd;

    private LoadedLibrary(int fd) {
        this.fd = fd;
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
        long[] addresses = new long[variables.length];
        // The first mapping of a library is that of its first byte:
        // 7f2a4c000000-7f2a4c3b6000 r--p 00000000 fe:00 5251 /usr/lib/jvm/…/libjvm.so
        String maps;
        try (FileInputStream in = new FileInputStream("/proc/self/maps")) {
            maps = new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
        int end = maps.indexOf(library + '\n');
        if (end < 0) {
            return addresses; // or it ends in " (deleted)": another may be at its place by now
        }
        int begin = maps.lastIndexOf('\n', end) + 1;
        int dash = maps.indexOf('-', begin);
        int access = maps.indexOf(' ', dash) + 1;
        int offset = maps.indexOf(' ', access) + 1;
        int device = maps.indexOf(' ', offset) + 1;
        int inode = maps.indexOf(' ', device) + 1;
        int afterInode = maps.indexOf(' ', inode);
        if (Long.parseLong(maps, offset, device - 1, 16) != 0) {
            return addresses;
        }
        Path path = Path.of(maps.substring(maps.indexOf('/', afterInode), end + library.length()));
        if (!Files.getAttribute(path, "unix:ino")
                .toString()
                .equals(maps.substring(inode, afterInode))) {
            return addresses;
        }
        int fd = Descriptors.openToRead(path.toString());
        if (fd < 0) {
            throw new IOException("can't be read: " + path);
        }
        try {
            new LoadedLibrary(fd).find(variables, addresses);
            long first = Long.parseUnsignedLong(maps, begin, dash, 16);
            for (int i = 0; i < addresses.length; i++) {
                addresses[i] += addresses[i] == 0 ? 0 : first;
            }
            return addresses;
        } finally {
            Descriptors.close(fd);
        }
    }

    /** The symbols' values, which is where they are from the library's first byte on. */
    private void find(Variable[] variables, long[] values) throws IOException {
        long header = read(0, HEADER_BYTES);
        long sections = 0;
        try {
            if (U.getInt(header) != MAGIC || U.getShort(header + 4) != CLASS_64_LITTLE_ENDIAN) {
                return;
            }
            int count = Short.toUnsignedInt(U.getShort(header + 60));
            sections = read(U.getLong(header + 40), (long) count * SECTION_BYTES);
            for (int i = 0; i < count; i++) {
                long section = sections + (long) i * SECTION_BYTES;
                if (U.getInt(section + 4) == SHT_SYMTAB) {
                    int names = U.getInt(section + 40); // its link
                    if (names >= 0 && names < count) {
                        find(section, sections + (long) names * SECTION_BYTES, variables, values);
                    }
                    return;
                }
            }
        } finally {
            U.freeMemory(header);
            U.freeMemory(sections); // 0, none
        }
    }

    private void find(long symbolTable, long nameTable, Variable[] variables, long[] values)
            throws IOException {
        long at = U.getLong(symbolTable + 24);
        long end = at + U.getLong(symbolTable + 32);
        long namesBytes = U.getLong(nameTable + 32);
        long names = read(U.getLong(nameTable + 24), namesBytes);
        long[] symbols = new long[CHUNK_SYMBOLS * SYMBOL_LONGS];
        try {
            while (at < end) {
                int bytes = (int) Math.min(end - at, (long) symbols.length * Long.BYTES);
                long chunk = read(at, bytes);
                U.copyMemory(null, chunk, symbols, Unsafe.ARRAY_LONG_BASE_OFFSET, bytes);
                U.freeMemory(chunk);
                find(symbols, bytes / Long.BYTES, names, namesBytes, variables, values);
                at += bytes;
            }
        } finally {
            U.freeMemory(names);
        }
    }

    private static void find(
            long[] symbols,
            int count,
            long names,
            long namesBytes,
            Variable[] variables,
            long[] values) {
        int largest = 0;
        for (Variable variable : variables) {
            largest = Math.max(largest, variable.bytes);
        }
        for (int i = 0; i + SYMBOL_LONGS <= count; i += SYMBOL_LONGS) {
            long bytes = symbols[i + 2];
            if (bytes <= largest && bytes > 0) {
                long first = symbols[i];
                if ((first >>> TYPE_SHIFT & TYPE_BITS) == STT_OBJECT) {
                    long name = Integer.toUnsignedLong((int) first);
                    for (int v = 0; v < variables.length; v++) {
                        if (bytes == variables[v].bytes
                                && isEqual(variables[v].symbol, names, name, namesBytes)) {
                            values[v] = symbols[i + 1];
                        }
                    }
                }
            }
        }
    }

    /** From the end: names of C++ begin alike. */
    private static boolean isEqual(String symbol, long names, long at, long namesBytes) {
        int length = symbol.length();
        if (at + length >= namesBytes || U.getByte(names + at + length) != 0) {
            return false;
        }
        for (int i = length - 1; i >= 0; i--) {
            if (U.getByte(names + at + i) != symbol.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Where what was read is; the caller's to free. Off the heap, which has no use for it later.
     */
    private long read(long at, long bytes) throws IOException {
        if (bytes < 0 || bytes > MAX_TABLE_BYTES) {
            throw new IOException("a table of " + bytes + " bytes");
        }
        long memory = U.allocateMemory(Math.max(bytes, 1));
        for (long n = 0; n < bytes; ) {
            long got = SystemCall.call(SystemCall.PREAD64, fd, memory + n, bytes - n, at + n);
            if (got <= 0) {
                U.freeMemory(memory);
                throw new IOException("no " + bytes + " bytes at " + at);
            }
            n += got;
        }
        return memory;
    }
}
