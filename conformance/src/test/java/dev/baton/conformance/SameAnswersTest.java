package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The comparison of the lists that {@link ResultList} wrote in the runs before. Writes the table of
 * all checks, first, so that it is there when something differs.
 */
@EnabledIfSystemProperty(named = "conformance.compare", matches = "true")
class SameAnswersTest {
    /** The runs, in the order of the table's columns; the first is the stock scheduler. */
    private static final List<String> RUNS = List.of("plain", "procs-1", "procs-2", "procs-4");

    private static final Path LISTS = Path.of(System.getProperty("conformance.lists", ""));

    private static AnswerTable table;

    @BeforeAll
    static void readTheLists() throws IOException {
        table = AnswerTable.read(LISTS, RUNS);
        Files.writeString(LISTS.resolve("checks.md"), table.markdown());
        String document = System.getProperty("conformance.document", "");
        if (!document.isEmpty()) {
            table.putInto(Path.of(document));
        }
    }

    @Test
    void everyRunHasAllChecks() {
        assertThat(table.checks()).hasSizeGreaterThan(300);
        for (Map<String, String> answers : table.answers().values()) {
            assertThat(answers).containsOnlyKeys(table.checks());
        }
    }

    @Test
    void everyRunGivesTheSameAnswers() {
        Map<String, String> stock = table.answers().get(RUNS.getFirst());
        for (String run : RUNS) {
            assertThat(table.answers().get(run)).as(run).containsExactlyInAnyOrderEntriesOf(stock);
        }
    }

    @Test
    void nothingFailsAnywhere() {
        table.answers()
                .forEach((run, answers) ->
                        assertThat(answers).as(run).doesNotContainValue("failed"));
    }

    @Test
    void onlyThePlainRunWasCarriedByTheJdksPool() {
        for (String run : RUNS) {
            assertThat(table.carriers().get(run).startsWith("ForkJoinPool"))
                    .as(run)
                    .isEqualTo(run.equals("plain"));
        }
    }
}
