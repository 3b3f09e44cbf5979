package dev.baton.agent;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Random;

/**
 * The client's end of a connection to a {@link ConnectionServer}: rounds in which every byte that
 * comes back has to be the one that was sent, and {@link Order}s to the server. By one thread.
 */
final class Talk implements AutoCloseable {
    private static final int MOST_ROUNDS = 6;
    private static final int SMALL = 2_000;
    private static final int LARGE = 200_000;

    private final Life life;
    private final End end;
    private final Slot slot;
    private final Random random;

    private Talk(Life life, End end, Slot slot, Random random) {
        this.life = life;
        this.end = end;
        this.slot = slot;
        this.random = random;
    }

    /**
     * Connects, to a listener and by a kind of socket that suit this life, and says which it is.
     */
    static Talk open(Life life, Slot slot, Random random) throws IOException {
        var address = slot.servers().any(life.listeners(), random);
        boolean channel = random.nextBoolean() && life.listeners() != Servers.Kind.SOCKETS;
        End end =
                channel
                        ? new End.OfChannel(SocketChannel.open(address))
                        : new End.OfSocket(new Socket(address.getAddress(), address.getPort()));
        end.out().write(life.code());
        return new Talk(life, end, slot, random);
    }

    End end() {
        return end;
    }

    /** Some messages, and their echoes. */
    void rounds() throws Exception {
        int rounds = 1 + random.nextInt(MOST_ROUNDS);
        for (int i = 0; i < rounds; i++) {
            slot.pause(random);
            byte[] message = message();
            DataOutputStream out = new DataOutputStream(end.out());
            out.writeInt(message.length);
            out.write(message);
            expect(message);
        }
    }

    /** Mostly small, now and then larger than what the kernel takes at once. */
    byte[] message() {
        byte[] message = new byte[1 + random.nextInt(random.nextInt(40) == 0 ? LARGE : SMALL)];
        random.nextBytes(message);
        return message;
    }

    /** These bytes come back. */
    void expect(byte[] message) throws IOException {
        byte[] echo = end.in().readNBytes(message.length);
        if (!Arrays.equals(message, echo)) {
            throw new AssertionError(
                    "%d bytes came back as %d, and byte %d is not what was sent"
                            .formatted(
                                    message.length, echo.length, Arrays.mismatch(message, echo)));
        }
        slot.tally().echoed(life, echo.length);
        slot.step();
    }

    /** The same, with a byte of urgent data in the midst of it. */
    void urgentRound(boolean inline) throws Exception {
        Socket socket = ((End.OfSocket) end).socket();
        byte[] message = message();
        int at = random.nextInt(message.length);
        DataOutputStream out = new DataOutputStream(end.out());
        if (inline) {
            out.writeInt(message.length);
            out.write(message, 0, at);
            socket.sendUrgentData(message[at]);
            out.write(message, at + 1, message.length - at - 1);
        } else {
            out.writeInt(message.length);
            out.write(message, 0, at);
            socket.sendUrgentData(7);
            out.write(message, at, message.length - at);
        }
        expect(message);
    }

    /** While nothing comes, a read comes back when its time is up. */
    void timesOut() throws IOException {
        InputStream in = end.in(1 + random.nextInt(50));
        try {
            int n = in.read();
            throw new AssertionError("read " + n + " where nothing was sent");
        } catch (SocketTimeoutException e) {
            slot.step();
        }
        end.in(0);
    }

    void order(Order order) throws IOException {
        new DataOutputStream(end.out()).writeInt(order.code());
    }

    /** A single byte that the server answers with. */
    void expectAnswer() throws IOException {
        expectRead(1);
    }

    /** The server closes it, or has closed it. */
    void expectEnd() throws IOException {
        expectRead(-1);
    }

    private void expectRead(int expected) throws IOException {
        int n = end.in().read();
        if (n != expected) {
            throw new AssertionError("read " + n + " and not " + expected);
        }
    }

    /** The server closes it so that a read fails. */
    void expectReset() throws IOException {
        try {
            int n = end.in().read();
            throw new AssertionError("read " + n + " from a connection that was reset");
        } catch (IOException e) {
            if (!e.getMessage().contains("reset")) {
                throw e;
            }
        }
    }

    /** Another thread, that reads. */
    Task<Integer> reader() throws Exception {
        InputStream in = end.in();
        return Task.start(in::read).perhapsWaits(random);
    }

    /**
     * Another thread, that writes what is {@link Order#sunk} until it can't any more. Mostly it
     * waits for room then; to wait until it does would be for ever, where the server is fast.
     */
    Task<Void> writer() throws Exception {
        OutputStream out = end.out();
        Task<Void> writer =
                Task.start(() -> {
                    byte[] chunk = new byte[1 << 14];
                    for (long at = 0; ; at += chunk.length) {
                        for (int i = 0; i < chunk.length; i++) {
                            chunk[i] = Order.sunk(at + i);
                        }
                        out.write(chunk);
                    }
                });
        slot.pause(random);
        slot.step();
        return writer;
    }

    @Override
    public void close() throws IOException {
        end.close();
    }
}
