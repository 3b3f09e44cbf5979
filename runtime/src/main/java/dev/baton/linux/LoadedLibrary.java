package dev.baton.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import jdk.internal.misc.Unsafe;

/**
 * Where in this process a variable of a loaded library is, also one that the library does not
 * export: by the library's symbol table, in the file that is mapped. Stripped files have none.
 *
 * <p>It is looked for while a program waits for its first virtual thread, and in the interpreter:
 * so the tables are read whole, into memory off the heap, and looked at by address.
 */
public final class LoadedLibrary {
    private static final Unsafe U = Unsafe.getUnsafe();

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
    private final Arena arena;

    private LoadedLibrary(FileChannel file, Arena arena) {
        this.file = file;
        this.arena = arena;
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
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ);
                Arena arena = Arena.ofConfined()) {
            long value = new LoadedLibrary(file, arena).find(symbol, bytes);
            return value == 0 ? 0 : Long.parseUnsignedLong(maps, begin, dash, 16) + value;
        }
    }

    /** The symbol's value, which is where it is from the library's first byte on. */
    private long find(String symbol, int bytes) throws IOException {
        long header = read(0, HEADER_BYTES);
        if (U.getInt(header) != MAGIC || U.getShort(header + 4) != CLASS_64_LITTLE_ENDIAN) {
            return 0;
        }
        int count = Short.toUnsignedInt(U.getShort(header + 60));
        long sections = read(U.getLong(header + 40), (long) count * SECTION_BYTES);
        for (int i = 0; i < count; i++) {
            long section = sections + (long) i * SECTION_BYTES;
            if (U.getInt(section + 4) == SHT_SYMTAB) {
                int names = U.getInt(section + 40); // its link
                return names < 0 || names >= count
                        ? 0
                        : find(section, sections + (long) names * SECTION_BYTES, symbol, bytes);
            }
        }
        return 0;
    }

    private long find(long symbolTable, long nameTable, String symbol, int bytes)
            throws IOException {
        long symbols = read(symbolTable);
        long end = symbols + U.getLong(symbolTable + 32) / SYMBOL_BYTES * SYMBOL_BYTES;
        long names = read(nameTable);
        byte[] name = (symbol + '\0').getBytes(StandardCharsets.US_ASCII);
        long lastName = U.getLong(nameTable + 32) - name.length;
        for (long at = symbols; at < end; at += SYMBOL_BYTES) {
            if (U.getLong(at + 16) == bytes && (U.getByte(at + 4) & TYPE_BITS) == STT_OBJECT) {
                long its = Integer.toUnsignedLong(U.getInt(at));
                if (its <= lastName && isEqual(name, names + its)) {
                    return U.getLong(at + 8);
                }
            }
        }
        return 0;
    }

    /** From the end: names of C++ begin alike. */
    private static boolean isEqual(byte[] name, long found) {
        for (int i = name.length - 1; i >= 0; i--) {
            if (U.getByte(found + i) != name[i]) {
                return false;
            }
        }
        return true;
    }

    /** The contents of a section. */
    private long read(long section) throws IOException {
        return read(U.getLong(section + 24), U.getLong(section + 32));
    }

    /** Where what was read is, until the arena is closed. */
    private long read(long at, long bytes) throws IOException {
        if (bytes < 0 || bytes > MAX_TABLE_BYTES) {
            throw new IOException("a table of " + bytes + " bytes");
        }
        MemorySegment memory = arena.allocate(bytes, Long.BYTES);
        ByteBuffer b = memory.asByteBuffer();
        while (b.hasRemaining()) {
            if (file.read(b, at + b.position()) < 0) {
                throw new IOException("ends at " + file.size());
            }
        }
        return memory.address();
    }
}
