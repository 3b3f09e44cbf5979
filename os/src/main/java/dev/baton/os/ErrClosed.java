package dev.baton.os;

import dev.baton.syscall.ErrorKind;

/** An operation on a file that was closed before: Go's {@code os.ErrClosed}. */
public final class ErrClosed extends PathError {
    private static final long serialVersionUID = 1L;

    ErrClosed(String op, String path) {
        this(op, path, 0);
    }

    ErrClosed(String op, String path, long bytesTransferred) {
        super(op, path, "file already closed", bytesTransferred);
    }

    @Override
    public boolean is(ErrorKind kind) {
        return kind == ErrorKind.CLOSED;
    }
}
