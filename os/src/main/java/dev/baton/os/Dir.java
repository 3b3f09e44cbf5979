package dev.baton.os;

import dev.baton.syscall.Dirent;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Files;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * Where an open directory is being read: Go's {@code dirInfo} of dir_unix.go. The kernel tells as
 * many entries as fit a buffer; those that nobody has asked for yet are kept here.
 *
 * <p>Those who read the same one take turns.
 */
final class Dir {
    private final Descriptor descriptor;

    /** Under this object's monitor. */
    private final Deque<DirEntry> found = new ArrayDeque<>();

    Dir(Descriptor descriptor) {
        this.descriptor = descriptor;
    }

    /**
     * The next entries.
     *
     * @param most how many at most; 0 or less for all that are left
     * @return none at the end
     */
    synchronized List<DirEntry> read(int most) throws PathError {
        List<DirEntry> entries = new ArrayList<>();
        while (most <= 0 || entries.size() < most) {
            if (found.isEmpty() && !readMore()) {
                break;
            }
            if (!found.isEmpty()) { // a buffer of nothing but dots
                entries.add(found.poll());
            }
        }
        return entries;
    }

    private boolean readMore() throws PathError {
        List<Dirent> dirents = new ArrayList<>();
        // As in Go: a directory that was removed while it was open has an end, and no error.
        long r1 =
                descriptor.call(
                        "readdir",
                        fd -> {
                            long n = Files.getdents64(fd, dirents);
                            return n == Errno.ENOENT.result() ? 0 : n;
                        });
        for (Dirent entry : dirents) {
            if (!entry.isDots()) {
                found.add(DirEntry.of(entry, descriptor.name));
            }
        }
        return r1 > 0;
    }

    /** The file was moved to another place. */
    synchronized void forget() {
        found.clear();
    }
}
