package programs.harness;

import java.net.http.HttpClient;
import java.util.concurrent.Executors;

/** The JDK's client of web servers. */
public final class HttpClients {
    private HttpClients() {}

    /**
     * One that does its work on virtual threads, and keeps a connection for each request that is
     * under way.
     *
     * @return a new one
     */
    public static HttpClient onVirtualThreads() {
        return HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .executor(Executors.newVirtualThreadPerTaskExecutor())
                .build();
    }
}
