package dev.baton.os;

import dev.baton.syscall.Errno;

/** There is no such file: Go's {@code os.ErrNotExist}. */
public final class ErrNotExist extends PathError {
    private static final long serialVersionUID = 1L;

    ErrNotExist(String op, String path, String newPath, Errno errno, long bytesTransferred) {
        super(op, path, newPath, errno, bytesTransferred);
    }
}
