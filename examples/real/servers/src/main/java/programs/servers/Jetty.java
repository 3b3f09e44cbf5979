package programs.servers;

import java.nio.ByteBuffer;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** Jetty with a handler that may block: {@code virtual|platform}. */
public final class Jetty extends Handler.Abstract {
    private final byte[] body = Answer.body();

    private Jetty() {}

    /**
     * Serves.
     *
     * @param args as above
     * @throws Exception when it can't
     */
    public static void main(String[] args) throws Exception {
        QueuedThreadPool threads = new QueuedThreadPool(Serving.POOL_THREADS);
        if (Serving.isVirtual(args)) {
            threads.setVirtualThreadsExecutor(
                    Executors.newThreadPerTaskExecutor(
                            Thread.ofVirtual().name("jetty-", 0).factory()));
        }
        Server server = new Server(threads);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost(Serving.address().getHostAddress());
        connector.setAcceptQueueSize(Serving.MAX_CONNECTIONS);
        server.addConnector(connector);
        server.setHandler(new Jetty());
        server.start();
        Serving.untilInputEnds(connector.getLocalPort());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        response.write(true, ByteBuffer.wrap(body), callback);
        return true;
    }
}
