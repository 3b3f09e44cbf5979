package dev.baton.syscall;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;
import static java.lang.foreign.ValueLayout.JAVA_SHORT_UNALIGNED;

import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;

/**
 * An entry of a directory, as {@code getdents64} tells it. A name is bytes to Linux: the entry
 * keeps them, so that a file whose name is no UTF-8 can be opened or removed all the same, by
 * {@link Files#openat(int, Dirent, int)} and {@link Files#unlinkat(int, Dirent, int)}.
 */
public final class Dirent {
    // struct linux_dirent64.
    private static final int D_INO = 0;
    private static final int D_RECLEN = 16;
    private static final int D_TYPE = 18;
    private static final int D_NAME = 19;

    /** {@code DT_DIR} is {@link Fcntl#S_IFDIR} shifted so far, and so are all. */
    private static final int TYPE_SHIFT = 12;

    private final long ino;
    private final int kind;
    private final byte[] name;

    private Dirent(long ino, int kind, byte[] name) {
        this.ino = ino;
        this.kind = kind;
        this.name = name;
    }

    /** Reads the kernel's structure. */
    static Dirent from(MemorySegment s, long at) {
        long end = at + D_NAME;
        while (s.get(JAVA_BYTE, end) != 0) {
            end++;
        }
        byte[] name = new byte[(int) (end - at - D_NAME)];
        MemorySegment.copy(s, JAVA_BYTE, at + D_NAME, name, 0, name.length);
        return new Dirent(
                s.get(JAVA_LONG_UNALIGNED, at + D_INO),
                (s.get(JAVA_BYTE, at + D_TYPE) & 0xff) << TYPE_SHIFT,
                name);
    }

    /** How far it is to the next one. */
    static int bytes(MemorySegment s, long at) {
        return s.get(JAVA_SHORT_UNALIGNED, at + D_RECLEN) & 0xffff;
    }

    /**
     * The file's number on its device.
     *
     * @return as the directory has it: of a mount point that of the directory underneath
     */
    public long ino() {
        return ino;
    }

    /**
     * What kind of file it is.
     *
     * @return {@link Fcntl#S_IFREG}, {@link Fcntl#S_IFDIR} and so on; 0 where the file system does
     *     not say
     */
    public int kind() {
        return kind;
    }

    /**
     * What it is called.
     *
     * @return the name; bytes that are no UTF-8 stand in it as U+FFFD
     */
    public String name() {
        return new String(name, StandardCharsets.UTF_8);
    }

    /**
     * Whether it is the directory itself or the one above.
     *
     * @return true for {@code .} and {@code ..}
     */
    public boolean isDots() {
        return name[0] == '.' && (name.length == 1 || (name.length == 2 && name[1] == '.'));
    }

    /** The name as it is. */
    byte[] bytes() {
        return name;
    }

    /** The name. */
    @Override
    public String toString() {
        return name();
    }
}
