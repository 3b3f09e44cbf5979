package dev.baton.vthread;

import java.io.FileDescriptor;
import jdk.internal.misc.Unsafe;

/** The kernel's number in a {@link FileDescriptor}. */
public final class FileNumber {
    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long FD = U.objectFieldOffset(FileDescriptor.class, "fd");

    private FileNumber() {}

    /**
     * The number.
     *
     * @param fd any
     * @return -1 when it is closed
     */
    public static int of(FileDescriptor fd) {
        return U.getInt(fd, FD);
    }
}
