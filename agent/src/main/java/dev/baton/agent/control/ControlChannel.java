package dev.baton.agent.control;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;

/** A connection to a {@code ./baton} that asks: one request after the other, and their answers. */
final class ControlChannel implements Runnable {
    /** Longer than any request; who sends more without an end of line is cut off. */
    private static final int MOST_REQUEST_BYTES = 1 << 16;

    private final SocketChannel channel;
    private final ControlRequests requests;
    private final ByteBuffer in = ByteBuffer.allocate(4096).flip();

    private ControlChannel(SocketChannel channel, ControlRequests requests) {
        this.channel = channel;
        this.requests = requests;
    }

    /**
     * Connects, and answers on a daemon thread of its own until the other side closes.
     *
     * @param path of the socket
     * @param requests what may be asked
     * @throws IOException when nobody listens there
     */
    static void open(Path path, ControlRequests requests) throws IOException {
        SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(path));
        Thread thread = new Thread(new ControlChannel(channel, requests), "baton-control");
        thread.setDaemon(true);
        thread.setContextClassLoader(null); // not the program's, which may want it unloaded
        thread.start();
    }

    /** Answers one request after the other. */
    @Override
    public void run() {
        try (channel) {
            ControlReply reply = new ControlReply(Channels.newOutputStream(channel));
            for (String line = readLine(); line != null; line = readLine()) {
                requests.answer(line, reply);
            }
        } catch (IOException | InterruptedException e) {
            // Who asked has gone, or the program interrupts all threads that it finds.
        }
    }

    /** Null at the end. */
    private String readLine() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        while (line.size() < MOST_REQUEST_BYTES) {
            if (!in.hasRemaining()) {
                int n = channel.read(in.clear());
                in.flip();
                if (n < 0) {
                    return null;
                }
                continue;
            }
            byte b = in.get();
            if (b == '\n') {
                return line.toString(UTF_8);
            }
            line.write(b);
        }
        throw new IOException("a request of more than " + MOST_REQUEST_BYTES + " bytes");
    }
}
