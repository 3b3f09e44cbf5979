package programs.h2;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import programs.harness.Connections;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Randoms;
import programs.harness.Workload;

/** Transactions in a database on disk, with a cache that is smaller than its table. */
public final class Database implements Workload {
    private static final int WORKERS = 4;
    private static final int ROWS = 20_000;
    private static final int ROWS_PER_REQUEST = 20;
    private static final int ROW_CHARS = 500;
    private static final int CACHE_KIB = 1_024;

    private final Connections connections;
    private final Randoms randoms = new Randoms(WORKERS);

    private Database(Options options) throws SQLException {
        String url =
                "jdbc:h2:file:"
                        + options.directory().toAbsolutePath().resolve("orders")
                        + ";CACHE_SIZE="
                        + CACHE_KIB;
        connections = new Connections(url, WORKERS, false);
        connections.transact(0, Database::fill);
    }

    private static void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE item (id INT PRIMARY KEY, amount INT, text VARCHAR(1000))");
        }
        try (PreparedStatement insert =
                connection.prepareStatement("INSERT INTO item VALUES (?, 0, ?)")) {
            for (int id = 0; id < ROWS; id++) {
                insert.setInt(1, id);
                insert.setString(2, "x".repeat(ROW_CHARS));
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("h2", WORKERS, Database::new, args);
    }

    /** Each worker has rows of its own, so that none waits for another's lock. */
    @Override
    public void request(int worker) throws SQLException {
        connections.transact(worker, connection -> update(connection, worker));
    }

    private void update(Connection connection, int worker) throws SQLException {
        try (PreparedStatement select =
                        connection.prepareStatement("SELECT amount, text FROM item WHERE id = ?");
                PreparedStatement update =
                        connection.prepareStatement("UPDATE item SET amount = ? WHERE id = ?")) {
            for (int i = 0; i < ROWS_PER_REQUEST; i++) {
                int id = randoms.of(worker).nextInt(ROWS / WORKERS) * WORKERS + worker;
                select.setInt(1, id);
                try (ResultSet row = select.executeQuery()) {
                    row.next();
                    update.setInt(1, row.getInt(1) + 1);
                }
                update.setInt(2, id);
                update.executeUpdate();
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connections.close();
    }
}
