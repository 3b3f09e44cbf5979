package programs.servers;

import io.helidon.webserver.WebServer;
import java.io.IOException;

/** Helidon, which has virtual threads and no others: {@code virtual}. */
public final class Helidon {
    private Helidon() {}

    /**
     * Serves.
     *
     * @param args as above
     * @throws IOException when it can't
     */
    public static void main(String[] args) throws IOException {
        if (!Serving.isVirtual(args)) {
            throw new IllegalArgumentException("Helidon has virtual threads only");
        }
        byte[] body = Answer.body();
        WebServer server =
                WebServer.builder()
                        .address(Serving.address())
                        .port(0)
                        .backlog(Serving.MAX_CONNECTIONS)
                        .routing(
                                routing -> routing.get("/", (request, answer) -> answer.send(body)))
                        .build()
                        .start();
        Serving.untilInputEnds(server.port());
    }
}
