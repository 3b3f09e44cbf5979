package dev.baton.os;

import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Files;
import dev.baton.syscall.Stat;
import dev.baton.syscall.Syscall;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Opens what is below a directory, and nothing else, whoever renames what meanwhile. By {@code
 * openat2} where the kernel has it (Linux 5.6); else step by step, as Go's root_openat.go goes:
 * each part of the path is opened in the one before so that the kernel refuses a symbolic link, and
 * where it does, what the link says takes the part's place. {@code ..} is no step into the file
 * system: it goes back to the directory that we came from, whose descriptor is still open.
 *
 * <p>Both say −EXDEV for a path that leads out, as the kernel does.
 */
final class RootWalk {
    /** As many links as the kernel goes after in one path. */
    private static final int MOST_LINKS = 40;

    /** So often the kernel may say that something was renamed while it looked. */
    private static final int MOST_TRIES = 128;

    /** Of O_TMPFILE the one bit that is no other flag's. */
    private static final int MAKES = Fcntl.O_CREAT | (Fcntl.O_TMPFILE & ~Fcntl.O_DIRECTORY);

    private static final int DIRECTORY = Fcntl.O_PATH | Fcntl.O_DIRECTORY;
    private static final long EXDEV = -Errno.EXDEV.number();

    private final int root;
    private final int flags;
    private final int perm;

    /** What is left to walk, the next one first. */
    private final Deque<String> parts = new ArrayDeque<>();

    /** Where we are, and how we came here; empty at the root. */
    private final Deque<Integer> directories = new ArrayDeque<>();

    private int links;

    private RootWalk(int root, int flags, int perm) {
        this.root = root;
        this.flags = flags;
        this.perm = perm;
    }

    /**
     * Opens it.
     *
     * @param root the directory
     * @param path from there
     * @param flags of {@link Fcntl}; O_CLOEXEC is added
     * @param perm permissions of a file that is made
     * @return the descriptor, or −errno; −EXDEV for one that leads out
     */
    static long open(int root, String path, int flags, int perm) {
        boolean makes = (flags & MAKES) != 0;
        if (makes && path.endsWith("/")) {
            return Errno.EISDIR.result(); // as the kernel says it, for O_CREAT
        }
        int how = flags | Fcntl.O_CLOEXEC;
        int permIfMade = makes ? perm : 0; // openat2 refuses it else
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            long r1 =
                    Eintr.ignoring(() ->
                            Files.openat2(root, path, how, permIfMade, Files.RESOLVE_BENEATH));
            if (r1 == Errno.ENOSYS.result() || r1 == Errno.EPERM.result()) {
                break; // a filter of system calls that doesn't know it may say EPERM
            }
            if (r1 != Errno.EAGAIN.result()) {
                return r1;
            }
        }
        return stepByStep(root, path, how, perm);
    }

    /** As {@link #open}, without {@code openat2}. */
    static long stepByStep(int root, String path, int flags, int perm) {
        if (path.isEmpty()) {
            return Errno.ENOENT.result();
        }
        if (path.startsWith("/")) {
            return EXDEV;
        }
        RootWalk walk = new RootWalk(root, flags | Fcntl.O_CLOEXEC, perm);
        walk.prepend(path);
        try {
            return walk.walk();
        } finally {
            walk.directories.forEach(Syscall::close);
        }
    }

    /** The parts of a path; one that ends with a slash is that of a directory. */
    private void prepend(String path) {
        if (path.endsWith("/")) {
            parts.push(".");
        }
        int end = path.length();
        while (end > 0) {
            int slash = path.lastIndexOf('/', end - 1);
            if (slash + 1 < end) {
                parts.push(path.substring(slash + 1, end));
            }
            end = slash;
        }
    }

    private long walk() {
        while (true) {
            String part = parts.pop();
            boolean isLast = parts.isEmpty();
            if (part.equals("..")) {
                if (directories.isEmpty()) {
                    return EXDEV;
                }
                Syscall.close(directories.pop());
                part = ".";
            }
            if (part.equals(".") && !isLast) {
                continue;
            }
            long fd = isLast ? open(part, flags) : open(part, DIRECTORY | Fcntl.O_CLOEXEC);
            if (isLink(fd, part, isLast)) {
                if (fd >= 0) {
                    Syscall.close((int) fd);
                }
                long r1 = follow(part);
                if (r1 == Errno.EINVAL.result()) { // it is no link, or no more
                    if (fd < 0) {
                        return fd;
                    }
                    parts.push(part);
                } else if (Errno.isError(r1)) {
                    return r1;
                }
            } else if (isLast || Errno.isError(fd)) {
                return fd;
            } else {
                directories.push((int) fd);
            }
        }
    }

    private int here() {
        return directories.isEmpty() ? root : directories.peek();
    }

    private long open(String part, int how) {
        int dirfd = here();
        return Eintr.ignoring(() -> Syscall.openat(dirfd, part, how | Fcntl.O_NOFOLLOW, perm));
    }

    /** Whether it may be one, that is to be followed. */
    private boolean isLink(long fd, String part, boolean isLast) {
        if (isLast && (flags & Fcntl.O_NOFOLLOW) != 0) {
            return false;
        }
        if (fd < 0) {
            return fd == Errno.ELOOP.result() || fd == Errno.ENOTDIR.result();
        }
        if (!isLast || (flags & Fcntl.O_PATH) == 0 || part.equals(".")) {
            return false;
        }
        // Only a place in the tree can be opened of a link.
        Stat[] stat = new Stat[1];
        return Eintr.ignoring(() -> Syscall.fstat((int) fd, stat)) == 0
                && stat[0].kind() == Fcntl.S_IFLNK;
    }

    /** Puts what the link says in its place. */
    private long follow(String part) {
        if (++links > MOST_LINKS) {
            return Errno.ELOOP.result();
        }
        int dirfd = here();
        String[] target = new String[1];
        long r1 = Eintr.ignoring(() -> Files.readlinkat(dirfd, part, target));
        if (Errno.isError(r1)) {
            return r1;
        }
        if (target[0].startsWith("/")) {
            return EXDEV;
        }
        prepend(target[0]);
        return 0;
    }
}
