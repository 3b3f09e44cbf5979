package dev.baton.examples.library;

import static dev.baton.api.Blocking.blocking;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Accounts in an SQLite database, for any number of threads. SQLite waits for locks and for the
 * disk inside a native call, which a virtual thread can't leave: so each is announced. On Baton
 * other virtual threads run on meanwhile; on plain Java it changes nothing.
 */
public final class Ledger {
    private static final int BUSY_TIMEOUT_MS = 30_000;

    private final String url;

    /**
     * Opens a ledger, and makes it where there is none.
     *
     * @param file the database
     * @throws SQLException when it is none
     */
    public Ledger(Path file) throws SQLException {
        url = "jdbc:sqlite:" + file + "?busy_timeout=" + BUSY_TIMEOUT_MS;
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            blocking(() -> statement.execute("pragma journal_mode=wal"));
            blocking(() ->
                    statement.execute(
                            "create table if not exists account"
                                    + " (name text primary key, balance integer not null)"));
        }
    }

    private Connection connect() throws SQLException {
        return blocking(() -> DriverManager.getConnection(url));
    }

    /**
     * Opens an account, or sets what is in one.
     *
     * @param name of the account
     * @param balance what is in it
     * @throws SQLException when the database can't be written
     */
    public void open(String name, long balance) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("replace into account values (?, ?)")) {
            insert.setString(1, name);
            insert.setLong(2, balance);
            blocking(insert::executeUpdate);
        }
    }

    /**
     * Moves an amount from one account to another, or nothing at all.
     *
     * @param from the one
     * @param to the other
     * @param amount 0 or more
     * @throws SQLException when one is not there, has not so much, or the database can't be written
     */
    public void transfer(String from, String to, long amount) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            // Here it waits for all others that write.
            blocking(() -> statement.execute("begin immediate"));
            try {
                add(connection, from, -amount);
                add(connection, to, amount);
                blocking(() -> statement.execute("commit"));
            } catch (SQLException e) {
                blocking(() -> statement.execute("rollback"));
                throw e;
            }
        }
    }

    private static void add(Connection connection, String name, long amount) throws SQLException {
        try (PreparedStatement update =
                connection.prepareStatement(
                        "update account set balance = balance + ?1"
                                + " where name = ?2 and balance + ?1 >= 0")) {
            update.setLong(1, amount);
            update.setString(2, name);
            if (blocking(update::executeUpdate) != 1) {
                throw new SQLException("account " + name + ": not there, or has not so much");
            }
        }
    }

    /**
     * What is in all accounts together.
     *
     * @return the sum
     * @throws SQLException when the database can't be read
     */
    public long total() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet sum =
                        blocking(
                                () -> statement.executeQuery("select sum(balance) from account"))) {
            sum.next();
            return sum.getLong(1);
        }
    }
}
