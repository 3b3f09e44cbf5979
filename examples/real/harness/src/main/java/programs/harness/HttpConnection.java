package programs.harness;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection to a web server, kept from request to request. It does as little as it can, for
 * what asks takes its time from the same CPUs as what answers. For one thread at a time.
 */
final class HttpConnection implements AutoCloseable {
    private static final int MAX_LINE = 8 << 10;
    private static final String LENGTH = "content-length:";

    private final URI server;
    private final int timeoutMs;
    private Socket socket;
    private InputStream in;
    private OutputStream out;

    /**
     * Connects with the first request.
     *
     * @param server whose host and port to connect to
     * @param timeoutMs how long the server may be silent before a request fails
     */
    HttpConnection(URI server, int timeoutMs) {
        this.server = server;
        this.timeoutMs = timeoutMs;
    }

    /**
     * Asks, and reads the answer to its end.
     *
     * @param path what to ask for
     * @param bytes how many bytes the body has to have
     * @throws IOException when the answer is none, or not one with status 200: the connection is
     *     closed, and the next request makes a new one; or when it is longer or shorter
     */
    void get(String path, int bytes) throws IOException {
        int length = get(path);
        if (length != bytes) {
            throw new IOException("%s: %d bytes, not %d".formatted(path, length, bytes));
        }
    }

    private int get(String path) throws IOException {
        boolean done = false;
        try {
            connect();
            String request =
                    "GET %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(path, server.getAuthority());
            out.write(request.getBytes(StandardCharsets.US_ASCII));
            final int length = answer(path);
            done = true;
            return length;
        } finally {
            if (!done) {
                close();
            }
        }
    }

    private void connect() throws IOException {
        if (socket != null) {
            return;
        }
        socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(timeoutMs);
        socket.connect(new InetSocketAddress(server.getHost(), server.getPort()), timeoutMs);
        in = new BufferedInputStream(socket.getInputStream());
        out = socket.getOutputStream();
    }

    private int answer(String path) throws IOException {
        String status = line();
        if (!status.startsWith("HTTP/1.1 200 ")) {
            throw new IOException(path + ": " + status);
        }
        int length = -1;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String lower = header.toLowerCase(Locale.ROOT);
            if (lower.startsWith(LENGTH)) {
                length = length(path, header.substring(LENGTH.length()).strip());
            } else if (lower.equals("connection: close")) {
                throw new IOException(path + ": the server won't keep the connection");
            }
        }
        if (length < 0) {
            throw new IOException(path + ": an answer without a Content-Length");
        }
        in.skipNBytes(length);
        return length;
    }

    private static int length(String path, String value) throws IOException {
        try {
            return Integer.parseInt(value);
        } catch (NumberFormatException e) {
            throw new IOException(path + ": Content-Length: " + value, e);
        }
    }

    /** Up to the line's end, which is left out. */
    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new EOFException("the server closed the connection in an answer");
            }
            if (line.length() == MAX_LINE) {
                throw new IOException("a header of more than " + MAX_LINE + " bytes");
            }
            line.append((char) c);
        }
        int end = line.length() - 1;
        return end >= 0 && line.charAt(end) == '\r' ? line.substring(0, end) : line.toString();
    }

    @Override
    public void close() throws IOException {
        if (socket != null) {
            socket.close();
            socket = null;
        }
    }
}
