package dev.baton.os;

import dev.baton.syscall.Errno;

/** There is one already, or there is something in the directory: Go's {@code os.ErrExist}. */
public final class ErrExist extends PathError {
    private static final long serialVersionUID = 1L;

    ErrExist(String op, String path, String newPath, Errno errno, long bytesTransferred) {
        super(op, path, newPath, errno, bytesTransferred);
    }
}
