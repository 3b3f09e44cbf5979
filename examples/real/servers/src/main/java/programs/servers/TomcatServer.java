package programs.servers;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;
import org.apache.coyote.http11.Http11NioProtocol;

/** Tomcat with a servlet, its files in the working directory: {@code virtual|platform}. */
public final class TomcatServer extends HttpServlet {
    private static final long serialVersionUID = 1;

    private final byte[] body = Answer.body();

    private TomcatServer() {}

    /**
     * Serves.
     *
     * @param args as above
     * @throws Exception when it can't
     */
    public static void main(String[] args) throws Exception {
        Http11NioProtocol protocol = new Http11NioProtocol();
        protocol.setProperty("useVirtualThreads", Boolean.toString(Serving.isVirtual(args)));
        protocol.setAddress(Serving.address());
        protocol.setMaxConnections(Serving.MAX_CONNECTIONS);
        protocol.setAcceptCount(Serving.MAX_CONNECTIONS);
        protocol.setMaxKeepAliveRequests(-1); // it closes a connection after 100 otherwise
        Connector connector = new Connector(protocol);
        connector.setPort(0);
        Tomcat tomcat = new Tomcat();
        String directory = Path.of("").toAbsolutePath().toString(); // it makes others in it
        tomcat.setBaseDir(directory);
        tomcat.setConnector(connector);
        Context context = tomcat.addContext("", directory);
        Tomcat.addServlet(context, "hello", new TomcatServer()).addMapping("/*");
        tomcat.start();
        Serving.untilInputEnds(connector.getLocalPort());
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        response.setContentType("text/plain");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
