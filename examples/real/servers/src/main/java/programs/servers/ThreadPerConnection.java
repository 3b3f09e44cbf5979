package programs.servers;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A web server in its plainest form: a {@link ServerSocket}, and a thread for each connection that
 * reads a request, writes the answer and goes on with the next. It looks at no more of a request
 * than where it ends.
 */
final class ThreadPerConnection {
    private static final int BUFFER_BYTES = 8 << 10;

    /** How a request's head ends, as one number. */
    private static final int END = '\r' << 24 | '\n' << 16 | '\r' << 8 | '\n';

    private static final int END_BYTES = 4;

    private ThreadPerConnection() {}

    /** What one connection's thread answers with. */
    interface Handler extends AutoCloseable {
        /** The whole answer to a request. */
        byte[] answer() throws Exception;

        @Override
        default void close() throws IOException {}
    }

    /** Makes a handler for a new connection, on its thread. */
    interface Handlers {
        Handler open() throws Exception;
    }

    /**
     * Serves until the standard input ends.
     *
     * @param isVirtual whether the threads are virtual; else they are the OS's, and stay for the
     *     next connection for a minute
     * @param handlers of the connections
     */
    static void serve(boolean isVirtual, Handlers handlers) throws IOException {
        ServerSocket listener = new ServerSocket(0, Serving.MAX_CONNECTIONS, Serving.address());
        ExecutorService threads =
                isVirtual
                        ? Executors.newVirtualThreadPerTaskExecutor()
                        : Executors.newCachedThreadPool();
        threads.execute(() -> accept(listener, threads, handlers));
        Serving.untilInputEnds(listener.getLocalPort());
    }

    private static void accept(ServerSocket listener, ExecutorService threads, Handlers handlers) {
        try {
            while (true) {
                Socket socket = listener.accept();
                threads.execute(() -> converse(socket, handlers));
            }
        } catch (IOException e) {
            System.err.println("accept: " + e);
        }
    }

    private static void converse(Socket socket, Handlers handlers) {
        try (socket;
                Handler handler = handlers.open()) {
            socket.setTcpNoDelay(true);
            InputStream in = socket.getInputStream();
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            int length = 0;
            while (true) {
                int n = in.read(buffer, length, buffer.length - length);
                if (n <= 0) { // the other side has closed, or the head is too long
                    return;
                }
                length += n;
                if (isWhole(buffer, length)) {
                    out.write(handler.answer());
                    length = 0;
                }
            }
        } catch (IOException e) {
            // Who asked is gone.
        } catch (Exception e) {
            System.err.println("a request failed: " + e);
        }
    }

    /** Who asks waits for the answer before it asks again: a request ends where the bytes do. */
    private static boolean isWhole(byte[] bytes, int length) {
        int last = 0;
        for (int i = Math.max(0, length - END_BYTES); i < length; i++) {
            last = last << 8 | bytes[i];
        }
        return last == END;
    }
}
