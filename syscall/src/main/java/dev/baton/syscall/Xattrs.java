package dev.baton.syscall;

import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;

/**
 * Extended attributes of files, xattr(7): values of any bytes by names such as {@code user.origin}.
 * The functions with an l are of a symbolic link itself, those with an f of an open file. As the
 * functions of {@link Syscall} they return the kernel's own result, retry nothing and check
 * nothing; paths and names are UTF-8, −EINVAL is returned for a NUL in them and −EILSEQ for a lone
 * surrogate.
 *
 * <p>Common errors are −ENODATA when there is no such attribute, −ERANGE when there is too little
 * room for it, −EOPNOTSUPP when the file system has none of its kind.
 *
 * <p>All functions may be called from any thread.
 */
public final class Xattrs {
    /** Set: −EEXIST when there is one. */
    public static final int XATTR_CREATE = 1;

    /** Set: −ENODATA when there is none. */
    public static final int XATTR_REPLACE = 2;

    private Xattrs() {}

    /**
     * {@code setxattr(2)}.
     *
     * @param path the file
     * @param name the attribute
     * @param value the address of what it is to be
     * @param bytes how long that is
     * @param flags 0, {@link #XATTR_CREATE} or {@link #XATTR_REPLACE}
     * @return 0 or −errno
     */
    public static long setxattr(String path, String name, long value, long bytes, int flags) {
        return byPath(Sysno.SYS_SETXATTR, path, name, value, bytes, flags);
    }

    /**
     * {@code lsetxattr(2)}.
     *
     * @param path the file
     * @param name the attribute
     * @param value the address of what it is to be
     * @param bytes how long that is
     * @param flags as of {@link #setxattr}
     * @return 0 or −errno
     */
    public static long lsetxattr(String path, String name, long value, long bytes, int flags) {
        return byPath(Sysno.SYS_LSETXATTR, path, name, value, bytes, flags);
    }

    /**
     * {@code fsetxattr(2)}.
     *
     * @param fd the file
     * @param name the attribute
     * @param value the address of what it is to be
     * @param bytes how long that is
     * @param flags as of {@link #setxattr}
     * @return 0 or −errno
     */
    public static long fsetxattr(int fd, String name, long value, long bytes, int flags) {
        return byName(Sysno.SYS_FSETXATTR, fd, name, value, bytes, flags);
    }

    /**
     * {@code getxattr(2)}.
     *
     * @param path the file
     * @param name the attribute
     * @param value the address of where it goes
     * @param bytes how much room there is; with 0 it only tells how long it is
     * @return bytes of the attribute, or −errno
     */
    public static long getxattr(String path, String name, long value, long bytes) {
        return byPath(Sysno.SYS_GETXATTR, path, name, value, bytes, 0);
    }

    /**
     * {@code lgetxattr(2)}.
     *
     * @param path the file
     * @param name the attribute
     * @param value the address of where it goes
     * @param bytes how much room there is; with 0 it only tells how long it is
     * @return bytes of the attribute, or −errno
     */
    public static long lgetxattr(String path, String name, long value, long bytes) {
        return byPath(Sysno.SYS_LGETXATTR, path, name, value, bytes, 0);
    }

    /**
     * {@code fgetxattr(2)}.
     *
     * @param fd the file
     * @param name the attribute
     * @param value the address of where it goes
     * @param bytes how much room there is; with 0 it only tells how long it is
     * @return bytes of the attribute, or −errno
     */
    public static long fgetxattr(int fd, String name, long value, long bytes) {
        return byName(Sysno.SYS_FGETXATTR, fd, name, value, bytes, 0);
    }

    /**
     * {@code listxattr(2)}.
     *
     * @param path the file
     * @param list the address of where the names go, each ended by a NUL
     * @param bytes how much room there is; with 0 it only tells how long they are
     * @return bytes of all names, or −errno
     */
    public static long listxattr(String path, long list, long bytes) {
        return byPath(Sysno.SYS_LISTXATTR, path, list, bytes);
    }

    /**
     * {@code llistxattr(2)}.
     *
     * @param path the file
     * @param list the address of where the names go, each ended by a NUL
     * @param bytes how much room there is; with 0 it only tells how long they are
     * @return bytes of all names, or −errno
     */
    public static long llistxattr(String path, long list, long bytes) {
        return byPath(Sysno.SYS_LLISTXATTR, path, list, bytes);
    }

    /**
     * {@code flistxattr(2)}.
     *
     * @param fd the file
     * @param list the address of where the names go, each ended by a NUL
     * @param bytes how much room there is; with 0 it only tells how long they are
     * @return bytes of all names, or −errno
     */
    public static long flistxattr(int fd, long list, long bytes) {
        return Syscall.syscall(Sysno.SYS_FLISTXATTR, fd, list, bytes);
    }

    /**
     * {@code removexattr(2)}.
     *
     * @param path the file
     * @param name the attribute
     * @return 0 or −errno
     */
    public static long removexattr(String path, String name) {
        return byPath(Sysno.SYS_REMOVEXATTR, path, name, 0, 0, 0);
    }

    /**
     * {@code lremovexattr(2)}.
     *
     * @param path the file
     * @param name the attribute
     * @return 0 or −errno
     */
    public static long lremovexattr(String path, String name) {
        return byPath(Sysno.SYS_LREMOVEXATTR, path, name, 0, 0, 0);
    }

    /**
     * {@code fremovexattr(2)}.
     *
     * @param fd the file
     * @param name the attribute
     * @return 0 or −errno
     */
    public static long fremovexattr(int fd, String name) {
        return byName(Sysno.SYS_FREMOVEXATTR, fd, name, 0, 0, 0);
    }

    private static long byPath(int trap, String path, String name, long a3, long a4, long a5) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer buffer = CString.borrow(path, bytes);
        try {
            return byName(trap, buffer.address(), name, a3, a4, a5);
        } finally {
            Buffers.give(buffer);
        }
    }

    /** By path or descriptor, whichever a1 is. */
    private static long byName(int trap, long a1, String name, long a3, long a4, long a5) {
        long bytes = CString.bytes(name);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer buffer = CString.borrow(name, bytes);
        try {
            return Syscall.syscall6(trap, a1, buffer.address(), a3, a4, a5, 0);
        } finally {
            Buffers.give(buffer);
        }
    }

    private static long byPath(int trap, String path, long a2, long a3) {
        long bytes = CString.bytes(path);
        if (Errno.isError(bytes)) {
            return bytes;
        }
        Buffer buffer = CString.borrow(path, bytes);
        try {
            return Syscall.syscall(trap, buffer.address(), a2, a3);
        } finally {
            Buffers.give(buffer);
        }
    }
}
