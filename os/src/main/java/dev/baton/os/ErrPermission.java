package dev.baton.os;

import dev.baton.syscall.Errno;

/** The caller may not do this: Go's {@code os.ErrPermission}. */
public final class ErrPermission extends PathError {
    private static final long serialVersionUID = 1L;

    ErrPermission(String op, String path, String newPath, Errno errno, long bytesTransferred) {
        super(op, path, newPath, errno, bytesTransferred);
    }
}
