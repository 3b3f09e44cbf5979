package dev.baton.agent;

import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.Pipe;
import java.util.Arrays;
import java.util.Random;

/**
 * The lives that a connection may lead, by a client of a {@link ConnectionServer}. To its end all
 * is closed, and every thread that took part has ended; both sides know how it is to end.
 */
@SuppressWarnings("try") // closing early, under somebody who waits, is what it is about
enum Life {
    /** They talk, and the client closes. */
    TALKS(Ending.BY_CLIENT, Servers.Kind.SELECTED) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
        }
    },
    /** A read times out, and they go on. */
    TIMES_OUT(Ending.BY_CLIENT, Servers.Kind.SELECTED) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            talk.timesOut();
            talk.rounds();
        }
    },
    /** The server closes. */
    SERVER_CLOSES(Ending.BY_SERVER, Servers.Kind.SELECTED) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            talk.order(Order.CLOSE);
            talk.expectEnd();
        }
    },
    /** The server ends it by an error. */
    SERVER_RESETS(Ending.BY_SERVER, Servers.Kind.SELECTED) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            talk.order(Order.RESET);
            talk.expectReset();
        }
    },
    /** The client does. */
    RESETS(Ending.BY_RESET, Servers.Kind.SELECTED) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            talk.end().reset();
        }
    },
    /** The client closes while another thread of its own reads. */
    IS_CLOSED_UNDER_A_READER(Ending.BY_CLIENT, Servers.Kind.SELECTED) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            Task<Integer> reader = talk.reader();
            talk.close();
            reader.failsWith(talk.end().whenClosed());
        }
    },
    /** The server does. */
    SERVER_CLOSES_UNDER_A_READER(Ending.BY_SERVER, Servers.Kind.CHANNELS) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            talk.order(Order.CLOSE_UNDER_A_READER);
            talk.expectEnd();
        }
    },
    /** A thread of the client that reads is interrupted. */
    IS_INTERRUPTED(Ending.BY_CLIENT, Servers.Kind.SELECTED) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            Task<Integer> reader = talk.reader();
            reader.thread().interrupt();
            reader.failsWith(talk.end().whenInterrupted());
        }
    },
    /** One of the server is. */
    SERVER_IS_INTERRUPTED(Ending.BY_SERVER, Servers.Kind.CHANNELS) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            talk.order(Order.INTERRUPT_A_READER);
            talk.expectEnd();
        }
    },
    /** A stream to and fro at once; the client closes its half when all is sent. */
    HALF_CLOSES(Ending.BY_CLIENT, Servers.Kind.CHANNELS) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            talk.order(Order.STREAM);
            byte[] message = talk.message();
            OutputStream out = talk.end().out();
            Task<Void> writer =
                    Task.start(() -> {
                        out.write(message);
                        talk.end().shutdownOutput();
                        return null;
                    });
            talk.expect(message);
            talk.expectEnd();
            writer.result();
        }
    },
    /** Urgent data, which the server gets in its place or not at all. */
    IS_URGENT(Ending.BY_CLIENT, Servers.Kind.SOCKETS) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            boolean inline = random.nextBoolean();
            if (inline) {
                talk.order(Order.URGENT_INLINE);
                talk.expectAnswer();
            }
            for (int i = random.nextInt(3); i >= 0; i--) {
                talk.urgentRound(inline);
            }
            talk.rounds();
        }
    },
    /** A thread writes more than is read, and another closes. */
    IS_CLOSED_UNDER_A_WRITER(Ending.BY_CLIENT, Servers.Kind.CHANNELS) {
        @Override
        void talk(Talk talk, Random random) throws Exception {
            talk.rounds();
            talk.order(Order.SINK);
            Task<Void> writer = talk.writer();
            talk.close();
            writer.failsWith(talk.end().whenClosed());
        }
    },
    /** Datagrams to the server and back, some of which may be lost; ended by a close. */
    SENDS_DATAGRAMS(Ending.NONE, Servers.Kind.DATAGRAMS) {
        @Override
        void lead(Slot slot, Random random) throws Exception {
            SocketAddress server = slot.servers().any(listeners(), random);
            try (DatagramSocket socket = new DatagramSocket(ANY_PORT)) {
                for (int i = random.nextInt(6); i >= 0; i--) {
                    slot.pause(random);
                    byte[] sent = new byte[1 + random.nextInt(1_000)];
                    random.nextBytes(sent);
                    sent[0] = (byte) i; // tells it from one before that was sent twice
                    byte[] back = exchange(socket, new DatagramPacket(sent, sent.length, server));
                    check(Arrays.equals(back, sent), "a datagram came back changed");
                    slot.tally().echoed(this, back.length);
                    slot.step();
                }
                socket.setSoTimeout(0);
                Task<Void> receiver =
                        Task.<Void>start(
                                        () -> {
                                            while (true) { // one that was sent twice
                                                socket.receive(new DatagramPacket(new byte[1], 1));
                                            }
                                        })
                                .perhapsWaits(random);
                if (random.nextBoolean()) {
                    socket.close();
                } else {
                    receiver.thread().interrupt();
                }
                receiver.failsWith(SocketException.class);
            }
        }
    },
    /** A pipe of its own, ended by either side or by an interrupt. */
    IS_A_PIPE(Ending.NONE, Servers.Kind.SOCKETS) {
        @Override
        void lead(Slot slot, Random random) throws Exception {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source();
                    Pipe.SinkChannel sink = pipe.sink()) {
                for (int i = random.nextInt(4); i >= 0; i--) {
                    slot.pause(random);
                    byte[] sent = new byte[1 + random.nextInt(i == 0 ? 150_000 : 1_000)];
                    random.nextBytes(sent);
                    Task<byte[]> reader =
                            Task.start(() ->
                                            Channels.newInputStream(source).readNBytes(sent.length))
                                    .perhapsWaits(random);
                    Channels.newOutputStream(sink).write(sent);
                    check(Arrays.equals(reader.result(), sent), "a pipe changed what was sent");
                    slot.tally().echoed(this, sent.length);
                    slot.step();
                }
                Task<Integer> reader = Task.start(() -> source.read(ByteBuffer.allocate(1)));
                reader.perhapsWaits(random);
                switch (random.nextInt(3)) {
                    case 0 -> {
                        sink.close();
                        check(reader.result() == -1, "a pipe without a sink has no end");
                    }
                    case 1 -> {
                        source.close();
                        reader.failsWith(ClosedChannelException.class);
                    }
                    default -> {
                        reader.thread().interrupt();
                        reader.failsWith(ClosedByInterruptException.class);
                    }
                }
            }
        }
    };

    /** How a connection ends, as the server sees it. */
    enum Ending {
        BY_CLIENT,
        BY_RESET,
        BY_SERVER,
        /** The server knows nothing of it. */
        NONE
    }

    private static final SocketAddress ANY_PORT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final Ending ending;
    private final Servers.Kind listeners;

    Life(Ending ending, Servers.Kind listeners) {
        this.ending = ending;
        this.listeners = listeners;
    }

    Ending ending() {
        return ending;
    }

    /** Which will do: see {@link Servers#any}. */
    Servers.Kind listeners() {
        return listeners;
    }

    /** Whether the server counts it, too. */
    boolean isServed() {
        return ending != Ending.NONE;
    }

    /** As it goes over the wire. */
    @SuppressWarnings("EnumOrdinal") // both programs are of one build
    int code() {
        return ordinal();
    }

    /** What came over it. */
    @SuppressWarnings("EnumOrdinal") // both programs are of one build
    static Life of(int code) {
        check(0 <= code && code < values().length, "a connection began with " + code);
        return values()[code];
    }

    /** One of them, each as likely as any other. */
    static Life any(Random random) {
        return values()[random.nextInt(values().length)];
    }

    /**
     * From its beginning to its end.
     *
     * @throws AssertionError when something came out otherwise
     */
    void lead(Slot slot, Random random) throws Exception {
        try (Talk talk = Talk.open(this, slot, random)) {
            talk(talk, random);
        }
    }

    /** What becomes of a connection that was just opened. */
    void talk(Talk talk, Random random) throws Exception {
        throw new AssertionError(this + " has no connection");
    }

    /** Sends it again where no answer comes: a datagram may be lost. */
    private static byte[] exchange(DatagramSocket socket, DatagramPacket packet)
            throws IOException {
        socket.setSoTimeout(500);
        byte[] buffer = new byte[2_000];
        while (true) {
            socket.send(packet);
            try {
                DatagramPacket answer = new DatagramPacket(buffer, buffer.length);
                do {
                    socket.receive(answer);
                } while (buffer[0] != packet.getData()[0]);
                return Arrays.copyOf(buffer, answer.getLength());
            } catch (SocketTimeoutException e) {
                // Once more.
            }
        }
    }

    private static void check(boolean condition, String otherwise) {
        if (!condition) {
            throw new AssertionError(otherwise);
        }
    }
}
