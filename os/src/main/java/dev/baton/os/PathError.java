package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.ErrorKind;
import java.io.IOException;

/**
 * A file operation that failed: which operation, on which file, and why. Its message reads {@code
 * open /etc/shadow: Permission denied (EACCES)}.
 */
public class PathError extends IOException {
    private static final long serialVersionUID = 1L;

    /** What was to be done. */
    private final String op;

    /** What it was to be done with. */
    private final String path;

    /** The errno's number, 0 when it wasn't the kernel that refused. */
    private final int errnoNumber;

    /** How far a write came. */
    private final long bytesTransferred;

    /**
     * For an operation that the kernel refused.
     *
     * @param op the operation, for example {@code read}
     * @param path the file's name
     * @param errno what the kernel said
     */
    public PathError(String op, String path, Errno errno) {
        this(op, path, errno, 0);
    }

    /**
     * For a transfer that the kernel refused to carry on.
     *
     * @param op the operation, for example {@code write}
     * @param path the file's name
     * @param errno what the kernel said
     * @param bytesTransferred how many bytes had been transferred by then
     */
    public PathError(String op, String path, Errno errno, long bytesTransferred) {
        super(op + " " + path + ": " + errno);
        this.op = op;
        this.path = path;
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
        this.errnoNumber = 0;
        this.bytesTransferred = bytesTransferred;
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
     * What the kernel said.
     *
     * @return the error, or null when it wasn't the kernel that refused
     */
    public Errno errno() {
        return errnoNumber == 0 ? null : Errno.of(errnoNumber);
    }

    /**
     * How far a write came before it failed: so many bytes are in the file.
     *
     * @return bytes, 0 for everything but a write that the kernel took in parts
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
}
