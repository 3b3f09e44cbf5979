package programs.postgres;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
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

    private final Connection[] connections = new Connection[WORKERS];

    private Orders(Options options) throws SQLException {
        for (int i = 0; i < WORKERS; i++) {
            connections[i] = DriverManager.getConnection(options.service());
            connections[i].setAutoCommit(false);
        }
        try (Statement statement = connections[0].createStatement()) {
            statement.execute("DROP TABLE IF EXISTS item");
            statement.execute("CREATE TABLE item (id serial PRIMARY KEY, worker int, text text)");
            connections[0].commit();
        }
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}; the service is a JDBC URL
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Options options = Options.parse(args);
        Measurement.run(new Orders(options), options);
    }

    @Override
    public String name() {
        return "postgres";
    }

    @Override
    public int workers() {
        return WORKERS;
    }

    @Override
    public void request(int worker) throws SQLException {
        Connection connection = connections[worker];
        try (PreparedStatement insert =
                        connection.prepareStatement(
                                "INSERT INTO item (worker, text) VALUES (?, ?)");
                Statement sleep = connection.createStatement()) {
            insert.setInt(1, worker);
            insert.setString(2, "an item");
            insert.executeUpdate();
            sleep.execute("SELECT pg_sleep(0.005)");
            connection.commit();
        } catch (SQLException e) {
            connection.rollback();
            throw e;
        }
    }

    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
