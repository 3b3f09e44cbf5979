package dev.baton.os;

import dev.baton.syscall.ErrorKind;

/**
 * A time was to be set for what can't be waited for, such as a regular file, or a descriptor that
 * was made by others and blocks: Go's {@code os.ErrNoDeadline}.
 */
public final class ErrNoDeadline extends PathError {
    private static final long serialVersionUID = 1L;

    ErrNoDeadline(String op, String path) {
        super(op, path, "this kind of file can have no deadline", 0);
    }

    @Override
    public boolean is(ErrorKind kind) {
        return kind == ErrorKind.NO_DEADLINE;
    }
}
