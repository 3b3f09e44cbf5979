package programs.sqlite;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A shop's orders in SQLite, for docs/walkthrough.md: four clerks, virtual threads, book one order
 * after the other, each in a transaction in which they wait 20 ms for the bank. A bell, a virtual
 * thread too, is to ring every 10 ms.
 *
 * <p>Arguments: the file of the database, which is not there yet, and for how many seconds.
 */
public final class Bookings {
    private static final int CLERKS = 4;
    private static final int BUSY_TIMEOUT_MS = 3_000;

    private final String url;
    private final AtomicInteger booked = new AtomicInteger();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger rung = new AtomicInteger();
    private volatile boolean isOver;

    private Bookings(Path file) {
        url = "jdbc:sqlite:" + file;
    }

    /**
     * Runs it, and says how much got done.
     *
     * @param args as above
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        if (args.length != 2) {
            System.err.println("usage: Bookings FILE SECONDS");
            System.exit(2);
        }
        Path file = Path.of(args[0]);
        if (Files.exists(file)) {
            throw new IOException(file + " is there already: name a file that is not");
        }
        new Bookings(file).run(Integer.parseInt(args[1]));
        System.exit(0); // clerks may still wait
    }

    private void run(int seconds) throws SQLException, InterruptedException {
        List<Connection> connections = new ArrayList<>();
        for (int i = 0; i < CLERKS; i++) {
            connections.add(DriverManager.getConnection(url));
            try (Statement statement = connections.get(i).createStatement()) {
                statement.execute("PRAGMA journal_mode = WAL");
                statement.execute("PRAGMA busy_timeout = " + BUSY_TIMEOUT_MS);
                statement.execute("CREATE TABLE IF NOT EXISTS orders (clerk INTEGER)");
            }
        }
        Thread.ofVirtual().name("bell").start(this::ring);
        for (int i = 0; i < CLERKS; i++) {
            int clerk = i;
            Thread.ofVirtual()
                    .name("clerk-" + clerk)
                    .start(() -> work(connections.get(clerk), clerk));
        }
        Thread.sleep(seconds * 1_000L); // of the main thread, which is none of them
        isOver = true;
        System.out.printf(
                "in %d s: orders booked: %d, refused: %d, the bell rang: %d times%n",
                seconds, booked.get(), refused.get(), rung.get());
    }

    private void work(Connection connection, int clerk) {
        while (!isOver) {
            pause(5); // until the next customer comes
            try {
                book(connection, clerk);
                booked.incrementAndGet();
            } catch (SQLException e) {
                refused.incrementAndGet();
            }
        }
    }

    private static void book(Connection connection, int clerk) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("BEGIN IMMEDIATE");
            statement.execute("INSERT INTO orders VALUES (" + clerk + ")");
            askTheBank();
            statement.execute("COMMIT");
        }
    }

    private static void askTheBank() {
        pause(20);
    }

    private void ring() {
        while (!isOver) {
            pause(10);
            rung.incrementAndGet();
        }
    }

    private static void pause(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            throw new AssertionError("nobody interrupts it", e);
        }
    }
}
