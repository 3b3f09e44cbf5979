package dev.baton.os.nio;

import dev.baton.syscall.Fcntl;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Set;

/**
 * What {@code java.nio.file} calls the ways to open a file, as flags of {@code open}.
 *
 * @param flags of {@link Fcntl}
 * @param deletesOnClose whether the name is to go again
 */
record OpenOptions(int flags, boolean deletesOnClose) {
    /**
     * Reads the options.
     *
     * @throws IllegalArgumentException for those that exclude each other
     * @throws UnsupportedOperationException for one that is unknown here
     */
    static OpenOptions of(Set<? extends OpenOption> options) {
        for (OpenOption option : options) {
            if (option == null) {
                throw new NullPointerException("an open option is null");
            }
            if (!(option instanceof StandardOpenOption) && option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("open option " + option);
            }
        }
        boolean appends = options.contains(StandardOpenOption.APPEND);
        boolean writes = appends || options.contains(StandardOpenOption.WRITE);
        boolean reads = options.contains(StandardOpenOption.READ) || !writes;
        boolean truncates = options.contains(StandardOpenOption.TRUNCATE_EXISTING);
        if (appends && reads) {
            throw new IllegalArgumentException("READ and APPEND exclude each other");
        }
        if (appends && truncates) {
            throw new IllegalArgumentException("APPEND and TRUNCATE_EXISTING exclude each other");
        }
        int flags = writes ? reads ? Fcntl.O_RDWR : Fcntl.O_WRONLY : Fcntl.O_RDONLY;
        if (writes) {
            flags |= truncates ? Fcntl.O_TRUNC : 0;
            flags |= appends ? Fcntl.O_APPEND : 0;
            flags |= options.contains(StandardOpenOption.CREATE) ? Fcntl.O_CREAT : 0;
            if (options.contains(StandardOpenOption.CREATE_NEW)) {
                flags |= Fcntl.O_CREAT | Fcntl.O_EXCL;
            }
        }
        boolean deletes = options.contains(StandardOpenOption.DELETE_ON_CLOSE);
        flags |= options.contains(LinkOption.NOFOLLOW_LINKS) || deletes ? Fcntl.O_NOFOLLOW : 0;
        flags |= options.contains(StandardOpenOption.DSYNC) ? Fcntl.O_DSYNC : 0;
        flags |= options.contains(StandardOpenOption.SYNC) ? Fcntl.O_SYNC : 0;
        return new OpenOptions(flags, deletes);
    }

    /**
     * The permissions that a file is to be made with.
     *
     * @param otherwise where nothing is said of them
     * @throws UnsupportedOperationException for any other attribute
     */
    static int permissions(int otherwise, FileAttribute<?>... attributes) {
        int perm = otherwise;
        for (FileAttribute<?> attribute : attributes) {
            if (!attribute.name().equals("posix:permissions")
                    || !(attribute.value() instanceof Set<?> permissions)) {
                throw new UnsupportedOperationException(
                        attribute.name() + " can't be set when a file is made");
            }
            perm = 0;
            for (Object permission : permissions) {
                perm |= bit((PosixFilePermission) permission);
            }
        }
        return perm;
    }

    private static int bit(PosixFilePermission permission) {
        return switch (permission) {
            case OWNER_READ -> 0400;
            case OWNER_WRITE -> 0200;
            case OWNER_EXECUTE -> 0100;
            case GROUP_READ -> 040;
            case GROUP_WRITE -> 020;
            case GROUP_EXECUTE -> 010;
            case OTHERS_READ -> 04;
            case OTHERS_WRITE -> 02;
            case OTHERS_EXECUTE -> 01;
        };
    }
}
