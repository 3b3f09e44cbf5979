package programs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A deposit is booked once, and the audit finds it where it is not. */
class BooksTest {
    @TempDir private Path dir;

    private Path terms;

    @BeforeEach
    void writeTerms() throws Exception {
        terms = Files.writeString(dir.resolve("terms.txt"), "none");
    }

    private Books open() throws SQLException {
        return new Books(dir.resolve("books.db"), terms);
    }

    /** The twin: takes each deposit for a new one. */
    private static final class BooksTwice extends Books {
        BooksTwice(Path database, Path terms) throws SQLException {
            super(database, terms);
        }

        @Override
        boolean note(String account, String id) throws SQLException {
            super.note(account, id);
            return true;
        }
    }

    private static void check(Books books) throws Exception {
        books.deposit("a", "1", 5);
        books.deposit("b", "2", 7);
        assertThat(books.deposit("a", "3", 1)).isEqualTo(6);
        books.deposit("a", "1", 5); // its answer was lost
        assertThat(faults(books, Set.of("1", "2", "3"), Set.of())).isEmpty();
    }

    private static List<String> faults(Books books, Set<String> answered, Set<String> reported)
            throws SQLException {
        return new Audit(books.ids(), books.additions()).faults(answered, reported);
    }

    @Test
    void aDepositThatIsAskedForAgainIsBookedOnce() throws Exception {
        try (Books books = open()) {
            check(books);
        }
    }

    @Test
    void aTwinThatBooksItTwiceIsFound() throws Exception {
        try (Books books = new BooksTwice(dir.resolve("books.db"), terms)) {
            assertThatThrownBy(() -> check(books))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("3 deposits were booked, and balances were added to 4");
        }
    }

    @Test
    void whatCantBeReadLeavesNothingBooked() throws Exception {
        try (Books books = open()) {
            Files.delete(terms);
            assertThatThrownBy(() -> books.deposit("a", "1", 5)).hasMessageContaining("terms.txt");
            assertThat(books.ids()).isEmpty();
        }
    }

    @Test
    void whatIsLostAndWhatNobodyAskedForIsFound() {
        Audit audit = new Audit(new HashSet<>(Set.of("1", "2", "3")), 3);

        assertThat(audit.faults(Set.of("1", "2"), Set.of("3"))).isEmpty();
        assertThat(audit.faults(Set.of("1", "2", "3", "4"), Set.of()))
                .containsExactly("1 were answered and are not booked: [4]");
        assertThat(audit.faults(Set.of("1", "2"), Set.of()))
                .containsExactly("1 are booked and neither answered nor reported: [3]");
    }
}
