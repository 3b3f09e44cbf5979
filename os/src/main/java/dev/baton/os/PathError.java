package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.ErrorKind;
import java.io.IOException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/**
 * A file operation that failed: which operation, on which file, and why. Its message reads {@code
 * open /etc/shadow: Permission denied (EACCES)}. One of two names, {@code rename a b: …}, is one,
 * too: Go's {@code os.LinkError}.
 *
 * <p>What programs ask for is a class of its own ({@link ErrNotExist}, {@link ErrExist}, {@link
 * ErrPermission}, {@link ErrClosed}, {@link ErrInvalid}, {@link ErrDeadlineExceeded}, {@link
 * ErrNoDeadline}), to be caught; {@link #is} tells the same, and {@link Errors#is} looks along the
 * causes.
 */
public class PathError extends IOException {
    private static final long serialVersionUID = 1L;

    /** What was to be done. */
    private final String op;

    /** What it was to be done with. */
    private final String path;

    /** The second name; null for an operation of one. */
    private final String newPath;

    /** The errno's number, 0 when it wasn't the kernel that refused. */
    private final int errnoNumber;

    /** How far a write came. */
    private final long bytesTransferred;

    /** For an operation that the kernel refused; of a class of its own where there is one. */
    PathError(String op, String path, String newPath, Errno errno, long bytesTransferred) {
        super(op + " " + path + (newPath == null ? "" : " " + newPath) + ": " + errno);
        this.op = op;
        this.path = path;
        this.newPath = newPath;
        this.errnoNumber = errno.number();
        this.bytesTransferred = bytesTransferred;
    }

    /**
     * For an operation that failed without an errno.
     *
     * @param op the operation
     * @param path the file's name
     * @param reason what was wrong
     * @param bytesTransferred how many bytes had been transferred by then
     */
    PathError(String op, String path, String reason, long bytesTransferred) {
        super(op + " " + path + ": " + reason);
        this.op = op;
        this.path = path;
        this.newPath = null;
        this.errnoNumber = 0;
        this.bytesTransferred = bytesTransferred;
    }

    /**
     * The error for an operation that the kernel refused.
     *
     * @param op the operation, for example {@code read}
     * @param path the file's name
     * @param errno what the kernel said
     * @return one of the class that there is for it
     */
    public static PathError of(String op, String path, Errno errno) {
        return of(op, path, null, errno, 0);
    }

    /**
     * The error for a transfer that the kernel refused to carry on.
     *
     * @param op the operation, for example {@code write}
     * @param path the file's name
     * @param errno what the kernel said
     * @param bytesTransferred how many bytes had been transferred by then
     * @return one of the class that there is for it
     */
    public static PathError of(String op, String path, Errno errno, long bytesTransferred) {
        return of(op, path, null, errno, bytesTransferred);
    }

    /**
     * The error for an operation of two names, or one with all there is to know.
     *
     * @param op the operation, for example {@code rename}
     * @param path the file's name
     * @param newPath the other one; null where there is none
     * @param errno what the kernel said
     * @param bytesTransferred how many bytes had been transferred by then
     * @return one of the class that there is for it
     */
    public static PathError of(
            String op, String path, String newPath, Errno errno, long bytesTransferred) {
        if (errno.is(ErrorKind.NOT_EXIST)) {
            return new ErrNotExist(op, path, newPath, errno, bytesTransferred);
        }
        if (errno.is(ErrorKind.EXIST)) {
            return new ErrExist(op, path, newPath, errno, bytesTransferred);
        }
        if (errno.is(ErrorKind.PERMISSION)) {
            return new ErrPermission(op, path, newPath, errno, bytesTransferred);
        }
        return new PathError(op, path, newPath, errno, bytesTransferred);
    }

    /**
     * What was to be done.
     *
     * @return for example {@code open}
     */
    public String op() {
        return op;
    }

    /**
     * What it was to be done with.
     *
     * @return the name that the file was opened by
     */
    public String path() {
        return path;
    }

    /**
     * The second name of an operation that has two.
     *
     * @return of {@code rename}, {@code link} and {@code symlink} the name that was to be made, or
     *     null
     */
    public String newPath() {
        return newPath;
    }

    /**
     * What the kernel said.
     *
     * @return the error, or null when it wasn't the kernel that refused
     */
    public Errno errno() {
        return errnoNumber == 0 ? null : Errno.of(errnoNumber);
    }

    /**
     * How far a transfer came before it failed: so many bytes are in the file.
     *
     * @return bytes, 0 for everything but what goes on in several calls: a write, {@code readAt}, a
     *     copy
     */
    public long bytesTransferred() {
        return bytesTransferred;
    }

    /**
     * Whether it is one of the errors that programs ask for.
     *
     * @param kind which
     * @return as {@code errors.Is} in Go
     */
    public boolean is(ErrorKind kind) {
        Errno errno = errno();
        return errno != null && errno.is(kind);
    }

    /**
     * Whether it failed because it would have had to wait.
     *
     * @return true for a deadline that is over, EAGAIN (of what is not waited for) and ETIMEDOUT
     */
    public boolean timeout() {
        Errno errno = errno();
        return errno != null && errno.timeout();
    }

    /**
     * The same in the words of {@code java.nio.file}, for code that catches those: {@link
     * NoSuchFileException}, {@link FileAlreadyExistsException}, {@link DirectoryNotEmptyException},
     * {@link AccessDeniedException}, {@link NotDirectoryException}, {@link ClosedChannelException},
     * and {@link FileSystemException} for the rest.
     *
     * @return a new one, with this as its cause
     */
    public IOException asNio() {
        IOException nio = asNioOf(errno());
        nio.initCause(this);
        return nio;
    }

    private IOException asNioOf(Errno errno) {
        if (is(ErrorKind.CLOSED)) {
            return new ClosedChannelException();
        }
        if (errno == null) {
            // Without op and path, which a FileSystemException puts there itself.
            String reason = getMessage().substring(op.length() + path.length() + 3);
            return new FileSystemException(path, newPath, reason);
        }
        if (errno == Errno.ENOENT) {
            return new NoSuchFileException(path, newPath, null);
        }
        if (errno == Errno.EEXIST) {
            // Of two names it is the second that there is already.
            return newPath == null
                    ? new FileAlreadyExistsException(path)
                    : new FileAlreadyExistsException(newPath);
        }
        if (errno == Errno.ENOTEMPTY) {
            return new DirectoryNotEmptyException(newPath == null ? path : newPath);
        }
        if (errno == Errno.EACCES) {
            return new AccessDeniedException(path, newPath, null);
        }
        if (errno == Errno.ENOTDIR) {
            return new NotDirectoryException(path);
        }
        return new FileSystemException(path, newPath, errno.text());
    }
}
