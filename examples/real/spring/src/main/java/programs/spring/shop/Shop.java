package programs.spring.shop;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A web shop with {@code spring.threads.virtual.enabled=true}, for docs/walkthrough.md. An order is
 * written to SQLite, and a label is printed for it, for which the printer takes its time. {@code /}
 * answers at once, if it gets to run.
 *
 * <p>Options are Spring's: {@code --server.port=8080}.
 */
@SpringBootApplication(proxyBeanMethods = false)
@RestController
public class Shop {
    private static final int BUSY_TIMEOUT_MS = 3_000;

    private final String url;
    private final Printer printer;

    /**
     * As Spring makes it.
     *
     * @throws IOException when there is no directory for it
     * @throws InterruptedException when interrupted
     * @throws SQLException when there can be no database
     */
    public Shop() throws IOException, InterruptedException, SQLException {
        Path dir = Files.createTempDirectory("shop-");
        dir.toFile().deleteOnExit();
        dir.resolve("orders.db").toFile().deleteOnExit();
        url = "jdbc:sqlite:" + dir.resolve("orders.db");
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE orders (item TEXT)");
        }
        printer = new Printer(dir);
    }

    /**
     * Serves until it is killed.
     *
     * @param args Spring's
     */
    public static void main(String[] args) {
        SpringApplication application = new SpringApplication(Shop.class);
        application.setDefaultProperties(
                Map.of(
                        "spring.threads.virtual.enabled", "true",
                        "spring.main.banner-mode", "off",
                        "logging.level.root", "warn",
                        "server.address", "127.0.0.1"));
        application.addListeners(new PortPrinter());
        application.run(args);
    }

    private Connection connect() throws SQLException {
        Connection connection = DriverManager.getConnection(url);
        try (Statement statement = connection.createStatement()) {
            statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
        }
        return connection;
    }

    /**
     * Answers at once.
     *
     * @return whether it is open
     */
    @GetMapping("/")
    public String open() {
        return "open\n";
    }

    /**
     * Books an order and prints its label.
     *
     * @param item what is bought
     * @return that it is done
     * @throws IOException when it can't be printed
     * @throws SQLException when it can't be booked
     */
    @PostMapping("/order/{item}")
    public String order(@PathVariable("item") String item) throws IOException, SQLException {
        book(item);
        printer.print(item);
        return "ordered " + item + "\n";
    }

    private void book(String item) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("INSERT INTO orders VALUES (?)")) {
            insert.setString(1, item);
            insert.executeUpdate();
        }
    }
}
