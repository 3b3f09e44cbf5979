package dev.baton.os;

import dev.baton.syscall.Errno;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.Arrays;

/** File operations by {@link Os} and {@link File}. */
record OsTree(String base) implements FileOperation.Tree {
    private static final int PERM = 0700;

    @Override
    public Object apply(FileOperation operation) throws IOException {
        String path = base + "/" + operation.path();
        String other = base + "/" + operation.other();
        return switch (operation.kind()) {
            case MKDIR -> done(() -> Os.mkdir(path, PERM));
            case MKDIR_ALL -> done(() -> Os.mkdirAll(path, PERM));
            case WRITE -> done(() -> Os.writeFile(path, operation.bytes()));
            case WRITE_AT -> {
                try (File file = File.openFile(path, File.O_WRONLY, 0)) {
                    yield file.writeAt(operation.bytes(), operation.number());
                }
            }
            case RESIZE -> {
                try (File file = File.openFile(path, File.O_WRONLY, 0)) {
                    yield done(() -> file.truncate(operation.number()));
                }
            }
            case APPEND -> {
                int flags = File.O_WRONLY | File.O_APPEND | File.O_CREATE;
                try (File file = File.openFile(path, flags, 0666)) {
                    yield file.write(operation.bytes());
                }
            }
            case READ -> Arrays.hashCode(Os.readFile(path));
            case REMOVE -> done(() -> Os.remove(path));
            case REMOVE_ALL -> done(() -> asTheJdk(() -> Os.removeAll(path)));
            case RENAME -> done(() -> Os.rename(path, other));
            case LINK -> done(() -> Os.link(path, other));
            case SYMLINK -> done(() -> Os.symlink(operation.other(), path));
            case READLINK -> Os.readlink(path);
            case CHMOD -> done(() -> Os.chmod(path, operation.permissions()));
            case CHTIMES -> {
                Instant then = Instant.ofEpochSecond(operation.number());
                yield done(() -> Os.chtimes(path, then, then));
            }
            case STAT -> known(() -> Os.stat(path));
            case LSTAT -> known(() -> Os.lstat(path));
            case READ_DIR -> Os.readDir(path).stream().map(DirEntry::name).toList();
            case COPY -> {
                try (File in = File.open(path)) {
                    if (in.stat().isDirectory()) {
                        yield null; // which the kernel opens, and does not read
                    }
                    try (File out = File.create(other)) {
                        yield out.readFrom(in, Long.MAX_VALUE);
                    }
                }
            }
        };
    }

    private interface Action {
        void run() throws IOException;
    }

    private static Object done(Action action) throws IOException {
        action.run();
        return null;
    }

    /** To the JDK's walk a name below a file is none, as one that is not there. */
    private static void asTheJdk(Action action) throws IOException {
        try {
            action.run();
        } catch (PathError e) {
            if (e.errno() != Errno.ENOTDIR) {
                throw e;
            }
        }
    }

    private interface Look {
        FileInfo at() throws PathError;
    }

    /** Of a directory's length every file system has its own idea. */
    private static String known(Look look) throws IOException {
        try {
            FileInfo info = look.at();
            return Integer.toOctalString(info.sys().mode())
                    + " "
                    + (info.isRegular() ? info.size() + " " + info.sys().nlink() : "");
        } catch (PathError e) {
            throw e.errno() == Errno.ENOTDIR ? new NoSuchFileException(e.path()) : e;
        }
    }
}
