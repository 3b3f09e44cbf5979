package programs.spring.hello;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * The smallest application, with {@code spring.threads.virtual.enabled=true}: answers with the kind
 * of thread that it runs on, prints its URL when it can be reached, and ends when its standard
 * input does.
 */
@SpringBootApplication(proxyBeanMethods = false)
@RestController
public class Hello {
    /** As Spring makes it. */
    public Hello() {}

    /**
     * Serves.
     *
     * @param args none
     * @throws IOException when it can't
     */
    public static void main(String[] args) throws IOException {
        SpringApplication application = new SpringApplication(Hello.class);
        application.setDefaultProperties(
                Map.of(
                        "spring.threads.virtual.enabled", "true",
                        "spring.main.banner-mode", "off",
                        "logging.level.root", "warn",
                        "server.address", "127.0.0.1",
                        "server.port", "0"));
        WebServerApplicationContext context = (WebServerApplicationContext) application.run();
        System.out.println("http://127.0.0.1:" + context.getWebServer().getPort());
        System.in.transferTo(OutputStream.nullOutputStream());
        System.exit(0);
    }

    /**
     * Answers.
     *
     * @return what it runs on
     */
    @GetMapping("/")
    public String thread() {
        return Thread.currentThread().isVirtual() ? "virtual" : "platform";
    }
}
