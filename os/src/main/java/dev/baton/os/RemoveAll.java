package dev.baton.os;

import dev.baton.syscall.Dirent;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Files;
import dev.baton.syscall.Syscall;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Removes a tree, as Go's removeall_at.go does it: each name in the directory that it was found in,
 * by that directory's descriptor; and what is entered is opened so that the kernel refuses a
 * symbolic link. Who puts a link in a directory's place meanwhile has his link removed, and what it
 * leads to is left alone.
 *
 * <p>A directory that is entered keeps its descriptor until it is empty: one for each level. It
 * goes through the tree by a list of its own and not by recursion, for a thread's stack ends
 * sooner.
 *
 * <p>What can't be removed does not keep the rest from being: the first error is thrown at the end.
 */
final class RemoveAll {
    private static final int ENTER =
            Fcntl.O_RDONLY | Fcntl.O_DIRECTORY | Fcntl.O_NOFOLLOW | Fcntl.O_CLOEXEC;

    private final Place top;

    /** From the top to where we are. */
    private final Deque<Level> levels = new ArrayDeque<>();

    private PathError first;

    private RemoveAll(Place top) {
        this.top = top;
    }

    /** A directory that is being emptied. */
    private static final class Level {
        final int fd;

        /** What it is in the one above; null for the top. */
        final Dirent entry;

        final String path;
        final Deque<Dirent> found = new ArrayDeque<>();

        /** Something went away since it was read from its start. */
        boolean isEmptier;

        Level(int fd, Dirent entry, String path) {
            this.fd = fd;
            this.entry = entry;
            this.path = path;
        }

        String pathOf(Dirent entry) {
            return path + "/" + entry;
        }
    }

    /**
     * Removes it, with all that is in it.
     *
     * @param top what may not be there, or be a file
     * @throws PathError for the first that could not be removed
     */
    static void at(Place top) throws PathError {
        new RemoveAll(top).run();
    }

    private void run() throws PathError {
        long r1 = top.unlink(0);
        if (isGone(r1)) {
            return;
        }
        if (!mayBeDirectory(r1)) {
            throw error(top.path(), r1);
        }
        long fd = Eintr.ignoring(() -> Syscall.openat(top.dirfd(), top.name(), ENTER, 0));
        if (fd == Errno.ENOENT.result()) {
            return;
        }
        if (isNoDirectory(fd)) {
            throw error(top.path(), r1);
        }
        if (Errno.isError(fd)) {
            throw error(top.path(), fd);
        }
        levels.push(new Level((int) fd, null, top.path()));
        try {
            while (!levels.isEmpty()) {
                Level at = levels.peek();
                if (!enterNext(at)) {
                    leave(at);
                }
            }
        } finally {
            for (Level level : levels) {
                Syscall.close(level.fd);
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Removes what can be at once, up to a directory with something in it; enters that. */
    private boolean enterNext(Level at) {
        while (!at.found.isEmpty() || readMore(at)) {
            Dirent entry = at.found.poll();
            if (entry != null && !entry.isDots() && !removeNow(at, entry) && enter(at, entry)) {
                return true;
            }
        }
        return false;
    }

    private boolean readMore(Level at) {
        List<Dirent> entries = new ArrayList<>();
        long r1 = Eintr.ignoring(() -> Files.getdents64(at.fd, entries));
        at.found.addAll(entries);
        if (Errno.isError(r1) && r1 != Errno.ENOENT.result()) {
            note(at.path, r1);
        }
        return r1 > 0;
    }

    /** Whether nothing is left to do with it: it is gone, or never will be. */
    private boolean removeNow(Level at, Dirent entry) {
        boolean isDirectory = entry.kind() == Fcntl.S_IFDIR;
        long r1 = unlink(at, entry, isDirectory ? Files.AT_REMOVEDIR : 0);
        if (r1 == Errno.ENOTDIR.result()) { // no more
            r1 = unlink(at, entry, 0);
        } else if (!isDirectory && mayBeDirectory(r1)) {
            long asDirectory = unlink(at, entry, Files.AT_REMOVEDIR);
            r1 = asDirectory == Errno.ENOTDIR.result() ? r1 : asDirectory;
        }
        if (isGone(r1)) {
            at.isEmptier = true;
            return true;
        }
        if (isNotEmpty(r1)) {
            return false;
        }
        note(at.pathOf(entry), r1);
        return true;
    }

    private boolean enter(Level at, Dirent entry) {
        long fd = Eintr.ignoring(() -> Files.openat(at.fd, entry, ENTER));
        if (!Errno.isError(fd)) {
            levels.push(new Level((int) fd, entry, at.pathOf(entry)));
            return true;
        }
        // Another has put something else there meanwhile, a link for one: that goes, and no more.
        long r1 = isNoDirectory(fd) ? unlink(at, entry, 0) : fd;
        if (isGone(r1)) {
            at.isEmptier = true;
        } else {
            note(at.pathOf(entry), r1);
        }
        return false;
    }

    /** It was read to its end: it is removed, or read again where others have put more in it. */
    private void leave(Level at) {
        Level above = levels.size() == 1 ? null : above();
        long r1 =
                above == null
                        ? top.unlink(Files.AT_REMOVEDIR)
                        : unlink(above, at.entry, Files.AT_REMOVEDIR);
        if (isNotEmpty(r1) && at.isEmptier) {
            at.isEmptier = false;
            Syscall.lseek(at.fd, 0, Fcntl.SEEK_SET);
            return;
        }
        levels.pop();
        Syscall.close(at.fd);
        if (!isGone(r1)) {
            note(at.path, r1);
        } else if (above != null) {
            above.isEmptier = true;
        } else {
            first = null; // what failed once was removed later, or by others
        }
    }

    private Level above() {
        var down = levels.iterator();
        down.next();
        return down.next();
    }

    private static long unlink(Level at, Dirent entry, int flags) {
        return Eintr.ignoring(() -> Files.unlinkat(at.fd, entry, flags));
    }

    private static boolean isGone(long r1) {
        return r1 == 0 || r1 == Errno.ENOENT.result();
    }

    private static boolean mayBeDirectory(long r1) {
        return r1 == Errno.EISDIR.result()
                || r1 == Errno.EPERM.result()
                || r1 == Errno.EACCES.result();
    }

    /** What {@link #ENTER} says of a file, and of a symbolic link. */
    private static boolean isNoDirectory(long r1) {
        return r1 == Errno.ENOTDIR.result() || r1 == Errno.ELOOP.result();
    }

    private static boolean isNotEmpty(long r1) {
        return r1 == Errno.ENOTEMPTY.result() || r1 == Errno.EEXIST.result();
    }

    private void note(String path, long r1) {
        if (first == null) {
            first = error(path, r1);
        }
    }

    private static PathError error(String path, long r1) {
        return PathError.of("removeall", path, Errno.errnoErr(r1));
    }
}
