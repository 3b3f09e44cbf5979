package dev.baton.cli.server;

import dev.baton.bench.Statistics;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What stands in for wrk: a process whose one thread has all connections. For each line {@code PORT
 * CONNECTIONS SECONDS} on its standard input it asks the server at that port of 127.0.0.1, and
 * prints what {@link LoadFigures} reads.
 */
final class Client {
    private static final long SELECT_MS = 10;

    /** However short the time was, it goes on so long until something was answered. */
    private static final long PATIENCE_NS = 10_000_000_000L;

    private static final int MIN_SAMPLES = 1 << 10;

    private final long endNs;
    private double[] latenciesUs = new double[MIN_SAMPLES];
    private int answers;
    private int errors;

    private Client(long endNs) {
        this.endNs = endNs;
    }

    /** Serves its input, as above. */
    public static void main(String[] args) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", -1);
            System.out.println(
                    load(
                                    Integer.parseInt(words[0]),
                                    Integer.parseInt(words[1]),
                                    Double.parseDouble(words[2]))
                            .toLine());
        }
    }

    private static LoadFigures load(int port, int connections, double seconds) throws IOException {
        long startNs = System.nanoTime();
        Client client = new Client(startNs + (long) (seconds * 1e9));
        client.run(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), connections);
        double[] all = Arrays.copyOf(client.latenciesUs, client.answers);
        return new LoadFigures(
                client.answers,
                (System.nanoTime() - startNs) / 1_000,
                quantile(all, 0.5),
                quantile(all, 0.99),
                quantile(all, 0.999),
                client.errors);
    }

    private static long quantile(double[] latenciesUs, double q) {
        return latenciesUs.length == 0 ? 0 : Math.round(Statistics.quantile(latenciesUs, q));
    }

    private void run(InetSocketAddress server, int connections) throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        try (Selector selector = Selector.open()) {
            for (int i = 0; i < connections; i++) {
                try {
                    channels.add(connect(server, selector));
                } catch (IOException e) {
                    errors++;
                }
            }
            while (errors < connections && !isOver()) {
                selector.select(key -> read((Connection) key.attachment(), key), SELECT_MS);
            }
        } finally {
            for (SocketChannel channel : channels) {
                channel.close();
            }
        }
    }

    private boolean isOver() {
        long lateNs = System.nanoTime() - endNs;
        return lateNs >= 0 && (answers > 0 || lateNs >= PATIENCE_NS);
    }

    /** Connects, and asks for the first time. */
    private static SocketChannel connect(InetSocketAddress server, Selector selector)
            throws IOException {
        SocketChannel channel = SocketChannel.open(server);
        boolean asked = false;
        try {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            channel.configureBlocking(false);
            Connection connection = new Connection(channel);
            channel.register(selector, SelectionKey.OP_READ, connection);
            connection.ask();
            asked = true;
            return channel;
        } finally {
            if (!asked) {
                channel.close();
            }
        }
    }

    private void read(Connection connection, SelectionKey key) {
        try {
            if (connection.read()) {
                record(System.nanoTime() - connection.askedNs);
                connection.ask();
            }
        } catch (IOException e) {
            errors++;
            key.cancel();
        }
    }

    private void record(long ns) {
        if (answers == latenciesUs.length) {
            latenciesUs = Arrays.copyOf(latenciesUs, 2 * answers);
        }
        latenciesUs[answers++] = ns / 1e3;
    }

    /** One connection, with one request at a time. */
    private static final class Connection {
        private final SocketChannel channel;
        private final ByteBuffer request = ByteBuffer.wrap(HttpAnswer.request());
        private final ByteBuffer answer = ByteBuffer.allocate(HttpAnswer.MAX_BYTES);
        private long askedNs;

        Connection(SocketChannel channel) {
            this.channel = channel;
        }

        void ask() throws IOException {
            answer.clear();
            askedNs = System.nanoTime();
            // So little always fits.
            if (channel.write(request.rewind()) < request.limit()) {
                throw new IOException("a request was not taken whole");
            }
        }

        /** Whether the answer is whole now. */
        boolean read() throws IOException {
            if (channel.read(answer) < 0) {
                throw new IOException("the server closed the connection");
            }
            return HttpAnswer.isWhole(answer.array(), answer.position());
        }
    }
}
