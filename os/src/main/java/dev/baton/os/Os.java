package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Syscall;

/**
 * Functions of the system that are no operations on an open {@link File}. All may be called from
 * any thread.
 */
public final class Os {
    private Os() {}

    /**
     * Makes a pipe.
     *
     * @return its two ends
     * @throws SyscallError if the process or the system has too many descriptors
     */
    public static Pipe pipe() throws SyscallError {
        int[] fds = new int[2];
        boolean isPollable = Pollable.isAnything();
        int flags = isPollable ? Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK : Fcntl.O_CLOEXEC;
        Errno errno = Errno.errnoErr(Syscall.pipe2(fds, flags));
        if (errno != null) {
            throw new SyscallError("pipe2", errno);
        }
        return new Pipe(
                new File(fds[0], "|0", Fcntl.O_RDONLY, isPollable),
                new File(fds[1], "|1", Fcntl.O_WRONLY, isPollable));
    }

    /**
     * Makes a FIFO: a pipe with a name. Opening it waits until the other end is opened, too.
     *
     * @param path where
     * @param perm its permissions, 0 to 0777, less the umask
     * @throws ErrInvalid if the path contains a NUL byte or the permissions other bits
     * @throws PathError if the kernel refuses, for example because the name is taken
     */
    public static void mkfifo(String path, int perm) throws PathError {
        Arguments.checkPath("mkfifo", path);
        Arguments.checkPermissions("mkfifo", path, perm);
        long r1;
        do {
            r1 = Syscall.mkfifo(path, perm);
        } while (r1 == -Errno.EINTR.number());
        check("mkfifo", path, r1);
    }

    /**
     * Takes a file's name away; its content goes with the last name and the last open File.
     *
     * @param path the name; not of a directory
     * @throws ErrInvalid if the path contains a NUL byte
     * @throws PathError if the kernel refuses, for example because there is none
     */
    public static void remove(String path) throws PathError {
        Arguments.checkPath("remove", path);
        long r1;
        do {
            r1 = Syscall.unlink(path);
        } while (r1 == -Errno.EINTR.number());
        check("remove", path, r1);
    }

    private static void check(String op, String path, long r1) throws PathError {
        Errno errno = Errno.errnoErr(r1);
        if (errno != null) {
            throw new PathError(op, path, errno);
        }
    }
}
