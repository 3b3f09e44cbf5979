package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Files;
import dev.baton.syscall.Stat;
import dev.baton.syscall.Syscall;
import java.io.Closeable;
import java.time.Instant;

/**
 * A directory that names don't lead out of: Go's {@code os.Root} of 1.24. All that is done by it is
 * done to what is below the directory. A name that leads elsewhere, by {@code ..}, as an absolute
 * path, or by a symbolic link, is refused with {@link ErrPathEscapes}, also when somebody renames
 * directories or puts links in their places meanwhile. Links that stay below are followed; absolute
 * ones are not, wherever they lead.
 *
 * <p>It stays that directory when that is renamed. What is mounted below is below. It does not keep
 * from what has a second name elsewhere (a hard link), nor from devices.
 *
 * <p>Where the kernel has {@code openat2} (Linux 5.6) it holds the names; else they are walked
 * here, a part at a time. {@link #chmod} and {@link #chtimes} need {@code /proc}.
 *
 * <p>All may be called from any thread. Closing it closes no File that was opened by it.
 */
public final class Root implements Closeable {
    private static final int OPEN = Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_CLOEXEC;
    private static final int PLACE = Fcntl.O_PATH | Fcntl.O_CLOEXEC;
    private static final int PERM_OF_CREATE = 0666;

    private final Descriptor descriptor;

    private Root(int fd, String name) {
        this.descriptor = new Descriptor(fd, name, false);
    }

    /** What is done with a descriptor that stays open meanwhile. */
    @FunctionalInterface
    private interface With<T> {
        T fd(int fd) throws PathError;
    }

    /** What is done with a name in a directory. */
    @FunctionalInterface
    private interface At<T> {
        T place(Place place) throws PathError;
    }

    // ---- Opening and closing -------------------------------------------------------------------

    /**
     * Opens a directory as a root.
     *
     * @param path the directory; that it is a symbolic link itself does not matter
     * @return it
     * @throws PathError if the kernel refuses: with ENOTDIR if it is none
     */
    public static Root open(String path) throws PathError {
        Arguments.checkPath("open", path);
        long r1 = Eintr.ignoring(() -> Syscall.open(path, OPEN, 0));
        return new Root((int) check("open", path, r1), path);
    }

    /**
     * Closes it. Operations that are under way go on; the last of them frees the descriptor.
     * Closing again has no effect.
     *
     * @throws PathError if the kernel reports an error; it is closed all the same
     */
    @Override
    public void close() throws PathError {
        long r1 = descriptor.close();
        if (Errno.isError(r1) && r1 != Errno.EINTR.result()) {
            throw PathError.of("close", descriptor.name, Errno.errnoErr(r1));
        }
    }

    /**
     * The name that it was opened by.
     *
     * @return the path as it was given
     */
    public String name() {
        return descriptor.name;
    }

    /**
     * Opens a file for reading.
     *
     * @param name from here
     * @return the file
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public File openFile(String name) throws PathError {
        return openFile(name, File.O_RDONLY, 0);
    }

    /**
     * Opens a file for reading and writing; cuts it to length 0, or makes it with permissions 0666
     * less the umask.
     *
     * @param name from here
     * @return the file
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public File create(String name) throws PathError {
        return openFile(name, File.O_RDWR | File.O_CREATE | File.O_TRUNC, PERM_OF_CREATE);
    }

    /**
     * Opens a file in any way that Linux knows.
     *
     * @param name from here
     * @param flags as {@link File#openFile}
     * @param perm as there
     * @return the file
     * @throws ErrInvalid as there
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public File openFile(String name, int flags, int perm) throws PathError {
        Arguments.checkFlags("open", name, flags);
        Arguments.checkPermissions("open", name, perm);
        return with(
                "open",
                name,
                root -> {
                    int fd = open("open", root, name, flags, perm, name);
                    return new File(fd, pathOf(name), flags, Pollable.make(fd, flags));
                });
    }

    /**
     * Opens a directory as a root of its own: names don't lead out of that one, not even to where
     * this one's might.
     *
     * @param name from here
     * @return it
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public Root openRoot(String name) throws PathError {
        return with(
                "open",
                name,
                root -> new Root(open("open", root, name, OPEN, 0, name), pathOf(name)));
    }

    // ---- Making --------------------------------------------------------------------------------

    /**
     * Makes a directory.
     *
     * @param name from here
     * @param perm as {@link Os#mkdir}
     * @throws ErrPathEscapes if the name leads out
     * @throws ErrExist if it is taken
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void mkdir(String name, int perm) throws PathError {
        Arguments.checkPermissions("mkdir", name, perm);
        at("mkdir", name, place -> done(() -> place.mkdir(perm)));
    }

    /**
     * Makes a directory and all above it that are not there.
     *
     * @param name from here
     * @param perm as {@link Os#mkdirAll}
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void mkdirAll(String name, int perm) throws PathError {
        Arguments.checkPermissions("mkdir", name, perm);
        with(
                "mkdir",
                name,
                root -> done(() -> MkdirAll.of(name, part -> mkdir(part, perm), this::stat)));
    }

    /**
     * Makes a symbolic link. One that leads out can be made, and is not followed here.
     *
     * @param target what it says
     * @param name where, from here
     * @throws ErrPathEscapes if the name leads out
     * @throws ErrExist if it is taken
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void symlink(String target, String name) throws PathError {
        Arguments.checkPath("symlink", target);
        at("symlink", name, place -> done(() -> place.symlink(target)));
    }

    /**
     * Gives a file a second name.
     *
     * @param name the file, from here; of a symbolic link itself
     * @param newName from here
     * @throws ErrPathEscapes if one of the names leads out
     * @throws ErrExist if the new one is taken
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void link(String name, String newName) throws PathError {
        at("link", name, from -> at("link", newName, to -> done(() -> from.link(to))));
    }

    // ---- Renaming and removing -----------------------------------------------------------------

    /**
     * Gives a file or a directory another name.
     *
     * @param name from here; of a symbolic link itself
     * @param newName from here
     * @throws ErrPathEscapes if one of the names leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void rename(String name, String newName) throws PathError {
        at("rename", name, from -> at("rename", newName, to -> done(() -> from.rename(to, 0))));
    }

    /**
     * Takes a file's name away, or removes an empty directory.
     *
     * @param name from here; of a symbolic link itself
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void remove(String name) throws PathError {
        at("remove", name, place -> done(place::remove));
    }

    /**
     * Removes a file, or a directory with all that is in it, as {@link Os#removeAll}.
     *
     * @param name from here; need not be there
     * @throws ErrInvalid for a name that ends with {@code .} or {@code ..}
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or for the first that could not be removed
     */
    public void removeAll(String name) throws PathError {
        try {
            at(
                    "removeall",
                    name,
                    place -> {
                        if (place.name().equals(".")) {
                            throw new ErrInvalid(
                                    "removeall", pathOf(name), "the path ends with . or ..");
                        }
                        return done(() -> RemoveAll.at(place));
                    });
        } catch (ErrNotExist e) {
            // Nor is there what it would be in.
        }
    }

    // ---- What is known of a file, and may be changed -------------------------------------------

    /**
     * What is known of a file.
     *
     * @param name from here; of a symbolic link what it leads to
     * @return a snapshot
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public FileInfo stat(String name) throws PathError {
        return on(
                "stat",
                name,
                fd -> {
                    Stat[] stat = new Stat[1];
                    long r1 = Eintr.ignoring(() -> Syscall.fstat(fd, stat));
                    check("stat", pathOf(name), r1);
                    return new FileInfo(pathOf(name), stat[0]);
                });
    }

    /**
     * As {@link #stat}, of a symbolic link itself.
     *
     * @param name from here
     * @return a snapshot
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public FileInfo lstat(String name) throws PathError {
        return at("lstat", name, Place::lstat);
    }

    /**
     * What a symbolic link says.
     *
     * @param name from here
     * @return where it leads, as it was made
     * @throws ErrPathEscapes if the name leads out; not for what the link says
     * @throws PathError if this was closed before, or the kernel refuses: with EINVAL if it is none
     */
    public String readlink(String name) throws PathError {
        return at("readlink", name, Place::readlink);
    }

    /**
     * Sets who may do what with a file.
     *
     * @param name from here; of a symbolic link what it leads to
     * @param perm its permissions from now on, 0 to 07777
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void chmod(String name, int perm) throws PathError {
        Arguments.checkPermissions("chmod", name, perm);
        on("chmod", name, fd -> done(() -> opened(fd, name).chmod(perm)));
    }

    /**
     * Sets whose a file is.
     *
     * @param name from here; of a symbolic link what it leads to
     * @param uid its owner from now on; −1 leaves that
     * @param gid its group from now on; −1 leaves that
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void chown(String name, int uid, int gid) throws PathError {
        on(
                "chown",
                name,
                fd ->
                        done(() ->
                                new Place(fd, "", pathOf(name))
                                        .chown("chown", uid, gid, Files.AT_EMPTY_PATH)));
    }

    /**
     * As {@link #chown}, of a symbolic link itself.
     *
     * @param name from here
     * @param uid its owner from now on; −1 leaves that
     * @param gid its group from now on; −1 leaves that
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void lchown(String name, int uid, int gid) throws PathError {
        at(
                "lchown",
                name,
                place -> done(() -> place.chown("lchown", uid, gid, Files.AT_SYMLINK_NOFOLLOW)));
    }

    /**
     * Sets when a file was read and changed last.
     *
     * @param name from here; of a symbolic link what it leads to
     * @param access null leaves that
     * @param modified null leaves that
     * @throws ErrPathEscapes if the name leads out
     * @throws PathError if this was closed before, or the kernel refuses
     */
    public void chtimes(String name, Instant access, Instant modified) throws PathError {
        on("chtimes", name, fd -> done(() -> opened(fd, name).chtimes(access, modified, 0)));
    }

    /** By the kernel's own link to what was opened: there is no call for an O_PATH descriptor. */
    private Place opened(int fd, String name) {
        return new Place(Fcntl.AT_FDCWD, "/proc/self/fd/" + fd, pathOf(name));
    }

    // ---- How names are held --------------------------------------------------------------------

    private String pathOf(String name) {
        return descriptor.name + "/" + name;
    }

    private <T> T with(String op, String name, With<T> with) throws PathError {
        Arguments.checkPath(op, name);
        descriptor.incref(op);
        try {
            return with.fd(descriptor.fd);
        } finally {
            descriptor.decref();
        }
    }

    /** With the file itself, opened as a place in the tree. */
    private <T> T on(String op, String name, With<T> with) throws PathError {
        return with(op, name, root -> opened(op, root, name, PLACE, name, with));
    }

    private <T> T opened(String op, int root, String path, int flags, String name, With<T> with)
            throws PathError {
        int fd = open(op, root, path, flags, 0, name);
        try {
            return with.fd(fd);
        } finally {
            Syscall.close(fd);
        }
    }

    /** With its name, in the directory that it is in. */
    private <T> T at(String op, String name, At<T> at) throws PathError {
        return with(
                op,
                name,
                root -> {
                    // A slash at the end would have the kernel follow a link.
                    String path = name.isEmpty() ? name : Os.withoutSlashes(name);
                    int slash = path.lastIndexOf('/');
                    String last = path.substring(slash + 1);
                    if (last.equals("..") || last.equals(".")) {
                        // No name of anything: the directory's own, in itself.
                        return in(op, root, path, ".", name, at);
                    }
                    return slash < 0
                            ? at.place(new Place(root, last, pathOf(name)))
                            : in(op, root, path.substring(0, slash + 1), last, name, at);
                });
    }

    private <T> T in(String op, int root, String parent, String last, String name, At<T> at)
            throws PathError {
        return opened(
                op,
                root,
                parent,
                PLACE | Fcntl.O_DIRECTORY,
                name,
                fd -> at.place(new Place(fd, last, pathOf(name))));
    }

    private int open(String op, int root, String path, int flags, int perm, String name)
            throws PathError {
        long r1 = RootWalk.open(root, path, flags, perm);
        if (r1 == Errno.EXDEV.result()) {
            throw new ErrPathEscapes(op, pathOf(name));
        }
        return (int) check(op, pathOf(name), r1);
    }

    private static long check(String op, String path, long r1) throws PathError {
        if (Errno.isError(r1)) {
            throw PathError.of(op, path, Errno.errnoErr(r1));
        }
        return r1;
    }

    /** An operation without a result. */
    @FunctionalInterface
    private interface Operation {
        void run() throws PathError;
    }

    private static Void done(Operation operation) throws PathError {
        operation.run();
        return null;
    }

    /** Name and descriptor. */
    @Override
    public String toString() {
        return "Root["
                + descriptor.name
                + (descriptor.isClosed() ? ", closed]" : ", fd " + descriptor.fd + "]");
    }
}
