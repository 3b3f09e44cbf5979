package dev.baton.linux;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import jdk.internal.misc.Unsafe;

/**
 * Where in this process variables of a loaded library are, also such that the library does not
 * export: by the library's symbol table, in the file that is mapped. Stripped files have none.
 *
 * <p>They are looked for while a program waits for its first virtual thread, in the interpreter,
 * which would need longer for the 70,000 symbols of HotSpot than for all else of a start. So C
 * looks through them: for the name, and then for the symbol that has the name's place.
 */
public final class LoadedLibrary {
    private static final Unsafe U = Unsafe.getUnsafe();

    private static final int HEADER_BYTES = 64;
    private static final int MAGIC = 0x464C457F; // 0x7F, E, L, F
    private static final int CLASS_64_LITTLE_ENDIAN = 0x0102;
    private static final int SECTION_BYTES = 64;
    private static final int SHT_SYMTAB = 2;

    // A symbol: its name, type, visibility and section; its value; its size.
    private static final int SYMBOL_BYTES = 24;
    private static final int TYPE_AT = 4;
    private static final int TYPE_BITS = 15;
    private static final int STT_OBJECT = 1;
    private static final int VALUE_AT = 8;
    private static final int SIZE_AT = 16;

    private static final int PROT_READ = 1;
    private static final int MAP_PRIVATE = 2;

    private static final long FIND = Linkage.function("memmem");

    private final long file;
    private final long bytes;

    private LoadedLibrary(long file, long bytes) {
        this.file = file;
        this.bytes = bytes;
    }

    /**
     * What is looked for.
     *
     * @param symbol its name, mangled where it has to be
     * @param bytes its size
     */
    public record Variable(String symbol, int bytes) {}

    /**
     * Looks for variables, in some MB, so it takes milliseconds. Any thread may.
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
        Map<String, Object> there = Files.readAttributes(path, "unix:ino,size");
        if (!there.get("ino").toString().equals(maps.substring(inode, afterInode))) {
            return addresses;
        }
        long bytes = (long) there.get("size");
        long file = map(path, bytes);
        try {
            new LoadedLibrary(file, bytes).find(variables, addresses);
        } finally {
            SystemCall.call(SystemCall.MUNMAP, file, bytes, 0);
        }
        long first = Long.parseUnsignedLong(maps, begin, dash, 16);
        for (int i = 0; i < addresses.length; i++) {
            addresses[i] += addresses[i] == 0 ? 0 : first;
        }
        return addresses;
    }

    /** As the loader has mapped it too: who cuts the file off in place ends the process anyway. */
    private static long map(Path path, long bytes) throws IOException {
        int fd = Descriptors.openToRead(path.toString());
        if (fd < 0) {
            throw new IOException("can't be read: " + path);
        }
        long file = SystemCall.call(SystemCall.MMAP, 0, bytes, PROT_READ, MAP_PRIVATE, fd, 0);
        Descriptors.close(fd);
        if (file == -1) {
            throw new IOException("can't be mapped: " + path);
        }
        return file;
    }

    /** The symbols' values, which is where they are from the library's first byte on. */
    private void find(Variable[] variables, long[] values) throws IOException {
        long header = at(0, HEADER_BYTES);
        if (U.getInt(header) != MAGIC || U.getShort(header + 4) != CLASS_64_LITTLE_ENDIAN) {
            return;
        }
        int count = Short.toUnsignedInt(U.getShort(header + 60));
        long sections = at(U.getLong(header + 40), (long) count * SECTION_BYTES);
        for (int i = 0; i < count; i++) {
            long symbols = sections + (long) i * SECTION_BYTES;
            int names = U.getInt(symbols + 40); // its link
            if (U.getInt(symbols + 4) == SHT_SYMTAB && names >= 0 && names < count) {
                long table = sections + (long) names * SECTION_BYTES;
                for (int v = 0; v < variables.length; v++) {
                    values[v] = value(variables[v], symbols, table);
                }
                return;
            }
        }
    }

    /** Of the symbol of that name and size; 0 for none. A longer name may end with it. */
    private long value(Variable variable, long symbolTable, long nameTable) throws IOException {
        long names = table(nameTable);
        long end = names + tableBytes(nameTable);
        byte[] name = (variable.symbol + '\0').getBytes(StandardCharsets.US_ASCII);
        long pattern = U.allocateMemory(name.length);
        long place = U.allocateMemory(Integer.BYTES);
        try {
            U.copyMemory(name, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, pattern, name.length);
            for (long at = names; ; at++) {
                at = find(at, end, pattern, name.length);
                if (at == 0) {
                    return 0;
                }
                U.putInt(place, (int) (at - names));
                long value = value(variable.bytes, symbolTable, place);
                if (value != 0) {
                    return value;
                }
            }
        } finally {
            U.freeMemory(pattern);
            U.freeMemory(place);
        }
    }

    /** Of the symbol of that size whose name has its place there; 0 for none. */
    private long value(int size, long symbolTable, long place) throws IOException {
        long symbols = table(symbolTable);
        long end = symbols + tableBytes(symbolTable);
        for (long at = symbols; ; at++) {
            at = find(at, end, place, Integer.BYTES);
            if (at == 0) {
                return 0;
            }
            if ((at - symbols) % SYMBOL_BYTES == 0
                    && (U.getByte(at + TYPE_AT) & TYPE_BITS) == STT_OBJECT
                    && U.getLong(at + SIZE_AT) == size) {
                return U.getLong(at + VALUE_AT);
            }
        }
    }

    /** Where the pattern is first from there on; 0 where it isn't any more. */
    private static long find(long from, long end, long pattern, int length) {
        return Downcall.call(FIND, from, end - from, pattern, length, 0, 0, 0);
    }

    private long table(long section) throws IOException {
        return at(U.getLong(section + 24), tableBytes(section));
    }

    private static long tableBytes(long section) {
        return U.getLong(section + 32);
    }

    /** The address of a part of the file. */
    private long at(long offset, long length) throws IOException {
        if (offset < 0 || length < 0 || offset > bytes - length) {
            throw new IOException("no " + length + " bytes at " + offset + " of " + bytes);
        }
        return file + offset;
    }
}
