package programs.micronaut;

import io.micronaut.context.ApplicationContext;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.runtime.Micronaut;
import io.micronaut.runtime.server.EmbeddedServer;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/**
 * The smallest application, with a method that may block: on the executor "blocking", whose threads
 * are virtual. Answers with the kind of thread that it runs on, prints its URL when it can be
 * reached, and ends when its standard input does.
 */
@Controller
public class Hello {
    /** As Micronaut makes it. */
    public Hello() {}

    /**
     * Serves.
     *
     * @param args none
     * @throws IOException when it can't
     */
    public static void main(String[] args) throws IOException {
        Map<String, Object> settings =
                Map.of("micronaut.server.host", "127.0.0.1", "micronaut.server.port", "-1");
        ApplicationContext context =
                Micronaut.build(args)
                        .mainClass(Hello.class)
                        .banner(false)
                        .properties(settings)
                        .start();
        System.out.println("http://127.0.0.1:" + context.getBean(EmbeddedServer.class).getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    /**
     * Answers.
     *
     * @return what it runs on
     */
    @Get(produces = MediaType.TEXT_PLAIN)
    @ExecuteOn(TaskExecutors.BLOCKING)
    public String thread() {
        return Thread.currentThread().isVirtual() ? "virtual" : "platform";
    }
}
