package programs.servers;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * A thread for each connection that asks another server before it answers, by a connection that it
 * keeps: {@code virtual|platform URL}. The other is {@link Plain}.
 */
public final class Gateway implements ThreadPerConnection.Handler {
    private static final byte[] REQUEST =
            "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final byte[] buffer = Answer.with(Answer.TEXT);

    private Gateway(URI service) throws IOException {
        socket = new Socket(service.getHost(), service.getPort());
        socket.setTcpNoDelay(true);
    }

    /**
     * Serves.
     *
     * @param args as above
     * @throws IOException when it can't
     */
    public static void main(String[] args) throws IOException {
        URI service = URI.create(Serving.service(args));
        ThreadPerConnection.serve(Serving.isVirtual(args), () -> new Gateway(service));
    }

    @Override
    public byte[] answer() throws IOException {
        socket.getOutputStream().write(REQUEST);
        InputStream in = socket.getInputStream();
        if (in.readNBytes(buffer, 0, buffer.length) < buffer.length) {
            throw new EOFException("the other server has closed the connection");
        }
        return buffer;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
