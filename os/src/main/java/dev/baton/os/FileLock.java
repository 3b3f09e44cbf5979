package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Transfers;
import java.io.Closeable;

/**
 * A lock on a file, or on a part of it, made by {@link File#lock()} and its like. Others that ask
 * for one are kept out, in this process and in others; who just reads and writes is not.
 *
 * <p>It belongs to the open {@link File} (Linux's <em>open file description lock</em>): one made by
 * another File of the same process is in its way, and another one of the same File is not: it takes
 * its place. It ends with {@link #close}, or with the File. Locks of other JVMs ({@link
 * java.nio.channels.FileLock}) and of C's {@code fcntl} are in its way, and it is in theirs; {@code
 * flock} knows nothing of it.
 *
 * <p>Any thread may close it.
 */
public final class FileLock implements Closeable {
    private final Descriptor descriptor;
    private final long start;
    private final long length;
    private final boolean isShared;

    private FileLock(Descriptor descriptor, long start, long length, boolean isShared) {
        this.descriptor = descriptor;
        this.start = start;
        this.length = length;
        this.isShared = isShared;
    }

    /** Waits for it, or returns null where that is not wanted and another has one. */
    static FileLock of(
            Descriptor descriptor, long start, long length, boolean isShared, boolean waits)
            throws PathError {
        if (start < 0 || length < 0) {
            throw new ErrInvalid(
                    "lock", descriptor.name, "negative start " + start + " or length " + length);
        }
        int command = waits ? Transfers.F_OFD_SETLKW : Transfers.F_OFD_SETLK;
        int type = isShared ? Transfers.F_RDLCK : Transfers.F_WRLCK;
        boolean[] isAnothers = new boolean[1];
        descriptor.call(
                "lock",
                fd -> {
                    long r1 = Transfers.fcntlLock(fd, command, type, start, length);
                    // EACCES is what POSIX allows to be said as well.
                    isAnothers[0] = r1 == Errno.EAGAIN.result() || r1 == Errno.EACCES.result();
                    return isAnothers[0] && !waits ? 0 : r1;
                });
        return isAnothers[0] ? null : new FileLock(descriptor, start, length, isShared);
    }

    /**
     * Where it begins.
     *
     * @return bytes from the file's start
     */
    public long start() {
        return start;
    }

    /**
     * How far it reaches.
     *
     * @return bytes; 0 for up to the end, wherever that is
     */
    public long length() {
        return length;
    }

    /**
     * Whether others may have such a one, too.
     *
     * @return true for a reader's lock
     */
    public boolean isShared() {
        return isShared;
    }

    /**
     * Gives it up. Once more, or after the file was closed, has no effect.
     *
     * @throws PathError if the kernel refuses
     */
    @Override
    public void close() throws PathError {
        try {
            descriptor.call(
                    "unlock",
                    fd ->
                            Transfers.fcntlLock(
                                    fd, Transfers.F_OFD_SETLK, Transfers.F_UNLCK, start, length));
        } catch (ErrClosed e) {
            // It went with the file.
        }
    }

    /** The file and what of it. */
    @Override
    public String toString() {
        return "FileLock["
                + descriptor.name
                + ", "
                + (isShared ? "shared" : "alone")
                + ", from "
                + start
                + (length == 0 ? " on]" : ", " + length + " bytes]");
    }
}
