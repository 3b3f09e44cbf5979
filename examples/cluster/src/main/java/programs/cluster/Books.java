package programs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;

/**
 * What is booked, in SQLite: who wants to write waits in native code for others of all processes to
 * be done, and a commit waits for the disk. A deposit is booked once, however often it is asked
 * for: its id is a key, written together with the balance. By one thread at a time.
 */
class Books implements AutoCloseable {
    private static final int BUSY_TIMEOUT_MS = 30_000;

    private final Connection connection;
    private final Path terms;

    /**
     * Opens them.
     *
     * @param database the file, which is made where it is not there
     * @param terms a file that is read for each deposit
     */
    Books(Path database, Path terms) throws SQLException {
        this.terms = terms;
        connection = DriverManager.getConnection("jdbc:sqlite:" + database);
        run("pragma busy_timeout = " + BUSY_TIMEOUT_MS);
        run("pragma journal_mode = wal");
        run("pragma synchronous = full");
        run("create table if not exists booked(id text primary key, account text)");
        run("create table if not exists balance(account text primary key, deposits, cents)");
    }

    /**
     * Books a deposit, if that is not done yet.
     *
     * @return the account's balance after it
     */
    long deposit(String account, String id, long cents) throws SQLException, IOException {
        run("begin immediate"); // waits for all who write to this database
        try {
            Files.readString(terms); // as a program looks up what it goes by
            if (note(account, id)) {
                add(account, cents);
            }
            long balance = balance(account);
            run("commit");
            return balance;
        } catch (SQLException | IOException e) {
            run("rollback");
            throw e;
        }
    }

    /** False when it was there. */
    boolean note(String account, String id) throws SQLException {
        try (PreparedStatement insert =
                connection.prepareStatement("insert or ignore into booked values(?, ?)")) {
            insert.setString(1, id);
            insert.setString(2, account);
            return insert.executeUpdate() == 1;
        }
    }

    private void add(String account, long cents) throws SQLException {
        try (PreparedStatement add =
                connection.prepareStatement(
                        "insert into balance values(?, 1, ?) on conflict do update"
                                + " set deposits = deposits + 1, cents = cents + excluded.cents")) {
            add.setString(1, account);
            add.setLong(2, cents);
            add.executeUpdate();
        }
    }

    private long balance(String account) throws SQLException {
        try (PreparedStatement select =
                connection.prepareStatement("select cents from balance where account = ?")) {
            select.setString(1, account);
            try (ResultSet row = select.executeQuery()) {
                return row.next() ? row.getLong(1) : 0;
            }
        }
    }

    /** The ids of all deposits that are booked. */
    Set<String> ids() throws SQLException {
        Set<String> ids = new HashSet<>();
        try (Statement select = connection.createStatement();
                ResultSet rows = select.executeQuery("select id from booked")) {
            while (rows.next()) {
                ids.add(rows.getString(1));
            }
        }
        return ids;
    }

    /** How often a balance was added to: more than there are ids, where one was booked twice. */
    long additions() throws SQLException {
        try (Statement select = connection.createStatement();
                ResultSet row =
                        select.executeQuery("select coalesce(sum(deposits), 0) from balance")) {
            row.next();
            return row.getLong(1);
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
