package dev.baton.linux;

import java.nio.charset.StandardCharsets;
import jdk.internal.misc.Unsafe;

/**
 * What the kernel itself knows of an open file. The file system that it lies in is not asked, so
 * these calls don't wait for one that does not answer.
 */
public final class OpenFile {
    private static final Unsafe U = Unsafe.getUnsafe();

    private static final int AT_FDCWD = -100; // of no meaning: the path begins with a slash
    private static final int AT_EMPTY_PATH = 0x1000;
    private static final int AT_STATX_DONT_SYNC = 0x4000;

    /** Of all that statx may tell no more than what it always does. */
    private static final int NOTHING_MORE = 0;

    private static final int PATH_MAX = 4096;
    private static final int SIZE_OF_STATX = 256;
    private static final int STX_RDEV_MAJOR = 128;
    private static final int STX_RDEV_MINOR = 132;
    private static final int STX_DEV_MAJOR = 136;
    private static final int STX_DEV_MINOR = 140;

    private OpenFile() {}

    /**
     * The name that it has for the kernel: from the root, with no symbolic link in it.
     *
     * @param fd its number
     * @return of what has none (a socket, a pipe) something that does not begin with a slash; null
     *     where it is not open
     */
    public static String path(int fd) {
        byte[] link = ("/proc/self/fd/" + fd + '\0').getBytes(StandardCharsets.US_ASCII);
        long memory = U.allocateMemory(PATH_MAX + link.length);
        try {
            long name = memory + PATH_MAX;
            U.copyMemory(link, Unsafe.ARRAY_BYTE_BASE_OFFSET, null, name, link.length);
            long n = SystemCall.call(SystemCall.READLINKAT, AT_FDCWD, name, memory, PATH_MAX);
            if (n < 0) {
                return null;
            }
            byte[] path = new byte[(int) n];
            U.copyMemory(null, memory, path, Unsafe.ARRAY_BYTE_BASE_OFFSET, n);
            return new String(path, StandardCharsets.UTF_8);
        } finally {
            U.freeMemory(memory);
        }
    }

    /**
     * The device that its file system is of ({@code st_dev}), and the one that it is itself, where
     * it is one ({@code st_rdev}).
     *
     * @param fd its number
     * @return major and minor number of the one, then of the other; null where it is not open, and
     *     where the kernel does not say
     */
    public static long[] devices(int fd) {
        long memory = U.allocateMemory(SIZE_OF_STATX + 1);
        try {
            long empty = memory + SIZE_OF_STATX;
            U.putByte(empty, (byte) 0);
            int flags = AT_EMPTY_PATH | AT_STATX_DONT_SYNC;
            long r = SystemCall.call(SystemCall.STATX, fd, empty, flags, NOTHING_MORE, memory, 0);
            return r != 0
                    ? null
                    : new long[] {
                        U.getInt(memory + STX_DEV_MAJOR),
                        U.getInt(memory + STX_DEV_MINOR),
                        U.getInt(memory + STX_RDEV_MAJOR),
                        U.getInt(memory + STX_RDEV_MINOR)
                    };
        } finally {
            U.freeMemory(memory);
        }
    }
}
