package dev.baton.os;

import dev.baton.syscall.Files;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Transfers;
import java.time.Instant;
import java.util.List;

/** What can be done with an open file besides reading and writing it. A {@link File} is one. */
abstract class OpenFile {
    final String name;

    /** Those it was opened with. */
    final int flags;

    final Descriptor descriptor;

    /** Made by the first who reads it as a directory. Under this object's monitor. */
    private Dir dir;

    OpenFile(Descriptor descriptor, int flags) {
        this.name = descriptor.name;
        this.flags = flags;
        this.descriptor = descriptor;
    }

    // ---- What is known of it, and may be changed -----------------------------------------------

    /**
     * What is known of the file now.
     *
     * @return a snapshot
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public FileInfo stat() throws PathError {
        return new FileInfo(name, descriptor.stat());
    }

    /**
     * Waits until all that was written is on the device, with the file's metadata.
     *
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses: after EIO nobody knows what is on the device; EINVAL
     *     for what can't be synchronised, such as a pipe
     */
    public void sync() throws PathError {
        descriptor.call("sync", Syscall::fsync);
    }

    /**
     * Cuts the file, or lengthens it by a hole.
     *
     * @param size its length from now on, in bytes, from 0 on
     * @throws ErrInvalid if the size is negative
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses
     */
    public void truncate(long size) throws PathError {
        if (size < 0) {
            throw new ErrInvalid("truncate", name, "negative size " + size);
        }
        descriptor.call("truncate", fd -> Syscall.ftruncate(fd, size));
    }

    /**
     * As {@link #sync}, but for metadata that reading the file does not need, such as its times.
     *
     * @throws ErrClosed if the file was closed before
     * @throws PathError as {@link #sync}
     */
    public void syncData() throws PathError {
        descriptor.call("sync", Syscall::fdatasync);
    }

    /**
     * Sets who may do what with the file.
     *
     * @param perm its permissions from now on, 0 to 07777
     * @throws ErrInvalid for other bits
     * @throws ErrPermission if the file is another user's
     * @throws PathError if it was closed before, or the kernel refuses
     */
    public void chmod(int perm) throws PathError {
        Arguments.checkPermissions("chmod", name, perm);
        descriptor.call("chmod", fd -> Transfers.fchmod(fd, perm));
    }

    /**
     * Sets whose the file is.
     *
     * @param uid its owner from now on; −1 leaves that
     * @param gid its group from now on; −1 leaves that
     * @throws ErrPermission if the caller may not give it away
     * @throws PathError if it was closed before, or the kernel refuses
     */
    public void chown(int uid, int gid) throws PathError {
        descriptor.call("chown", fd -> Transfers.fchown(fd, uid, gid));
    }

    /**
     * Sets when the file was read and changed last.
     *
     * @param access null leaves that
     * @param modified null leaves that
     * @throws ErrPermission if the file is another user's
     * @throws PathError if it was closed before, or the kernel refuses
     */
    public void chtimes(Instant access, Instant modified) throws PathError {
        long[] accessed = FileTimes.of(access);
        long[] changed = FileTimes.of(modified);
        descriptor.call("chtimes", fd -> Files.utimensat(fd, null, accessed, changed, 0));
    }

    // ---- Directories ---------------------------------------------------------------------------

    /**
     * The next entries of a directory, in the file system's order, without {@code .} and {@code
     * ..}. Those who read the same File take turns.
     *
     * @param most how many at most, from 1 on; 0 or less for all that are left
     * @return none at the end
     * @throws ErrClosed if the file was closed before
     * @throws PathError with ENOTDIR if it is no directory
     */
    public List<DirEntry> readDir(int most) throws PathError {
        return dir().read(most);
    }

    private synchronized Dir dir() {
        if (dir == null) {
            dir = new Dir(descriptor);
        }
        return dir;
    }

    /** It stands elsewhere now: what had been read of a directory is not what comes next. */
    final synchronized void moved() {
        if (dir != null) {
            dir.forget();
        }
    }

    // ---- Locks ---------------------------------------------------------------------------------

    /**
     * Waits for a lock on the whole file that keeps all others out. It is a blocking call: it holds
     * a thread of the OS and no P.
     *
     * @return the lock
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses: with EBADF if the file is not open for writing
     */
    public FileLock lock() throws PathError {
        return lock(0, 0, false);
    }

    /**
     * Waits for a lock on a part of the file. It is a blocking call: it holds a thread of the OS
     * and no P.
     *
     * @param start where it begins, in bytes, from 0 on
     * @param length how many bytes; 0 for up to the end, wherever that comes to be
     * @param isShared whether others may have such a one, too: a reader's
     * @return the lock
     * @throws ErrInvalid if start or length is negative
     * @throws ErrClosed if the file was closed before
     * @throws PathError if the kernel refuses: with EBADF if the file is not open for writing, or
     *     for a shared one for reading
     */
    public FileLock lock(long start, long length, boolean isShared) throws PathError {
        return FileLock.of(descriptor, start, length, isShared, true);
    }

    /**
     * Takes a lock on a part of the file if it can be had now.
     *
     * @param start as {@link #lock(long, long, boolean)}
     * @param length as there
     * @param isShared as there
     * @return the lock, or null when another has one that is in its way
     * @throws ErrInvalid as there
     * @throws ErrClosed as there
     * @throws PathError as there
     */
    public FileLock tryLock(long start, long length, boolean isShared) throws PathError {
        return FileLock.of(descriptor, start, length, isShared, false);
    }
}
