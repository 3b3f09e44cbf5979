package dev.baton.os;

import dev.baton.syscall.ErrorKind;

/**
 * An argument that can't be right, refused before the kernel saw it: Go's {@code os.ErrInvalid}.
 * The message names the argument and its value.
 */
public final class ErrInvalid extends PathError {
    private static final long serialVersionUID = 1L;

    ErrInvalid(String op, String path, String argument) {
        super(op, path, argument, 0);
    }

    @Override
    public boolean is(ErrorKind kind) {
        return kind == ErrorKind.INVALID;
    }
}
