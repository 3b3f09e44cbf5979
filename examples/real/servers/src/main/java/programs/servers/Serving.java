package programs.servers;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;

/** What the programs have in common: their arguments, their address, their end. */
final class Serving {
    /** As many threads of the OS as web servers have by default. */
    static final int POOL_THREADS = 200;

    /** So many connections are let in, and wait to be let in. */
    static final int MAX_CONNECTIONS = 20_000;

    private Serving() {}

    /**
     * Whether the first argument asks for virtual threads.
     *
     * @throws IllegalArgumentException when it asks for nothing that there is
     */
    static boolean isVirtual(String[] args) {
        String threads = args.length == 0 ? "nothing" : args[0];
        return switch (threads) {
            case "virtual" -> true;
            case "platform" -> false;
            default ->
                    throw new IllegalArgumentException(
                            "the first argument is " + threads + ": must be virtual or platform");
        };
    }

    /**
     * The second argument: where another server is.
     *
     * @throws IllegalArgumentException when there is none
     */
    static String service(String[] args) {
        if (args.length < 2) {
            throw new IllegalArgumentException("the second argument is missing: a server's URL");
        }
        return args[1];
    }

    static InetAddress address() {
        return InetAddress.getLoopbackAddress();
    }

    /** Says where the server is reached, and waits until nobody needs it any more. */
    static void untilInputEnds(int port) throws IOException {
        System.out.println("http://127.0.0.1:" + port);
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }
}
