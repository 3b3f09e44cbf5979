package dev.baton.os;

import dev.baton.syscall.Dirent;
import dev.baton.syscall.Fcntl;

/**
 * What was found in a directory: Go's {@code fs.DirEntry}.
 *
 * @param name its name there; bytes that are no UTF-8 stand in it as U+FFFD, and such a file can't
 *     be opened by it
 * @param kind {@link Fcntl#S_IFREG}, {@link Fcntl#S_IFDIR} and so on, of a symbolic link itself; 0
 *     where the file system does not say: ask {@link #info} then
 * @param directory the path that the directory was opened by
 */
public record DirEntry(String name, int kind, String directory) {
    static DirEntry of(Dirent entry, String directory) {
        return new DirEntry(entry.name(), entry.kind(), directory);
    }

    /**
     * Whether it is a directory.
     *
     * @return false for a symbolic link to one, too
     */
    public boolean isDirectory() {
        return kind == Fcntl.S_IFDIR;
    }

    /**
     * Whether it is a symbolic link.
     *
     * @return true wherever it leads
     */
    public boolean isSymlink() {
        return kind == Fcntl.S_IFLNK;
    }

    /**
     * Where it is.
     *
     * @return the directory's path and the name
     */
    public String path() {
        return directory.endsWith("/") ? directory + name : directory + "/" + name;
    }

    /**
     * What is known of it now, which may be another file by now.
     *
     * @return as {@link Os#lstat}
     * @throws PathError {@link ErrNotExist} if it is gone
     */
    public FileInfo info() throws PathError {
        return Os.lstat(path());
    }
}
