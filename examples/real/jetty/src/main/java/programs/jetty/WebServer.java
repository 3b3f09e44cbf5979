package programs.jetty;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Executors;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.ContextHandlerCollection;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import programs.harness.FedFifos;
import programs.harness.HttpClients;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Served;
import programs.harness.Workload;

/**
 * A web server that runs its handlers in virtual threads, and the JDK's HttpClient against it, also
 * on virtual threads. Half of the requests are for a file of 256 KiB; the other half are for what
 * is read from a named pipe, which takes up to 50 ms.
 */
public final class WebServer implements Workload {
    private static final int FIFO_CLIENTS = 4;
    private static final int FILE_CLIENTS = 4;
    private static final int FILE_BYTES = 256 << 10;
    private static final int SMALL_BYTES = 1 << 10;
    private static final int CONNECTIONS = 64;
    private static final String SERVE = "--serve";
    private static final String LOADED = "--loaded";

    private final Server server;
    private final URI base;
    private final HttpClient client = HttpClients.onVirtualThreads();

    @SuppressWarnings("this-escape") // Jetty's, not ours
    private WebServer(Options options) throws Exception {
        Path files = Files.createDirectory(options.directory().resolve("files"));
        Files.write(files.resolve("file"), new byte[FILE_BYTES]);
        Files.write(files.resolve("small"), new byte[SMALL_BYTES]);
        FedFifos fifos = new FedFifos(options.directory(), FIFO_CLIENTS);

        QueuedThreadPool threads = new QueuedThreadPool();
        threads.setVirtualThreadsExecutor(
                Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("jetty-", 0).factory()));
        server = new Server(threads);
        ServerConnector connector = new ServerConnector(server);
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ResourceHandler resources = new ResourceHandler();
        resources.setBaseResourceAsString(files.toString());
        server.setHandler(
                new ContextHandlerCollection(
                        new ContextHandler(new FifoHandler(fifos), "/fifo"),
                        new ContextHandler(resources, "/files")));
        server.start();
        base = URI.create("http://127.0.0.1:" + connector.getLocalPort());
    }

    /**
     * Runs it. After {@code --serve} there are no clients: it prints the server's URL, serves
     * whoever comes, also a file of 1 KiB, and ends when its standard input does. After {@code
     * --loaded} another process, which it starts, asks for that file.
     *
     * @param args of {@link Options}, before them {@code --serve} or {@code --loaded} or neither
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        String how = args.length > 0 ? args[0] : "";
        if (how.equals(LOADED)) {
            Measurement.run("jetty", 0, options -> new WebServer(options).loaded(), rest(args));
        } else if (how.equals(SERVE)) {
            WebServer server = new WebServer(Options.parse(rest(args)));
            System.out.println(server.base);
            System.in.transferTo(OutputStream.nullOutputStream());
            server.close();
        } else {
            Measurement.run("jetty", FIFO_CLIENTS + FILE_CLIENTS, WebServer::new, args);
        }
    }

    private static String[] rest(String[] args) {
        return Arrays.copyOfRange(args, 1, args.length);
    }

    private Workload loaded() throws IOException {
        return new Served(this::close, base.toString(), "/files/small", SMALL_BYTES, CONNECTIONS);
    }

    @Override
    public void request(int worker) throws IOException, InterruptedException {
        boolean isFifo = worker < FIFO_CLIENTS;
        HttpRequest request =
                HttpRequest.newBuilder(base.resolve(isFifo ? "/fifo/" + worker : "/files/file"))
                        .build();
        HttpResponse<byte[]> response =
                client.send(request, HttpResponse.BodyHandlers.ofByteArray());
        int expected = isFifo ? FedFifos.LINE.length() : FILE_BYTES;
        if (response.statusCode() != 200 || response.body().length != expected) {
            throw new IOException(
                    "%s: status %d, %d bytes"
                            .formatted(
                                    request.uri(), response.statusCode(), response.body().length));
        }
    }

    @Override
    public void close() throws Exception {
        client.shutdownNow();
        server.stop();
    }

    /** Answers with what it reads from the pipe whose number is in the path. */
    private static final class FifoHandler extends Handler.Abstract {
        private final FedFifos fifos;

        FifoHandler(FedFifos fifos) {
            this.fifos = fifos;
        }

        @Override
        public boolean handle(Request request, Response response, Callback callback)
                throws IOException {
            int number = Integer.parseInt(Request.getPathInContext(request).substring(1));
            response.write(true, ByteBuffer.wrap(fifos.read(number)), callback);
            return true;
        }
    }
}
