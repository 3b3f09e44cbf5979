package dev.baton.os.nio;

import dev.baton.os.ErrExist;
import dev.baton.os.ErrNotExist;
import dev.baton.os.File;
import dev.baton.os.FileInfo;
import dev.baton.os.Os;
import dev.baton.os.PathError;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Stat;
import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.CopyOption;
import java.nio.file.LinkOption;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;

/**
 * {@code Files.copy} and {@code Files.move}, as their documentation has them. Content goes from
 * file to file inside the kernel where it can.
 */
final class Copy {
    private static final Set<StandardCopyOption> WITH_ATTRIBUTES =
            EnumSet.of(StandardCopyOption.COPY_ATTRIBUTES);

    private final String source;
    private final String target;
    private final Set<StandardCopyOption> options = EnumSet.noneOf(StandardCopyOption.class);
    private final boolean follows;

    Copy(BatonPath source, BatonPath target, CopyOption... options) {
        this.source = source.name();
        this.target = target.name();
        for (CopyOption option : options) {
            if (option instanceof StandardCopyOption standard) {
                this.options.add(standard);
            } else if (option == null) {
                throw new NullPointerException("a copy option is null");
            } else if (option != LinkOption.NOFOLLOW_LINKS) {
                throw new UnsupportedOperationException("copy option " + option);
            }
        }
        this.follows = BatonFileSystemProvider.follows(options);
    }

    // ---- Copying -------------------------------------------------------------------------------

    void copy() throws IOException {
        if (options.contains(StandardCopyOption.ATOMIC_MOVE)) {
            throw new UnsupportedOperationException("copy option ATOMIC_MOVE");
        }
        NioCall.run(() -> {
            FileInfo from = follows ? Os.stat(source) : Os.lstat(source);
            if (isSame(from)) {
                return;
            }
            if (options.contains(StandardCopyOption.REPLACE_EXISTING)) {
                removeTarget();
            }
            copy(from, options);
        });
    }

    private void copy(FileInfo from, Set<StandardCopyOption> how) throws PathError {
        if (from.isDirectory()) {
            Os.mkdir(target, from.permissions());
        } else if (from.isSymlink()) {
            Os.symlink(Os.readlink(source), target);
        } else if (from.isRegular()) {
            copyContent(from.permissions());
        } else {
            // A device or a FIFO: what is in it can't be copied, and it is no file of ours to make.
            throw PathError.of("copy", source, Errno.EOPNOTSUPP);
        }
        if (how.contains(StandardCopyOption.COPY_ATTRIBUTES)) {
            copyAttributes(from);
        }
    }

    private void copyContent(int perm) throws PathError {
        int flags = File.O_WRONLY | File.O_CREATE | File.O_EXCL;
        try (File in = File.open(source);
                File out = File.openFile(target, flags, perm)) {
            try {
                out.readFrom(in, Long.MAX_VALUE);
            } catch (PathError e) {
                removeTarget(); // half of it is none
                throw e;
            }
        }
    }

    private void copyAttributes(FileInfo from) throws PathError {
        Stat sys = from.sys();
        Instant access = Instant.ofEpochSecond(sys.accessSeconds(), sys.accessNanos());
        try {
            Os.lchown(target, sys.uid(), sys.gid());
        } catch (PathError e) {
            // Only root may give files away. As far as it goes, is what is asked for.
        }
        if (!from.isSymlink()) {
            Os.chmod(target, from.permissions());
        }
        Os.lchtimes(target, access, from.modTime());
    }

    // ---- Moving --------------------------------------------------------------------------------

    void move() throws IOException {
        boolean isAtomic = options.contains(StandardCopyOption.ATOMIC_MOVE);
        try {
            if (isAtomic) {
                Os.rename(source, target);
                return;
            }
            FileInfo from = Os.lstat(source);
            if (isSame(from)) {
                return;
            }
            if (options.contains(StandardCopyOption.REPLACE_EXISTING)) {
                removeTarget();
            }
            moveToFree(from);
        } catch (PathError e) {
            if (isAtomic && e.errno() == Errno.EXDEV) {
                var notAtomic =
                        new AtomicMoveNotSupportedException(source, target, e.errno().text());
                notAtomic.initCause(e);
                throw notAtomic;
            }
            throw e.asNio();
        }
    }

    private void moveToFree(FileInfo from) throws PathError {
        try {
            Os.renameNoReplace(source, target);
        } catch (PathError e) {
            if (e.errno() == Errno.EXDEV) {
                copy(from, WITH_ATTRIBUTES);
                removeSource();
            } else if (e.errno() == Errno.EINVAL && !isThere()) {
                Os.rename(source, target); // a file system that can't look and rename in one
            } else {
                throw e;
            }
        }
    }

    private boolean isThere() throws PathError {
        try {
            Os.lstat(target);
        } catch (ErrNotExist e) {
            return false;
        }
        throw PathError.of("rename", source, target, Errno.EEXIST, 0);
    }

    /**
     * It was copied: to another file system, so that a directory was made there without its files.
     */
    private void removeSource() throws PathError {
        try {
            Os.remove(source);
        } catch (ErrExist e) {
            removeTarget();
            throw e;
        }
    }

    // ---- Both ----------------------------------------------------------------------------------

    private boolean isSame(FileInfo from) throws PathError {
        try {
            return Os.sameFile(from, Os.lstat(target));
        } catch (ErrNotExist e) {
            return false;
        }
    }

    private void removeTarget() throws PathError {
        try {
            Os.remove(target);
        } catch (ErrNotExist e) {
            // So much the better.
        }
    }
}
