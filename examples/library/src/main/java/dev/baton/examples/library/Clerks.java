package dev.baton.examples.library;

import dev.baton.api.Blocking;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A program that uses {@link Ledger}: virtual threads that move money in a circle. */
public final class Clerks {
    private static final int CLERKS = 8;
    private static final int TRANSFERS = 25;
    private static final long EACH = 1_000;

    private Clerks() {}

    /**
     * Runs it, and prints what is in the accounts, and what it learns of Baton.
     *
     * @param args where to make the database; by default a temporary file
     * @throws Exception when it could not be done
     */
    public static void main(String[] args) throws Exception {
        Path file =
                args.length > 0 ? Path.of(args[0]) : Files.createTempFile("baton-ledger-", ".db");
        Ledger ledger = new Ledger(file);
        for (int i = 0; i < CLERKS; i++) {
            ledger.open("account " + i, EACH);
        }
        List<Future<Boolean>> done = new ArrayList<>();
        try (ExecutorService clerks = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < CLERKS; i++) {
                String from = "account " + i;
                String to = "account " + (i + 1) % CLERKS;
                done.add(clerks.submit(() -> moves(ledger, from, to)));
            }
        }
        boolean isOn = false;
        for (Future<Boolean> each : done) {
            isOn = each.get();
        }
        System.out.println(CLERKS * TRANSFERS + " transfers, " + ledger.total() + " in all");
        System.out.println(
                isOn
                        ? "on Baton, which knew of the calls: "
                                + (Blocking.statistics().blockingCalls() >= CLERKS * TRANSFERS)
                        : "on plain Java");
    }

    private static boolean moves(Ledger ledger, String from, String to) throws SQLException {
        for (int i = 0; i < TRANSFERS; i++) {
            ledger.transfer(from, to, 1);
        }
        return Blocking.isOn();
    }
}
