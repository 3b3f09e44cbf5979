package programs.servers;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ThreadLocalRandom;
import javax.sql.DataSource;

/**
 * A thread for each connection that reads its answer from a PostgreSQL: {@code virtual|platform
 * JDBC-URL}.
 */
public final class Postgres {
    /** As many as a database on a few CPUs does well with. */
    private static final int POOL_CONNECTIONS = 16;

    private static final int ROWS = 1_000;

    private Postgres() {}

    /**
     * Serves.
     *
     * @param args as above
     * @throws IOException when it can't
     * @throws SQLException when the database can't be used
     */
    public static void main(String[] args) throws IOException, SQLException {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(Serving.service(args));
        config.setMaximumPoolSize(POOL_CONNECTIONS);
        DataSource database = new HikariDataSource(config);
        try (Connection connection = database.getConnection()) {
            fill(connection);
        }
        ThreadPerConnection.serve(Serving.isVirtual(args), () -> () -> read(database));
    }

    /** Each server has a table of its own: several may run beside the same database. */
    private static void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(
                    "CREATE TABLE %s AS SELECT id, '%s' AS text FROM generate_series(1, %d) AS id"
                            .formatted(table(), Answer.TEXT, ROWS));
            statement.execute("ALTER TABLE %s ADD PRIMARY KEY (id)".formatted(table()));
        }
    }

    private static String table() {
        return "greeting_" + ProcessHandle.current().pid();
    }

    private static byte[] read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                PreparedStatement select =
                        connection.prepareStatement(
                                "SELECT text FROM " + table() + " WHERE id = ?")) {
            select.setInt(1, 1 + ThreadLocalRandom.current().nextInt(ROWS));
            try (ResultSet rows = select.executeQuery()) {
                rows.next();
                return Answer.with(rows.getString(1));
            }
        }
    }
}
