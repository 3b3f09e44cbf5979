package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Files;
import dev.baton.syscall.Syscall;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Functions of the system that are no operations on an open {@link File}: Go's {@code os}. Paths
 * are UTF-8; relative ones start from the working directory, which in a JVM is where it was
 * started. All throw {@link ErrInvalid} for a path with a NUL byte, {@link ErrNotExist}, {@link
 * ErrExist} and {@link ErrPermission} where that is what the kernel says, and {@link PathError} for
 * the rest.
 *
 * <p>Each is a blocking call: on a virtual thread of Baton's it holds a thread of the OS and no P.
 * All may be called from any thread.
 */
public final class Os {
    private static final int PERM_OF_WRITE = 0666;

    /** What is read of a file that does not say how long it is. */
    private static final int READ_BYTES = 512;

    /** As much as any JVM puts into one. */
    private static final int MAX_ARRAY = Integer.MAX_VALUE - 8;

    private Os() {}

    // ---- Making --------------------------------------------------------------------------------

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
        Place place = Place.of("mkfifo", path);
        Arguments.checkPermissions("mkfifo", path, perm);
        place.mkfifo(perm);
    }

    /**
     * Makes a directory.
     *
     * @param path where; the one above it is there
     * @param perm its permissions, 0 to 07777, less the umask
     * @throws ErrExist if the name is taken
     * @throws PathError if the kernel refuses
     */
    public static void mkdir(String path, int perm) throws PathError {
        Place place = Place.of("mkdir", path);
        Arguments.checkPermissions("mkdir", path, perm);
        place.mkdir(perm);
    }

    /**
     * Makes a directory and all above it that are not there. One that is there is as good.
     *
     * @param path where
     * @param perm the permissions of those that are made, 0 to 07777, less the umask
     * @throws PathError with ENOTDIR if there is something else on the way
     */
    public static void mkdirAll(String path, int perm) throws PathError {
        Arguments.checkPath("mkdir", path);
        Arguments.checkPermissions("mkdir", path, perm);
        MkdirAll.of(path, name -> new Place(Fcntl.AT_FDCWD, name, name).mkdir(perm), Os::stat);
    }

    /**
     * Makes a symbolic link.
     *
     * @param target what it says; need not be there
     * @param path where the link is to be
     * @throws ErrExist if the name is taken
     * @throws PathError if the kernel refuses
     */
    public static void symlink(String target, String path) throws PathError {
        Arguments.checkPath("symlink", target);
        Place.of("symlink", path).symlink(target);
    }

    /**
     * Gives a file a second name.
     *
     * @param path the file; of a symbolic link itself
     * @param newPath the name that it gets besides
     * @throws ErrExist if the new name is taken
     * @throws PathError if the kernel refuses: with EXDEV from one device to another
     */
    public static void link(String path, String newPath) throws PathError {
        Place.of("link", path).link(Place.of("link", newPath));
    }

    // ---- Renaming and removing -----------------------------------------------------------------

    /**
     * Gives a file, or a directory, another name. A file that had the new name is gone, in the same
     * moment; a directory that had it has to be empty.
     *
     * @param path the name
     * @param newPath the name from now on
     * @throws PathError if the kernel refuses: with EXDEV from one device to another
     */
    public static void rename(String path, String newPath) throws PathError {
        Place.of("rename", path).rename(Place.of("rename", newPath), 0);
    }

    /**
     * As {@link #rename}, but nothing may have the new name.
     *
     * @param path the name
     * @param newPath the name from now on
     * @throws ErrExist if the new name is taken
     * @throws PathError if the kernel refuses; with EINVAL where the file system can't
     */
    public static void renameNoReplace(String path, String newPath) throws PathError {
        Place.of("rename", path).rename(Place.of("rename", newPath), Files.RENAME_NOREPLACE);
    }

    /**
     * Takes a file's name away; its content goes with the last name and the last open File. An
     * empty directory goes, too.
     *
     * @param path the name; of a symbolic link itself
     * @throws ErrNotExist if there is none
     * @throws ErrExist if there is something in the directory
     * @throws PathError if the kernel refuses
     */
    public static void remove(String path) throws PathError {
        Place.of("remove", path).remove();
    }

    /**
     * Removes a file, or a directory with all that is in it. It goes no symbolic link's way, not
     * even one that another puts in a directory's place meanwhile. What can't be removed does not
     * keep the rest from being. It holds a descriptor for each level of directories.
     *
     * @param path the name; need not be there
     * @throws ErrInvalid for a path that ends with {@code .} or {@code ..}
     * @throws PathError for the first that could not be removed
     */
    public static void removeAll(String path) throws PathError {
        Arguments.checkPath("removeall", path);
        if (path.isEmpty()) {
            return; // as in Go: there is no such file
        }
        String name = withoutSlashes(path);
        if (name.equals(".") || name.equals("..") || name.endsWith("/.") || name.endsWith("/..")) {
            throw new ErrInvalid("removeall", path, "the path ends with . or ..");
        }
        RemoveAll.at(new Place(Fcntl.AT_FDCWD, name, name));
    }

    /** A slash at the end would have the kernel follow a symbolic link. */
    static String withoutSlashes(String path) {
        int end = path.length();
        while (end > 1 && path.charAt(end - 1) == '/') {
            end--;
        }
        return path.substring(0, end);
    }

    // ---- What is known of a file, and may be changed -------------------------------------------

    /**
     * What is known of a file.
     *
     * @param path the file; of a symbolic link what it leads to
     * @return a snapshot
     * @throws ErrNotExist if there is none
     * @throws PathError if the kernel refuses
     */
    public static FileInfo stat(String path) throws PathError {
        return Place.of("stat", path).stat();
    }

    /**
     * As {@link #stat}, of a symbolic link itself.
     *
     * @param path the file
     * @return a snapshot
     * @throws ErrNotExist if there is none
     * @throws PathError if the kernel refuses
     */
    public static FileInfo lstat(String path) throws PathError {
        return Place.of("lstat", path).lstat();
    }

    /**
     * Whether two are one file, under whichever names.
     *
     * @param a of {@link #stat}
     * @param b of {@link #stat}
     * @return true where device and number are the same
     */
    public static boolean sameFile(FileInfo a, FileInfo b) {
        return a.sys().dev() == b.sys().dev() && a.sys().ino() == b.sys().ino();
    }

    /**
     * What a symbolic link says.
     *
     * @param path the link
     * @return where it leads, as it was made
     * @throws PathError with EINVAL if it is none
     */
    public static String readlink(String path) throws PathError {
        return Place.of("readlink", path).readlink();
    }

    /**
     * Sets who may do what with a file.
     *
     * @param path the file; of a symbolic link what it leads to
     * @param perm its permissions from now on, 0 to 07777
     * @throws ErrPermission if the file is another user's
     * @throws PathError if the kernel refuses
     */
    public static void chmod(String path, int perm) throws PathError {
        Place place = Place.of("chmod", path);
        Arguments.checkPermissions("chmod", path, perm);
        place.chmod(perm);
    }

    /**
     * Sets whose a file is.
     *
     * @param path the file; of a symbolic link what it leads to
     * @param uid its owner from now on; −1 leaves that
     * @param gid its group from now on; −1 leaves that
     * @throws ErrPermission if the caller may not give it away
     * @throws PathError if the kernel refuses
     */
    public static void chown(String path, int uid, int gid) throws PathError {
        Place.of("chown", path).chown("chown", uid, gid, 0);
    }

    /**
     * As {@link #chown}, of a symbolic link itself.
     *
     * @param path the file
     * @param uid its owner from now on; −1 leaves that
     * @param gid its group from now on; −1 leaves that
     * @throws ErrPermission if the caller may not give it away
     * @throws PathError if the kernel refuses
     */
    public static void lchown(String path, int uid, int gid) throws PathError {
        Place.of("lchown", path).chown("lchown", uid, gid, Files.AT_SYMLINK_NOFOLLOW);
    }

    /**
     * Sets when a file was read and changed last.
     *
     * @param path the file; of a symbolic link what it leads to
     * @param access null leaves that
     * @param modified null leaves that
     * @throws ErrPermission if the file is another user's
     * @throws PathError if the kernel refuses
     */
    public static void chtimes(String path, Instant access, Instant modified) throws PathError {
        Place.of("chtimes", path).chtimes(access, modified, 0);
    }

    /**
     * As {@link #chtimes}, of a symbolic link itself.
     *
     * @param path the file
     * @param access null leaves that
     * @param modified null leaves that
     * @throws ErrPermission if the file is another user's
     * @throws PathError if the kernel refuses
     */
    public static void lchtimes(String path, Instant access, Instant modified) throws PathError {
        Place.of("chtimes", path).chtimes(access, modified, Files.AT_SYMLINK_NOFOLLOW);
    }

    /**
     * Cuts a file, or lengthens it by a hole.
     *
     * @param path the file
     * @param size its length from now on, in bytes, from 0 on
     * @throws ErrInvalid if the size is negative
     * @throws PathError if the kernel refuses
     */
    public static void truncate(String path, long size) throws PathError {
        Place place = Place.of("truncate", path);
        if (size < 0) {
            throw new ErrInvalid("truncate", path, "negative size " + size);
        }
        place.truncate(size);
    }

    // ---- Whole files and directories -----------------------------------------------------------

    /**
     * What is in a directory, by name.
     *
     * @param path the directory
     * @return all but {@code .} and {@code ..}, in the order of their names
     * @throws PathError if the kernel refuses: with ENOTDIR if it is none
     */
    public static List<DirEntry> readDir(String path) throws PathError {
        try (File dir = File.openFile(path, Fcntl.O_RDONLY | Fcntl.O_DIRECTORY, 0)) {
            List<DirEntry> entries = dir.readDir(0);
            entries.sort(Comparator.comparing(DirEntry::name));
            return entries;
        }
    }

    /**
     * All that is in a file.
     *
     * @param path the file; one that has no end is read for ever
     * @return its bytes
     * @throws PathError if the kernel refuses
     * @throws OutOfMemoryError if it has more than an array holds
     */
    public static byte[] readFile(String path) throws PathError {
        try (File file = File.open(path)) {
            long size = file.stat().size();
            // One more than it has, so that the end is found without a larger one.
            byte[] b = new byte[(int) Math.max(READ_BYTES, Math.min(size + 1, MAX_ARRAY))];
            int done = 0;
            int n;
            while ((n = file.read(b, done, b.length - done)) >= 0) {
                done += n;
                if (done == MAX_ARRAY) {
                    throw new OutOfMemoryError(path + " has more than an array holds");
                }
                if (done == b.length) {
                    b = Arrays.copyOf(b, (int) Math.min(2L * done, MAX_ARRAY));
                }
            }
            return Arrays.copyOf(b, done);
        }
    }

    /**
     * Writes a file that has this and nothing else; makes it, with permissions 0666 less the umask,
     * where there is none. When it fails, a part may be written.
     *
     * @param path the file
     * @param b the bytes
     * @throws PathError if the kernel refuses
     */
    public static void writeFile(String path, byte[] b) throws PathError {
        int flags = Fcntl.O_WRONLY | Fcntl.O_CREAT | Fcntl.O_TRUNC;
        try (File file = File.openFile(path, flags, PERM_OF_WRITE)) {
            file.write(b);
        }
    }

    // ---- Temporary files -----------------------------------------------------------------------

    /**
     * Where temporary files go.
     *
     * @return {@code $TMPDIR}, or {@code /tmp}
     */
    public static String tempDir() {
        String dir = System.getenv("TMPDIR");
        return dir == null || dir.isEmpty() ? "/tmp" : dir;
    }

    /**
     * Makes a new file for reading and writing, with permissions 0600. It stays until it is
     * removed.
     *
     * @param dir where; empty for {@link #tempDir}
     * @param pattern its name, in which the last {@code *} becomes a random number; where there is
     *     none, that comes last
     * @return the file, of which the {@link File#name} is the path
     * @throws ErrInvalid if the pattern contains a slash
     * @throws PathError if the kernel refuses
     */
    public static File createTemp(String dir, String pattern) throws PathError {
        return TempFiles.create(dir, pattern);
    }

    /**
     * Makes a new directory, with permissions 0700. It stays until it is removed.
     *
     * @param dir where; empty for {@link #tempDir}
     * @param pattern as {@link #createTemp}
     * @return its path
     * @throws ErrInvalid if the pattern contains a slash
     * @throws PathError if the kernel refuses
     */
    public static String mkdirTemp(String dir, String pattern) throws PathError {
        return TempFiles.mkdir(dir, pattern);
    }
}
