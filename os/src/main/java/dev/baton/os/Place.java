package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Files;
import dev.baton.syscall.Stat;
import dev.baton.syscall.Syscall;
import java.time.Instant;

/**
 * A name in a directory, and the system calls on it. {@link Os} has paths that start from the
 * working directory, {@link Root} a single name in a directory that it has opened.
 *
 * @param dirfd the directory
 * @param name what the kernel is given
 * @param path what errors call it
 */
record Place(int dirfd, String name, String path) {
    /** A path of the user's. */
    static Place of(String op, String path) throws ErrInvalid {
        Arguments.checkPath(op, path);
        return new Place(Fcntl.AT_FDCWD, path, path);
    }

    // ---- Making --------------------------------------------------------------------------------

    File open(int flags, int perm) throws PathError {
        long r1 = Eintr.ignoring(() -> Syscall.openat(dirfd, name, flags | Fcntl.O_CLOEXEC, perm));
        int fd = (int) check("open", r1);
        return new File(fd, path, flags, Pollable.make(fd, flags));
    }

    void mkdir(int perm) throws PathError {
        check("mkdir", Eintr.ignoring(() -> Files.mkdirat(dirfd, name, perm)));
    }

    void mkfifo(int perm) throws PathError {
        check("mkfifo", Eintr.ignoring(() -> Files.mknodat(dirfd, name, Fcntl.S_IFIFO | perm, 0)));
    }

    void symlink(String target) throws PathError {
        long r1 = Eintr.ignoring(() -> Files.symlinkat(target, dirfd, name));
        check("symlink", target, path, r1);
    }

    void link(Place to) throws PathError {
        long r1 = Eintr.ignoring(() -> Files.linkat(dirfd, name, to.dirfd, to.name, 0));
        check("link", path, to.path, r1);
    }

    // ---- Renaming and removing -----------------------------------------------------------------

    void rename(Place to, int flags) throws PathError {
        long r1 = Eintr.ignoring(() -> Files.renameat2(dirfd, name, to.dirfd, to.name, flags));
        check("rename", path, to.path, r1);
    }

    /** As a file, and where it is a directory, as that. */
    void remove() throws PathError {
        long r1 = unlink(0);
        // EPERM is what POSIX wants said of a directory, and some file systems do.
        if (r1 == Errno.EISDIR.result() || r1 == Errno.EPERM.result()) {
            long asDirectory = unlink(Files.AT_REMOVEDIR);
            r1 = asDirectory == Errno.ENOTDIR.result() ? r1 : asDirectory;
        }
        check("remove", r1);
    }

    long unlink(int flags) {
        return Eintr.ignoring(() -> Files.unlinkat(dirfd, name, flags));
    }

    // ---- What is known of it, and may be changed -----------------------------------------------

    FileInfo stat() throws PathError {
        return stat("stat", 0);
    }

    /** Of a symbolic link itself. */
    FileInfo lstat() throws PathError {
        return stat("lstat", Files.AT_SYMLINK_NOFOLLOW);
    }

    private FileInfo stat(String op, int flags) throws PathError {
        Stat[] stat = new Stat[1];
        check(op, Eintr.ignoring(() -> Files.fstatat(dirfd, name, flags, stat)));
        return new FileInfo(path, stat[0]);
    }

    String readlink() throws PathError {
        String[] target = new String[1];
        check("readlink", Eintr.ignoring(() -> Files.readlinkat(dirfd, name, target)));
        return target[0];
    }

    void chmod(int perm) throws PathError {
        check("chmod", Eintr.ignoring(() -> Files.fchmodat(dirfd, name, perm)));
    }

    void chown(String op, int uid, int gid, int flags) throws PathError {
        check(op, Eintr.ignoring(() -> Files.fchownat(dirfd, name, uid, gid, flags)));
    }

    void chtimes(Instant access, Instant modified, int flags) throws PathError {
        long[] accessed = FileTimes.of(access);
        long[] changed = FileTimes.of(modified);
        check(
                "chtimes",
                Eintr.ignoring(() -> Files.utimensat(dirfd, name, accessed, changed, flags)));
    }

    /** Only from the working directory: there is no such call from another. */
    void truncate(long size) throws PathError {
        check("truncate", Eintr.ignoring(() -> Files.truncate(name, size)));
    }

    // ---- Errors --------------------------------------------------------------------------------

    private long check(String op, long r1) throws PathError {
        return check(op, path, null, r1);
    }

    private static long check(String op, String path, String newPath, long r1) throws PathError {
        if (Errno.isError(r1)) {
            throw PathError.of(op, path, newPath, Errno.errnoErr(r1), 0);
        }
        return r1;
    }
}
