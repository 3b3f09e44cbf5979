package programs.spring;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import programs.harness.FedFifos;
import programs.harness.HttpClients;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Workload;

/**
 * A web application as its users write them, with {@code spring.threads.virtual.enabled=true}, and
 * clients on virtual threads. Half of the requests are for a greeting in JSON; the other half are
 * for what is read from a named pipe, which takes up to 50 ms.
 */
public final class WebApplication implements Workload {
    private static final int FIFO_CLIENTS = 4;
    private static final int GREETED_CLIENTS = 4;

    private final ConfigurableApplicationContext context;
    private final URI base;
    private final HttpClient client = HttpClients.onVirtualThreads();

    private WebApplication(Options options) throws IOException, InterruptedException {
        FedFifos fifos = new FedFifos(options.directory(), FIFO_CLIENTS);
        SpringApplication application = new SpringApplication(Application.class);
        application.setDefaultProperties(
                Map.of(
                        "spring.threads.virtual.enabled", "true",
                        "spring.main.banner-mode", "off",
                        "logging.level.root", "warn",
                        "server.address", "127.0.0.1",
                        "server.port", "0"));
        application.addInitializers(
                beginning -> beginning.getBeanFactory().registerSingleton("fifos", fifos));
        context = application.run();
        int port = ((WebServerApplicationContext) context).getWebServer().getPort();
        base = URI.create("http://127.0.0.1:" + port);
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("spring", FIFO_CLIENTS + GREETED_CLIENTS, WebApplication::new, args);
    }

    @Override
    public void request(int worker) throws IOException, InterruptedException {
        boolean isFifo = worker < FIFO_CLIENTS;
        HttpRequest request =
                HttpRequest.newBuilder(
                                base.resolve(isFifo ? "/fifo/" + worker : "/greeting/" + worker))
                        .build();
        HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
        String expected = isFifo ? FedFifos.LINE : "\"name\":\"" + worker + "\"";
        if (response.statusCode() != 200 || !response.body().contains(expected)) {
            throw new IOException(
                    "%s: status %d, %s"
                            .formatted(request.uri(), response.statusCode(), response.body()));
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
        context.close();
    }

    /**
     * What is sent as JSON.
     *
     * @param text the greeting
     * @param name who is greeted
     */
    public record Greeting(String text, String name) {}

    /** The application, its only controller with it. */
    @SpringBootApplication(proxyBeanMethods = false)
    @RestController
    public static class Application {
        private final FedFifos fifos;

        /**
         * As Spring makes it.
         *
         * @param fifos what to read from
         */
        public Application(FedFifos fifos) {
            this.fifos = fifos;
        }

        /**
         * Answers at once.
         *
         * @param name who is greeted
         * @return the greeting
         */
        @GetMapping("/greeting/{name}")
        public Greeting greeting(@PathVariable("name") String name) {
            return new Greeting("hello", name);
        }

        /**
         * Answers with what it reads from a pipe.
         *
         * @param number which
         * @return what was read
         * @throws IOException when it can't be read
         */
        @GetMapping("/fifo/{number}")
        public String fifo(@PathVariable("number") int number) throws IOException {
            return new String(fifos.read(number), StandardCharsets.UTF_8);
        }
    }
}
