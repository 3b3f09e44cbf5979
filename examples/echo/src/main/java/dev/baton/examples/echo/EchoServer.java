package dev.baton.examples.echo;

import dev.baton.Baton;
import dev.baton.os.ErrClosed;
import dev.baton.os.ErrDeadlineExceeded;
import dev.baton.os.PathError;
import dev.baton.os.PollFd;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Sockets;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadFactory;

/**
 * Sends back what each connection sends: RFC 862. A virtual thread for each, which reads and writes
 * as if it blocked; while it waits it holds no thread, so thousands of connections need a handful.
 * The sockets are made by system calls, and {@link PollFd} waits for them.
 */
public final class EchoServer implements AutoCloseable {
    private static final int DEFAULT_PORT = 7007;
    private static final int BACKLOG = 1024;
    private static final int BUFFER_BYTES = 8192;
    private static final int FLAGS = Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC;

    /** A pause where there are no descriptors left: connections end meanwhile. */
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final PollFd listener;
    private final InetSocketAddress address;
    private final Duration idle;

    /** Those that are open. */
    private final Set<PollFd> connections = ConcurrentHashMap.newKeySet();

    private EchoServer(PollFd listener, InetSocketAddress address, Duration idle) {
        this.listener = listener;
        this.address = address;
        this.idle = idle;
    }

    /**
     * Listens from now on; {@link #serve} accepts.
     *
     * @param address where; port 0 for one that is free
     * @param idle how long a connection may send nothing, or take nothing
     * @return a server
     * @throws IOException if the kernel refuses, for example with EADDRINUSE
     */
    public static EchoServer listen(InetSocketAddress address, Duration idle) throws IOException {
        boolean isIpv6 = address.getAddress() instanceof Inet6Address;
        int family = isIpv6 ? Sockets.AF_INET6 : Sockets.AF_INET;
        String name = "listener on " + address;
        long fd = check("socket", name, Sockets.socket(family, Sockets.SOCK_STREAM | FLAGS, 0));
        PollFd listener = PollFd.of((int) fd, name);
        try {
            int l = listener.fd();
            check("setsockopt", name, reuseAddress(l));
            check("bind", name, Sockets.bind(l, address));
            check("listen", name, Sockets.listen(l, BACKLOG));
            SocketAddress[] own = new SocketAddress[1];
            check("getsockname", name, Sockets.getsockname(l, own));
            return new EchoServer(listener, (InetSocketAddress) own[0], idle);
        } catch (IOException e) {
            listener.close();
            throw e;
        }
    }

    private static long reuseAddress(int fd) {
        return Sockets.setsockopt(fd, Sockets.SOL_SOCKET, Sockets.SO_REUSEADDR, 1);
    }

    private static long check(String op, String name, long r1) throws PathError {
        if (Errno.isError(r1)) {
            throw PathError.of(op, name, Errno.errnoErr(r1));
        }
        return r1;
    }

    /**
     * Where it listens.
     *
     * @return the address, with its port
     */
    public InetSocketAddress address() {
        return address;
    }

    /**
     * Accepts connections until {@link #close}.
     *
     * @param threads makes the thread of each
     * @throws IOException if the kernel refuses for a reason that will not pass
     */
    public void serve(ThreadFactory threads) throws IOException {
        while (true) {
            long fd;
            try {
                fd = listener.rawRead(l -> Sockets.accept4(l, null, FLAGS));
            } catch (ErrClosed e) {
                return;
            }
            Errno errno = Errno.errnoErr(fd);
            if (errno == null) {
                PollFd connection = PollFd.of((int) fd, "connection " + fd);
                connections.add(connection);
                threads.newThread(() -> echo(connection)).start();
            } else if (errno.temporary()) {
                pause();
            } else if (!errno.equals(Errno.ECONNABORTED)) { // that one has gone again
                throw PathError.of("accept", listener.name(), errno);
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // accepts on: it ends by close alone
        }
    }

    /** One connection, from its first byte to its end. */
    private void echo(PollFd connection) {
        byte[] buffer = new byte[BUFFER_BYTES];
        try (connection) {
            if (listener.isClosed()) {
                return; // close() may have been there before this one was in the set
            }
            while (true) {
                connection.setDeadline(Instant.now().plus(idle));
                int n = connection.read(buffer);
                if (n < 0) {
                    return;
                }
                connection.write(buffer, 0, n);
            }
        } catch (ErrDeadlineExceeded | ErrClosed e) {
            // It was idle for too long, or the server is to end.
        } catch (IOException e) {
            // The other side has gone: ECONNRESET, EPIPE. Nobody is left to be told.
        } finally {
            connections.remove(connection);
        }
    }

    /** Accepts no more, and ends all connections. */
    @Override
    public void close() throws IOException {
        listener.close();
        for (PollFd connection : connections) {
            connection.close();
        }
    }

    /**
     * Serves this machine until it is killed.
     *
     * @param args the port, 7007 if there is none
     * @throws Exception if it can't
     */
    public static void main(String[] args) throws Exception {
        int port = args.length > 0 ? Integer.parseInt(args[0]) : DEFAULT_PORT;
        InetSocketAddress local = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        try (Baton baton = Baton.builder().build();
                EchoServer server = listen(local, Duration.ofMinutes(1))) {
            System.out.println("echo: listening on " + server.address());
            Thread acceptor =
                    baton.startVirtualThread(() -> {
                        try {
                            server.serve(baton.threadFactory());
                        } catch (IOException e) {
                            System.err.println("echo: " + e.getMessage());
                        }
                    });
            acceptor.join();
        }
    }
}
