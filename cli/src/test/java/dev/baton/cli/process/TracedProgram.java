package dev.baton.cli.process;

import java.io.FileInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.CountDownLatch;

/**
 * Does again and again what a trace is to tell of besides calls: collects garbage, waits for
 * sockets, and has more threads block than there may be. Until it is killed.
 */
public final class TracedProgram {
    private static final int READERS = 20;

    private TracedProgram() {}

    /**
     * Begins.
     *
     * @param args a FIFO that nobody writes to
     */
    public static void main(String[] args) throws Exception {
        for (int i = 0; i < READERS; i++) {
            Thread.ofVirtual().name("reads").start(() -> read(args[0]));
        }
        System.out.println("ready");
        for (; ; ) {
            System.gc();
            exchange();
        }
    }

    /** One waits for a byte that another sends. */
    private static void exchange() throws Exception {
        CountDownLatch waits = new CountDownLatch(1);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread reader =
                    Thread.ofVirtual()
                            .name("waits")
                            .start(() -> {
                                try (Socket socket = server.accept()) {
                                    waits.countDown();
                                    socket.getInputStream().read();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
            try (Socket client = new Socket(server.getInetAddress(), server.getLocalPort())) {
                waits.await();
                while (reader.getState() != Thread.State.WAITING) {
                    Thread.onSpinWait();
                }
                client.getOutputStream().write(1);
                reader.join();
            }
        }
    }

    private static void read(String fifo) {
        try (FileInputStream in = new FileInputStream(fifo)) {
            in.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
