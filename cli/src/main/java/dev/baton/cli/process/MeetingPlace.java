package dev.baton.cli.process;

import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A socket that the process which is asked connects to: in a directory that is made for it, that
 * nobody but the user of that process may enter, and that is gone a moment later.
 */
final class MeetingPlace implements AutoCloseable {
    /** The agent looks for directories of that name; the number follows that it knows itself by. */
    private static final String NAME = "baton-ask-";

    private static final String SOCKET = "socket";

    private final Path directory;
    private final ServerSocketChannel server;

    private MeetingPlace(Path directory, ServerSocketChannel server) {
        this.directory = directory;
        this.server = server;
    }

    /** Makes one. */
    static MeetingPlace with(ProcEntry other) throws IOException {
        // What that process sees as /tmp: it may be in a container.
        Path parent = other.hasFilesOfItsOwn() ? other.root().resolve("tmp") : Path.of("/tmp");
        Path directory =
                Files.createTempDirectory(
                        parent,
                        NAME + other.pidThere() + "-",
                        PosixFilePermissions.asFileAttribute(
                                PosixFilePermissions.fromString("rwx------")));
        ServerSocketChannel server = null;
        try {
            server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
            server.bind(UnixDomainSocketAddress.of(directory.resolve(SOCKET)));
            server.configureBlocking(false);
            giveTo(other, directory);
            return new MeetingPlace(directory, server);
        } catch (IOException | RuntimeException e) {
            remove(directory, server);
            throw e;
        }
    }

    /** Root may ask another user's process, and that is to get in. */
    private static void giveTo(ProcEntry other, Path directory) throws IOException {
        if (other.user() != ProcEntry.SELF.user()) {
            for (Path path : new Path[] {directory.resolve(SOCKET), directory}) {
                Files.setAttribute(path, "unix:uid", other.user());
                Files.setAttribute(path, "unix:gid", other.group());
            }
        }
    }

    /** Where it is. */
    Path directory() {
        return directory;
    }

    /** The connection, or null when nobody has connected. */
    SocketChannel accept() throws IOException {
        SocketChannel channel = server.accept();
        if (channel != null) {
            channel.configureBlocking(true);
        }
        return channel;
    }

    @Override
    public void close() throws IOException {
        remove(directory, server);
    }

    private static void remove(Path directory, ServerSocketChannel server) throws IOException {
        try {
            if (server != null) {
                server.close();
            }
        } finally {
            Files.deleteIfExists(directory.resolve(SOCKET));
            Files.deleteIfExists(directory);
        }
    }
}
