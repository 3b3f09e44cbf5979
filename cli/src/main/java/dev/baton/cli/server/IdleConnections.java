package dev.baton.cli.server;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/** Connections that have asked a server once and had their answer. */
final class IdleConnections implements AutoCloseable {
    private static final int PATIENCE_MS = 20_000;

    private final List<Socket> sockets = new ArrayList<>();

    private IdleConnections() {}

    /**
     * Makes them, one after the other.
     *
     * @param server whose
     * @param count how many
     * @throws IOException when the server takes no more, saying after how many
     */
    static IdleConnections open(URI server, int count) throws IOException {
        IdleConnections connections = new IdleConnections();
        boolean isOpen = false;
        try {
            for (int i = 0; i < count; i++) {
                connections.add(server);
            }
            isOpen = true;
            return connections;
        } catch (IOException e) {
            throw new IOException(
                    "after %,d connections of %,d: %s"
                            .formatted(connections.count(), count, e.getMessage()),
                    e);
        } finally {
            if (!isOpen) {
                connections.close();
            }
        }
    }

    private void add(URI server) throws IOException {
        Socket socket = new Socket(server.getHost(), server.getPort());
        sockets.add(socket);
        socket.setSoTimeout(PATIENCE_MS);
        socket.setTcpNoDelay(true);
        socket.getOutputStream().write(HttpAnswer.request());
        byte[] answer = new byte[HttpAnswer.MAX_BYTES];
        for (int length = 0; !HttpAnswer.isWhole(answer, length); ) {
            int n = socket.getInputStream().read(answer, length, answer.length - length);
            if (n < 0) {
                throw new IOException("the server closed the connection");
            }
            length += n;
        }
    }

    int count() {
        return sockets.size();
    }

    @Override
    public void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
    }
}
