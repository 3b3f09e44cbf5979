package programs.harness;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/** A connection to a database for each worker. */
public final class Connections implements AutoCloseable {
    private final Connection[] connections;

    /**
     * Opens them.
     *
     * @param url the database
     * @param workers how many
     * @param autoCommit whether each statement is a transaction of its own
     * @throws SQLException when one can't be opened
     */
    public Connections(String url, int workers, boolean autoCommit) throws SQLException {
        connections = new Connection[workers];
        for (int i = 0; i < workers; i++) {
            connections[i] = DriverManager.getConnection(url);
            connections[i].setAutoCommit(autoCommit);
        }
    }

    /**
     * One worker's; for it alone.
     *
     * @param worker from 0
     * @return its connection
     */
    public Connection of(int worker) {
        return connections[worker];
    }

    /** Statements that belong together. */
    @FunctionalInterface
    public interface Transaction {
        /**
         * Executes them.
         *
         * @param connection where
         * @throws SQLException when one fails
         */
        void on(Connection connection) throws SQLException;
    }

    /**
     * Commits what the statements did, or rolls it back when one fails.
     *
     * @param worker on whose connection, which has to be one without auto-commit
     * @param transaction the statements
     * @throws SQLException when one fails
     */
    public void transact(int worker, Transaction transaction) throws SQLException {
        Connection connection = connections[worker];
        try {
            transaction.on(connection);
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
