package dev.baton.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.TopAsked.Shows;
import dev.baton.cli.TopTable.Cell;
import dev.baton.cli.TopTable.Column;
import dev.baton.cli.TopTable.Row;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Keys, and what they ask for. */
class TopAskedTest {
    private final TopAsked asked = new TopAsked("");
    private List<TopTable> tables =
            List.of(table("P", 0), table("M", 7, 3, 12), table("G", 100, 20, 3));

    /**
     * Rows that are known by a number, each of which is in it twice: by name, and to be sorted by.
     */
    private static TopTable table(String kind, long... numbers) {
        List<Row> rows = new ArrayList<>();
        for (long n : numbers) {
            rows.add(new Row(kind + n, n, List.of(Cell.of(kind + n), new Cell(n + " ms", n))));
        }
        Column name = new Column(kind, 5, false);
        return new TopTable(List.of(name, new Column("FOR", 9, true)), rows, "none");
    }

    private void press(TopKey... keys) {
        for (TopKey key : keys) {
            asked.press(key, "", tables);
        }
    }

    private void type(String letters) {
        letters.chars()
                .forEach(c ->
                        asked.press(
                                c == 'q' ? TopKey.QUIT : TopKey.LETTER,
                                Character.toString(c),
                                tables));
    }

    private List<String> shown(int table) {
        return asked.rows(table, tables).stream().map(Row::key).toList();
    }

    private String selected() {
        List<Row> rows = asked.rows(asked.table(), tables);
        return rows.get(asked.selected(rows)).key();
    }

    @Test
    void rowsComeAsTheyAreUntilOneAsks() {
        assertThat(shown(TopTables.MS)).containsExactly("M7", "M3", "M12");
    }

    @Test
    void aColumnOfNamesIsSortedByTheNumberInThem() {
        press(TopKey.SORT_RIGHT);

        assertThat(shown(TopTables.MS)).containsExactly("M3", "M7", "M12");
        assertThat(shown(TopTables.GS)).containsExactly("G100", "G20", "G3"); // as it was
    }

    @Test
    void aColumnOfNumbersHasTheMostFirstAndInvertedTheLeast() {
        press(TopKey.SORT_LEFT);
        assertThat(shown(TopTables.MS)).containsExactly("M12", "M7", "M3");

        press(TopKey.INVERT);
        assertThat(shown(TopTables.MS)).containsExactly("M3", "M7", "M12");

        press(TopKey.SORT_RIGHT);
        assertThat(shown(TopTables.MS)).containsExactly("M7", "M3", "M12");
    }

    @Test
    void theSelectionStaysWithItsRowWhereverThatGoes() {
        press(TopKey.DOWN);
        assertThat(selected()).isEqualTo("M3");

        press(TopKey.SORT_LEFT);
        assertThat(selected()).isEqualTo("M3");

        tables = List.of(tables.get(0), table("M", 3, 8, 9), tables.get(2));
        assertThat(selected()).isEqualTo("M3");
    }

    @Test
    void whereItsRowIsGoneTheOneInItsPlaceIsSelected() {
        press(TopKey.DOWN);

        tables = List.of(tables.get(0), table("M", 7, 12), tables.get(2));
        assertThat(selected()).isEqualTo("M12");

        tables = List.of(tables.get(0), table("M", 7), tables.get(2));
        assertThat(selected()).isEqualTo("M7");
    }

    @Test
    void theSelectionStopsAtBothEnds() {
        press(TopKey.UP);
        assertThat(selected()).isEqualTo("M7");

        press(TopKey.LAST);
        assertThat(selected()).isEqualTo("M12");

        press(TopKey.DOWN, TopKey.PAGE_DOWN);
        assertThat(selected()).isEqualTo("M12");

        press(TopKey.FIRST);
        assertThat(selected()).isEqualTo("M7");
    }

    @Test
    void aFilterIsTypedWithAllLettersOfKeysInIt() {
        press(TopKey.FILTER);
        type("gq");
        assertThat(asked.filter()).isEqualTo("gq");
        assertThat(asked.quits()).isFalse();

        press(TopKey.ERASE, TopKey.ERASE, TopKey.ERASE);
        type("g1");
        press(TopKey.ENTER);
        assertThat(shown(TopTables.GS)).containsExactly("G100");
        assertThat(shown(TopTables.MS)).isEmpty();
        assertThat(shown(TopTables.PS)).containsExactly("P0");

        press(TopKey.ESCAPE);
        assertThat(shown(TopTables.GS)).hasSize(3);
    }

    @Test
    void enterShowsTheStackOfTheSelectedG() {
        press(TopKey.NEXT_TABLE, TopKey.DOWN, TopKey.ENTER);

        assertThat(asked.shows()).isEqualTo(Shows.STACK);
        assertThat(asked.g()).isEqualTo(20);

        press(TopKey.ESCAPE);
        assertThat(asked.shows()).isEqualTo(Shows.TABLES);
        assertThat(selected()).isEqualTo("G20");
    }

    @Test
    void aRowWithoutAGHasNoStack() {
        press(TopKey.PREVIOUS_TABLE, TopKey.ENTER);

        assertThat(asked.table()).isEqualTo(TopTables.PS);
        assertThat(asked.shows()).isEqualTo(Shows.TABLES);
    }

    @Test
    void aStackIsScrolledToItsEndAndNoFurther() {
        press(TopKey.ENTER, TopKey.DOWN, TopKey.PAGE_DOWN, TopKey.PAGE_DOWN);

        assertThat(asked.top(15, 10)).isEqualTo(5);
        press(TopKey.UP);
        assertThat(asked.top(15, 10)).isEqualTo(4);
        assertThat(asked.top(5, 10)).isZero();
    }

    @Test
    void quitQuitsWhateverIsShown() {
        press(TopKey.HELP);
        assertThat(asked.shows()).isEqualTo(Shows.HELP);

        press(TopKey.QUIT);
        assertThat(asked.quits()).isTrue();
    }

    @Test
    void ctrlCQuitsWhileAFilterIsTyped() {
        press(TopKey.FILTER);
        asked.press(TopKey.QUIT, "\003", tables);

        assertThat(asked.quits()).isTrue();
    }
}
