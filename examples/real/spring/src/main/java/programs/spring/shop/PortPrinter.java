package programs.spring.shop;

import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;

/** Prints where the service can be reached, as soon as it can be. */
final class PortPrinter implements ApplicationListener<WebServerInitializedEvent> {
    @Override
    public void onApplicationEvent(WebServerInitializedEvent event) {
        System.out.println("http://127.0.0.1:" + event.getWebServer().getPort());
    }
}
