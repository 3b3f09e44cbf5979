package programs.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import programs.harness.Connections;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Workload;

/**
 * Transactions in a PostgreSQL beside it, each of which takes 5 ms there. The driver waits on
 * sockets, where the JDK unmounts a virtual thread: plain Java does well here, and Baton must not
 * do worse.
 */
public final class Orders implements Workload {
    private static final int WORKERS = 8;

    private final Connections connections;

    private Orders(Options options) throws SQLException {
        connections = new Connections(options.service(), WORKERS, false);
        connections.transact(0, Orders::createTable);
    }

    private static void createTable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("DROP TABLE IF EXISTS item");
            statement.execute("CREATE TABLE item (id serial PRIMARY KEY, worker int, text text)");
        }
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}; the service is a JDBC URL
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("postgres", WORKERS, Orders::new, args);
    }

    @Override
    public void request(int worker) throws SQLException {
        connections.transact(worker, connection -> order(connection, worker));
    }

    private static void order(Connection connection, int worker) throws SQLException {
        try (PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO item (worker, text) VALUES (?, ?)");
                Statement sleep = connection.createStatement()) {
            insert.setInt(1, worker);
            insert.setString(2, "an item");
            insert.executeUpdate();
            sleep.execute("SELECT pg_sleep(0.005)");
        }
    }

    @Override
    public void close() throws SQLException {
        connections.close();
    }
}
