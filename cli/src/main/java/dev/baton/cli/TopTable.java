package dev.baton.cli;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/**
 * One of the tables of {@code baton top}: columns, and rows in the order that is asked for.
 *
 * @param columns from left to right; the last one is as wide as there is room
 * @param rows as they came
 * @param none what is said where there is none
 */
record TopTable(List<Column> columns, List<Row> rows, String none) {
    /**
     * A column.
     *
     * @param name of it
     * @param width in characters; of the last one it does not count
     * @param isNumber set to the right; and the most comes first when it is sorted by
     */
    record Column(String name, int width, boolean isNumber) {}

    /**
     * A cell.
     *
     * @param text what is shown
     * @param number what it is sorted by in a column of numbers
     */
    record Cell(String text, long number) {
        static Cell of(String text) {
            return new Cell(text, 0);
        }
    }

    /**
     * A row.
     *
     * @param key what it is known by from look to look: M4
     * @param g the number of the G that it is about; 0 for none
     * @param cells one for each column
     */
    record Row(String key, long g, List<Cell> cells) {}

    /** The names of the columns. */
    String head() {
        return line(columns.stream().map(Column::name).toList());
    }

    String line(Row row) {
        return line(row.cells().stream().map(Cell::text).toList());
    }

    private String line(List<String> texts) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < columns.size(); i++) {
            Column column = columns.get(i);
            String text = texts.get(i);
            if (i == columns.size() - 1) {
                line.append("  ").append(text);
            } else if (column.isNumber()) {
                line.append(TextLayout.padLeft(text, column.width()));
            } else {
                line.append(TextLayout.pad(text, column.width()));
            }
        }
        return Printable.of(line.toString()); // names are the program's
    }

    /**
     * Those with a text in their line, in an order.
     *
     * @param text may be empty; small letters stand for capitals, too
     * @param by the number of a column; −1 for as they came
     * @param isInverted the other way round
     */
    List<Row> rows(String text, int by, boolean isInverted) {
        String wanted = text.toLowerCase(Locale.ROOT);
        List<Row> found = new ArrayList<>();
        for (Row row : rows) {
            if (wanted.isEmpty() || line(row).toLowerCase(Locale.ROOT).contains(wanted)) {
                found.add(row);
            }
        }
        if (by >= 0) {
            Comparator<Row> order = order(by);
            found.sort(isInverted ? order.reversed() : order);
        }
        return found;
    }

    private Comparator<Row> order(int by) {
        return columns.get(by).isNumber()
                ? Comparator.comparingLong((Row row) -> row.cells().get(by).number()).reversed()
                : Comparator.comparing((Row row) -> row.cells().get(by).text(), BY_NUMBER);
    }

    /** M4 before M12. */
    private static final Comparator<String> BY_NUMBER =
            Comparator.comparingLong(TopTable::numberIn).thenComparing(Comparator.naturalOrder());

    private static long numberIn(String text) {
        return text.matches("[GMP]\\d{1,18}") ? Long.parseLong(text.substring(1)) : Long.MAX_VALUE;
    }
}
