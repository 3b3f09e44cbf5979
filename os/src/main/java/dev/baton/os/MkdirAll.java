package dev.baton.os;

import dev.baton.syscall.Errno;

/**
 * A directory with all above it, as Go's path.go makes them. {@link Os} and {@link Root} say how.
 */
final class MkdirAll {
    private MkdirAll() {}

    /** Makes one directory. */
    @FunctionalInterface
    interface Mkdir {
        void make(String path) throws PathError;
    }

    /** Looks at what is there. */
    @FunctionalInterface
    interface Look {
        FileInfo at(String path) throws PathError;
    }

    /**
     * Makes it.
     *
     * @param path the directory
     * @throws PathError with ENOTDIR where there is something else
     */
    static void of(String path, Mkdir mkdir, Look stat) throws PathError {
        if (isDirectory(path, stat)) {
            return;
        }
        // From the top: what is there says EEXIST, which is less work than to look first.
        int slash = 0;
        while ((slash = path.indexOf('/', slash + 1)) > 0) {
            if (path.charAt(slash - 1) != '/') {
                makeOne(path.substring(0, slash), mkdir, stat);
            }
        }
        if (!path.endsWith("/")) {
            makeOne(path, mkdir, stat);
        }
    }

    private static void makeOne(String path, Mkdir mkdir, Look stat) throws PathError {
        try {
            mkdir.make(path);
        } catch (PathError e) {
            // Whatever it says (EROFS, for one): a directory that is there is as good.
            if (!isDirectory(path, stat)) {
                throw e;
            }
        }
    }

    private static boolean isDirectory(String path, Look stat) throws PathError {
        FileInfo info;
        try {
            info = stat.at(path);
        } catch (ErrPathEscapes e) {
            throw e; // not to be told as whatever mkdir says
        } catch (PathError e) {
            return false;
        }
        if (!info.isDirectory()) {
            throw notADirectory(path);
        }
        return true;
    }

    private static PathError notADirectory(String path) {
        return PathError.of("mkdir", path, Errno.ENOTDIR);
    }
}
