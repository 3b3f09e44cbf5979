package dev.baton.agent;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The server's end of all connections that come to one port: one thread, that waits for all of them
 * by a selector. It sends back messages and obeys {@link Order#CLOSE} and {@link Order#RESET}.
 */
final class SelectorServer {
    private final Selector selector;
    private final ServerSocketChannel server;
    private final Fault fault;
    private final Tally tally;
    private final AtomicInteger live;

    /**
     * Listens.
     *
     * @param live counts the connections that are there
     */
    SelectorServer(ServerSocketChannel server, Fault fault, Tally tally, AtomicInteger live)
            throws IOException {
        this.selector = Selector.open();
        this.server = server;
        this.fault = fault;
        this.tally = tally;
        this.live = live;
        server.configureBlocking(false);
        server.register(selector, SelectionKey.OP_ACCEPT);
    }

    /** Serves for ever. */
    void run() throws IOException {
        while (true) {
            selector.select(key -> {
                try {
                    if (key.attachment() instanceof Peer peer) {
                        peer.go(key);
                    } else {
                        accept();
                    }
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
        }
    }

    private void accept() throws IOException {
        for (SocketChannel c = server.accept(); c != null; c = server.accept()) {
            live.incrementAndGet();
            c.configureBlocking(false);
            c.register(selector, SelectionKey.OP_READ, new Peer(c));
        }
    }

    /** One connection, and how far it has come. */
    private final class Peer {
        private final SocketChannel channel;

        /** What is read now: the life, the number of an order, or a message. */
        private ByteBuffer reads = ByteBuffer.allocate(1);

        /** What is still to be sent back, or null. */
        private ByteBuffer writes;

        /** Null before it is known. */
        private Life life;

        private boolean inMessage;

        Peer(SocketChannel channel) {
            this.channel = channel;
        }

        /** As far as it goes without waiting. */
        void go(SelectionKey key) throws IOException {
            while (channel.isOpen()) {
                if (writes != null) {
                    channel.write(writes);
                    if (writes.hasRemaining()) {
                        key.interestOps(SelectionKey.OP_WRITE);
                        return;
                    }
                    writes = null;
                    key.interestOps(SelectionKey.OP_READ);
                }
                if (reads.hasRemaining()) {
                    int n = read();
                    if (n == 0) {
                        return;
                    }
                } else {
                    reads.flip();
                    haveRead();
                }
            }
        }

        /** What is there; at the end of the connection closes it, and returns -1. */
        private int read() throws IOException {
            int n;
            try {
                n = channel.read(reads);
            } catch (IOException e) {
                if (!e.getMessage().contains("reset")) {
                    throw e;
                }
                end(Life.Ending.BY_RESET);
                return -1;
            }
            if (n < 0) {
                end(Life.Ending.BY_CLIENT);
            }
            return n;
        }

        private void haveRead() throws IOException {
            if (life == null) {
                life = Life.of(reads.get());
                reads = ByteBuffer.allocate(Integer.BYTES);
            } else if (inMessage) {
                inMessage = false;
                int n = reads.remaining();
                writes = ByteBuffer.wrap(reads.array(), 0, fault.pass(reads.array(), n));
                tally.echoed(life, n);
                reads = ByteBuffer.allocate(Integer.BYTES);
            } else {
                int code = reads.getInt();
                if (code >= 0) {
                    inMessage = true;
                    reads = ByteBuffer.allocate(code);
                } else {
                    obey(Order.of(code));
                }
            }
        }

        private void obey(Order order) throws IOException {
            switch (order) {
                case CLOSE -> end(Life.Ending.BY_SERVER);
                case RESET -> {
                    channel.setOption(StandardSocketOptions.SO_LINGER, 0);
                    end(Life.Ending.BY_SERVER);
                }
                default -> throw new AssertionError(order + " is nothing for a selector");
            }
        }

        private void end(Life.Ending ending) throws IOException {
            channel.close();
            if (life == null || ending != life.ending()) {
                throw new AssertionError(life + " ended by " + ending);
            }
            if (fault.counts()) {
                tally.ended(life);
            }
            live.decrementAndGet();
        }
    }
}
