package dev.baton.os;

import dev.baton.syscall.ErrorKind;

/**
 * An operation that was not done by the time that was set for it: Go's {@code
 * os.ErrDeadlineExceeded}. The next one fails so as well, until another time is set.
 */
public final class ErrDeadlineExceeded extends PathError {
    private static final long serialVersionUID = 1L;

    ErrDeadlineExceeded(String op, String path, long bytesTransferred) {
        super(op, path, "deadline exceeded", bytesTransferred);
    }

    @Override
    public boolean is(ErrorKind kind) {
        return kind == ErrorKind.DEADLINE_EXCEEDED;
    }

    /**
     * Whether it failed because it would have had to wait.
     *
     * @return true
     */
    @Override
    public boolean timeout() {
        return true;
    }
}
