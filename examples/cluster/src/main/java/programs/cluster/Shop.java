package programs.cluster;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * The files that all processes share: a few databases, so that accounts wait for each other, and
 * what is read for each deposit.
 *
 * @param directory where they are
 */
record Shop(Path directory) {
    private static final int DATABASES = 4;
    private static final int TERMS_BYTES = 64 * 1024;

    private Path database(int number) {
        return directory.resolve("books-" + number + ".db");
    }

    private static int number(String account) {
        return Math.floorMod(account.hashCode(), DATABASES);
    }

    private Path terms() {
        return directory.resolve("terms.txt");
    }

    /** Makes them. */
    void create() throws IOException, SQLException {
        Files.writeString(terms(), "no interest\n".repeat(TERMS_BYTES / 12));
        for (int i = 0; i < DATABASES; i++) {
            new Books(database(i), terms()).close();
        }
    }

    /** Those that an account is in. */
    Books booksOf(String account) throws SQLException {
        return new Books(database(number(account)), terms());
    }

    /** What the books say when nobody writes to them any more. */
    Audit audit() throws SQLException {
        Set<String> ids = new HashSet<>();
        long additions = 0;
        for (int i = 0; i < DATABASES; i++) {
            try (Books books = new Books(database(i), terms())) {
                ids.addAll(books.ids());
                additions += books.additions();
            }
        }
        return new Audit(ids, additions);
    }
}
