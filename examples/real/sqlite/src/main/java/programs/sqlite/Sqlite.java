package programs.sqlite;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import programs.harness.Connections;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Workload;

/**
 * Four writers of one database, each of which keeps its transaction open while it waits 20 ms for
 * something else. SQLite knows one writer at a time: the others wait in its busy handler, in native
 * code, for three seconds at most. So whoever sleeps must get to run again, or nobody commits.
 */
public final class Sqlite implements Workload {
    private static final int WRITERS = 4;
    private static final long HOLD_MS = 20;
    private static final int BUSY_TIMEOUT_MS = 3_000;

    private final Connections connections;

    private Sqlite(Options options) throws SQLException {
        String url = "jdbc:sqlite:" + options.directory().resolve("accounts.db");
        connections = new Connections(url, WRITERS, true);
        for (int i = 0; i < WRITERS; i++) {
            try (Statement statement = connections.of(i).createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
            }
        }
        try (Statement statement = connections.of(0).createStatement()) {
            statement.execute(
                    "CREATE TABLE entry (id INTEGER PRIMARY KEY, writer INTEGER, text TEXT)");
        }
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("sqlite", WRITERS, Sqlite::new, args);
    }

    @Override
    public void request(int worker) throws SQLException, InterruptedException {
        Connection connection = connections.of(worker);
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO entry (writer, text) VALUES (?, ?)")) {
                insert.setInt(1, worker);
                insert.setString(2, "an entry");
                insert.executeUpdate();
                Thread.sleep(HOLD_MS);
                statement.execute("COMMIT");
            } catch (SQLException | InterruptedException e) {
                statement.execute("ROLLBACK");
                throw e;
            }
        }
    }

    @Override
    public void close() throws SQLException {
        connections.close();
    }
}
