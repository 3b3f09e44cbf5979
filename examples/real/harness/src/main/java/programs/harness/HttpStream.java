package programs.harness;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Loads a web server in another process until its standard input ends: a fixed number of
 * connections, each a thread of the OS that asks for the same again and again. Waits for a line
 * before it begins, and prints every few milliseconds how many answers there were so far.
 */
public final class HttpStream {
    private static final int SILENCE_MS = 30_000;
    private static final long PERIOD_MS = 10;

    private HttpStream() {}

    /**
     * Runs it: {@code URL PATH BYTES CONNECTIONS}.
     *
     * @param args as above
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        URI server = URI.create(args[0]);
        int bytes = Integer.parseInt(args[2]);
        AtomicLong answers = new AtomicLong();
        System.in.read();
        for (int i = 0; i < Integer.parseInt(args[3]); i++) {
            Thread.ofPlatform().daemon().start(() -> ask(server, args[1], bytes, answers));
        }
        Thread.ofPlatform().daemon().start(() -> tell(answers));
        while (System.in.read() >= 0) {
            // until the input ends
        }
    }

    private static void ask(URI server, String path, int bytes, AtomicLong answers) {
        try (HttpConnection connection = new HttpConnection(server, SILENCE_MS)) {
            while (true) {
                connection.get(path, bytes);
                answers.incrementAndGet();
            }
        } catch (IOException e) {
            System.err.println("the load generator: " + e);
            Runtime.getRuntime().halt(1);
        }
    }

    private static void tell(AtomicLong answers) {
        try {
            while (true) {
                Thread.sleep(PERIOD_MS);
                System.out.println(answers);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
