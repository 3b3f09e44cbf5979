package dev.baton.os;

import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Stat;
import java.time.Instant;

/**
 * What is known of a file, as Go's {@code fs.FileInfo} tells it.
 *
 * @param name the name that the file was opened by
 * @param sys all that the kernel told
 */
public record FileInfo(String name, Stat sys) {
    /**
     * Its length.
     *
     * @return bytes; for what is no regular file, whatever the kernel says
     */
    public long size() {
        return sys.size();
    }

    /**
     * Who may do what with it.
     *
     * @return 0 to 07777
     */
    public int permissions() {
        return sys.permissions();
    }

    /**
     * When its content was changed last.
     *
     * @return to the nanosecond, as exact as the file system is
     */
    public Instant modTime() {
        return Instant.ofEpochSecond(sys.modifiedSeconds(), sys.modifiedNanos());
    }

    /**
     * Whether it is a regular file.
     *
     * @return true for neither directory, pipe, device nor socket
     */
    public boolean isRegular() {
        return sys.kind() == Fcntl.S_IFREG;
    }

    /**
     * Whether it is a directory.
     *
     * @return true for a directory
     */
    public boolean isDirectory() {
        return sys.kind() == Fcntl.S_IFDIR;
    }

    /**
     * Whether it is a FIFO or a pipe.
     *
     * @return true for both
     */
    public boolean isFifo() {
        return sys.kind() == Fcntl.S_IFIFO;
    }

    /**
     * Whether it is a symbolic link.
     *
     * @return true only of what {@link Os#lstat} told
     */
    public boolean isSymlink() {
        return sys.kind() == Fcntl.S_IFLNK;
    }
}
