package dev.baton.linux;

import java.nio.charset.StandardCharsets;
import jdk.internal.misc.Unsafe;

/** File descriptors that Baton opens for itself: how many it may keep, opening and closing one. */
public final class Descriptors {
    private static final Unsafe U = Unsafe.getUnsafe();

    /**
     * As many of one kind as are of use: of threads that have a P, or come for one all the time.
     */
    private static final int MOST = 256;

    /** And one descriptor of so many at most: the program is to have those that it counts on. */
    private static final int SHARE = 16;

    private static final int AT_FDCWD = -100; // of no meaning: the paths begin with a slash
    private static final int O_RDONLY_CLOEXEC = 0x80000;
    private static final int F_GETFL = 3;
    private static final int F_GETPIPE_SZ = 1032;
    private static final int O_ACCMODE = 3;
    private static final int O_WRONLY = 1;
    private static final int O_NONBLOCK = 0x800;

    private Descriptors() {}

    /**
     * How many of one kind may stay open in this process.
     *
     * @param openFiles how many descriptors it may have, or -1 when that is not known
     * @return 0 when it is not known
     */
    public static int most(long openFiles) {
        return (int) Math.min(openFiles < 0 ? 0 : openFiles / SHARE, MOST);
    }

    /**
     * Opens a file for reading.
     *
     * @param path the address of its path, which begins with a slash and ends with a 0
     * @return -1 when it can't be opened
     */
    static int openToRead(long path) {
        return (int) SystemCall.call(SystemCall.OPENAT, AT_FDCWD, path, O_RDONLY_CLOEXEC);
    }

    /** The same by a path that is not kept. */
    static int openToRead(String path) {
        byte[] bytes = (path + '\0').getBytes(StandardCharsets.UTF_8);
        long memory = U.allocateMemory(bytes.length);
        try {
            U.copyMemory(bytes, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, memory, bytes.length);
            return openToRead(memory);
        } finally {
            U.freeMemory(memory);
        }
    }

    /**
     * Whether this is a pipe or a FIFO, open for reading, of which a read waits for something.
     *
     * @param fd the descriptor
     * @return false for all else, and when it is not open
     */
    public static boolean isPipeToWaitFor(int fd) {
        if (SystemCall.call(SystemCall.FCNTL, fd, F_GETPIPE_SZ, 0) <= 0) {
            return false;
        }
        long flags = SystemCall.call(SystemCall.FCNTL, fd, F_GETFL, 0);
        return flags >= 0 && (flags & O_NONBLOCK) == 0 && (flags & O_ACCMODE) != O_WRONLY;
    }

    /** Linux has closed it whatever it answers, so the answer tells nothing. */
    static void close(int fd) {
        SystemCall.call(SystemCall.CLOSE, fd, 0, 0);
    }
}
