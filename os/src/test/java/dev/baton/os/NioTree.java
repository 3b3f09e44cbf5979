package dev.baton.os;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** File operations by {@code java.nio.file}. */
record NioTree(Path base) implements FileOperation.Tree {
    @Override
    public Object apply(FileOperation operation) throws IOException {
        Path path = base.resolve(operation.path());
        Path other = base.resolve(operation.other());
        return switch (operation.kind()) {
            case MKDIR -> done(() -> Files.createDirectory(path, permissions(0700)));
            case MKDIR_ALL -> done(() -> Files.createDirectories(path, permissions(0700)));
            case WRITE -> done(() -> Files.write(path, operation.bytes()));
            case WRITE_AT -> {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    yield channel.write(ByteBuffer.wrap(operation.bytes()), operation.number());
                }
            }
            case RESIZE -> {
                try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
                    long size = operation.number();
                    if (size > channel.size()) {
                        channel.write(ByteBuffer.allocate(1), size - 1);
                    }
                    yield done(() -> channel.truncate(size));
                }
            }
            case APPEND -> {
                try (FileChannel channel =
                        FileChannel.open(
                                path, StandardOpenOption.APPEND, StandardOpenOption.CREATE)) {
                    yield channel.write(ByteBuffer.wrap(operation.bytes()));
                }
            }
            case READ -> Arrays.hashCode(Files.readAllBytes(path));
            case REMOVE -> done(() -> Files.delete(path));
            case REMOVE_ALL -> removeAll(path);
            case RENAME -> done(() -> Files.move(path, other, StandardCopyOption.ATOMIC_MOVE));
            case LINK -> done(() -> Files.createLink(other, path));
            case SYMLINK ->
                    done(() ->
                            Files.createSymbolicLink(
                                    path, path.getFileSystem().getPath(operation.other())));
            case READLINK -> Files.readSymbolicLink(path).toString();
            case CHMOD ->
                    done(() -> Files.setPosixFilePermissions(path, of(operation.permissions())));
            case CHTIMES -> {
                FileTime then = FileTime.fromMillis(operation.number() * 1000L);
                yield done(() -> Files.setLastModifiedTime(path, then));
            }
            case STAT -> known(path);
            case LSTAT -> known(path, LinkOption.NOFOLLOW_LINKS);
            case READ_DIR -> {
                try (Stream<Path> entries = Files.list(path)) {
                    yield entries.map(entry -> entry.getFileName().toString()).sorted().toList();
                }
            }
            case COPY -> {
                try (InputStream in = Files.newInputStream(path)) {
                    if (Files.isDirectory(path)) {
                        yield null; // which the kernel opens, and does not read
                    }
                    try (OutputStream out = Files.newOutputStream(other)) {
                        yield in.transferTo(out);
                    }
                }
            }
        };
    }

    /** What is done as a statement. */
    private interface Action {
        void run() throws IOException;
    }

    private static Object done(Action action) throws IOException {
        action.run();
        return null;
    }

    private static Object removeAll(Path path) throws IOException {
        try {
            Files.walkFileTree(
                    path,
                    new SimpleFileVisitor<>() {
                        @Override
                        public FileVisitResult visitFile(Path file, BasicFileAttributes known)
                                throws IOException {
                            Files.delete(file);
                            return FileVisitResult.CONTINUE;
                        }

                        @Override
                        public FileVisitResult postVisitDirectory(Path dir, IOException e)
                                throws IOException {
                            Files.delete(dir);
                            return FileVisitResult.CONTINUE;
                        }
                    });
        } catch (NoSuchFileException e) {
            // As good.
        }
        return null;
    }

    private static Set<PosixFilePermission> of(int perm) {
        StringBuilder text = new StringBuilder("rwxrwxrwx");
        for (int i = 0; i < text.length(); i++) {
            if ((perm & (0400 >> i)) == 0) {
                text.setCharAt(i, '-');
            }
        }
        return PosixFilePermissions.fromString(text.toString());
    }

    private static FileAttribute<?> permissions(int perm) {
        return PosixFilePermissions.asFileAttribute(of(perm));
    }

    private static String known(Path path, LinkOption... options) throws IOException {
        Map<String, Object> all = Files.readAttributes(path, "unix:*", options);
        BasicFileAttributes basic = Files.readAttributes(path, BasicFileAttributes.class, options);
        return Integer.toOctalString((int) all.get("mode"))
                + " "
                + (basic.isRegularFile() ? basic.size() + " " + all.get("nlink") : "");
    }
}
