package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A read that got less than it had room for is followed by one that is not tried before it waits.
 * What was there before that began is read all the same, though nobody has polled since.
 */
class UntriedReadTest {
    private static final int ROUNDS = 50;
    private static final int ROOM = 100;
    private static final int LONG_MS = 60_000;

    /** A connection on whose far end a thread of the OS writes when it is told to. */
    private static final class Fed {
        final Socket socket;
        final InputStream in;
        final byte[] bytes = new byte[ROOM];
        private final Semaphore told = new Semaphore(0);
        private final AtomicInteger written = new AtomicInteger();

        Fed() throws IOException {
            Socket far;
            try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                far = new Socket(server.getInetAddress(), server.getLocalPort());
                socket = server.accept();
            }
            far.setTcpNoDelay(true);
            in = socket.getInputStream();
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                        try {
                            while (true) {
                                told.acquire();
                                far.getOutputStream().write(1);
                                written.incrementAndGet();
                            }
                        } catch (IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
        }

        /** Waits until it is registered with the poller, and leaves it known to be empty. */
        void readFirst() throws IOException {
            Thread reader = Thread.currentThread();
            Thread.startVirtualThread(() -> {
                while (reader.getState() != Thread.State.WAITING) {
                    Thread.yield();
                }
                told.release();
            });
            in.read(bytes);
        }

        /** Something is there when this returns; the caller has kept its P meanwhile. */
        void feed() {
            int before = written.get();
            told.release();
            while (written.get() == before) {
                Thread.onSpinWait();
            }
        }
    }

    private interface Reading {
        void run() throws IOException;
    }

    private static void runVirtually(Reading reading) throws InterruptedException {
        Thread.startVirtualThread(
                        () -> {
                            try {
                                reading.run();
                            } catch (IOException e) {
                                System.out.println(e);
                            }
                        })
                .join();
    }

    /** While it waits for 1 ms another one has its P, and gives it back when that time is over. */
    static final class TimesOut {
        public static void main(String[] args) throws Exception {
            runVirtually(() -> {
                Fed fed = new Fed();
                fed.readFirst();
                Thread reader = Thread.currentThread();
                int timeOuts = 0;
                for (int i = 0; i < ROUNDS; i++) {
                    fed.feed();
                    Thread.startVirtualThread(() -> computeBeyondTheTimeOutOf(reader));
                    fed.socket.setSoTimeout(1);
                    try {
                        fed.in.read(fed.bytes);
                    } catch (SocketTimeoutException e) {
                        timeOuts++;
                        fed.socket.setSoTimeout(LONG_MS);
                        fed.in.read(fed.bytes);
                    }
                    fed.socket.setSoTimeout(0);
                }
                System.out.println(timeOuts);
            });
        }

        private static void computeBeyondTheTimeOutOf(Thread reader) {
            long begin = System.nanoTime();
            while (reader.getState() != Thread.State.TIMED_WAITING
                    && System.nanoTime() - begin < 2_000_000) {
                Thread.onSpinWait();
            }
            begin = System.nanoTime();
            while (System.nanoTime() - begin < 2_000_000) {
                Thread.onSpinWait();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void whatWasThereBeforeTheReadIsNoTimeOut(int procs) throws Exception {
        JavaRun run = JavaRun.onBaton("strict,procs=" + procs, TimesOut.class);

        assertThat(run).isEqualTo(new JavaRun(0, "0\n", ""));
    }

    /** The reader is interrupted before it reads. */
    static final class IsInterrupted {
        public static void main(String[] args) throws Exception {
            runVirtually(() -> {
                Fed fed = new Fed();
                fed.readFirst();
                int read = 0;
                int interrupted = 0;
                for (int i = 0; i < ROUNDS; i++) {
                    fed.feed();
                    Thread.currentThread().interrupt();
                    read += fed.in.read(fed.bytes);
                    interrupted += Thread.interrupted() ? 1 : 0;
                }
                System.out.println(read + " " + interrupted);
                Thread.currentThread().interrupt();
                fed.in.read(fed.bytes); // finds nothing
            });
        }
    }

    @Test
    void whoIsInterruptedReadsWhatIsThereAsOnTheJdk() throws Exception {
        JavaRun run = JavaRun.onBaton("strict,procs=1", IsInterrupted.class);

        assertThat(run)
                .isEqualTo(JavaRun.onTheJdk(IsInterrupted.class))
                .isEqualTo(
                        new JavaRun(
                                0, "50 50\njava.net.SocketException: Closed by interrupt\n", ""));
    }
}
