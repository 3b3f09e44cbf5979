package dev.baton.cli;

import dev.baton.cli.TopTable.Row;
import java.util.Arrays;
import java.util.List;

/**
 * What a person has asked {@code baton top} for, by the keys pressed so far. Knows nothing of
 * terminals.
 */
final class TopAsked {
    /** What there is to see. */
    enum Shows {
        TABLES,
        STACK,
        HELP
    }

    private static final int PAGE = 10;

    private Shows shows = Shows.TABLES;
    private boolean quits;
    private boolean isFrozen;
    private boolean typesFilter;
    private String filter;

    /** Which of the tables is selected in, and what there. */
    private int table = TopTables.MS;

    private String selected = "";

    /** Where that was, for when it is gone. */
    private int index;

    /** The column that each table is sorted by; −1 for as it comes: the longest first. */
    private final int[] sortBy = new int[TopTables.COUNT];

    private final boolean[] isInverted = new boolean[TopTables.COUNT];

    /** The first line of a stack that is seen. */
    private int top;

    /** Whose stack. */
    private long g;

    /**
     * Nothing asked for yet.
     *
     * @param filter what is to be in a line of an M or a G
     */
    TopAsked(String filter) {
        this.filter = filter;
        Arrays.fill(sortBy, -1);
    }

    /**
     * A key was pressed.
     *
     * @param letter of {@link TopKey#LETTER}, and of others while one types
     * @param tables as they are now
     */
    void press(TopKey key, String letter, List<TopTable> tables) {
        if (key == TopKey.QUIT && !(typesFilter && letter.equals("q"))) {
            quits = true;
        } else if (typesFilter) {
            type(key, letter);
        } else if (shows == Shows.TABLES) {
            inTables(key, tables);
        } else {
            besideTables(key);
        }
    }

    private void type(TopKey key, String letter) {
        switch (key) {
            case ENTER -> typesFilter = false;
            case ESCAPE -> {
                typesFilter = false;
                filter = "";
            }
            case ERASE -> filter = filter.isEmpty() ? "" : filter.substring(0, filter.length() - 1);
            default -> {
                if (letter.length() == 1 && letter.charAt(0) >= ' ') {
                    filter += letter;
                }
            }
        }
    }

    private void inTables(TopKey key, List<TopTable> tables) {
        int columns = tables.get(table).columns().size();
        switch (key) {
            case UP -> move(-1, tables);
            case DOWN -> move(1, tables);
            case PAGE_UP -> move(-PAGE, tables);
            case PAGE_DOWN -> move(PAGE, tables);
            case FIRST -> move(Integer.MIN_VALUE, tables);
            case LAST -> move(Integer.MAX_VALUE, tables);
            case NEXT_TABLE -> goTo((table + 1) % TopTables.COUNT);
            case PREVIOUS_TABLE -> goTo((table + TopTables.COUNT - 1) % TopTables.COUNT);
            case SORT_RIGHT ->
                    sortBy[table] = sortBy[table] == columns - 1 ? -1 : sortBy[table] + 1;
            case SORT_LEFT -> sortBy[table] = sortBy[table] == -1 ? columns - 1 : sortBy[table] - 1;
            case INVERT -> isInverted[table] = !isInverted[table];
            case FILTER -> typesFilter = true;
            case FREEZE -> isFrozen = !isFrozen;
            case HELP -> shows = Shows.HELP;
            case ESCAPE -> filter = "";
            case ENTER -> {
                Row row = row(tables);
                if (row != null && row.g() != 0) {
                    g = row.g();
                    top = 0;
                    shows = Shows.STACK;
                }
            }
            default -> {
                // no key of ours
            }
        }
    }

    private void besideTables(TopKey key) {
        switch (key) {
            case UP -> top = Math.max(0, top - 1);
            case DOWN -> top++;
            case PAGE_UP -> top = Math.max(0, top - PAGE);
            case PAGE_DOWN -> top += PAGE;
            case FIRST -> top = 0;
            case FREEZE -> isFrozen = !isFrozen;
            case ENTER, ESCAPE, ERASE, HELP -> shows = Shows.TABLES;
            default -> {
                // no key of ours
            }
        }
    }

    private void goTo(int other) {
        table = other;
        selected = "";
        index = 0;
    }

    private void move(int by, List<TopTable> tables) {
        List<Row> rows = rows(table, tables);
        if (!rows.isEmpty()) {
            long to = (long) selected(rows) + by;
            index = Math.clamp(to, 0, rows.size() - 1);
            selected = rows.get(index).key();
        }
    }

    /** What there is to see of a table: filtered, but for the Ps, and sorted. */
    List<Row> rows(int of, List<TopTable> tables) {
        return tables.get(of).rows(of == TopTables.PS ? "" : filter, sortBy[of], isInverted[of]);
    }

    /**
     * Which of these rows of the selected table is selected; where it is gone, who took its place.
     */
    int selected(List<Row> rows) {
        for (int i = 0; i < rows.size(); i++) {
            if (rows.get(i).key().equals(selected)) {
                return i;
            }
        }
        return Math.clamp(index, 0, Math.max(rows.size() - 1, 0));
    }

    private Row row(List<TopTable> tables) {
        List<Row> rows = rows(table, tables);
        return rows.isEmpty() ? null : rows.get(selected(rows));
    }

    /** The first line of so many that is seen, where there is room for a number of them. */
    int top(int lines, int room) {
        top = Math.clamp(top, 0, Math.max(lines - room, 0));
        return top;
    }

    Shows shows() {
        return shows;
    }

    boolean quits() {
        return quits;
    }

    boolean isFrozen() {
        return isFrozen;
    }

    boolean typesFilter() {
        return typesFilter;
    }

    String filter() {
        return filter;
    }

    int table() {
        return table;
    }

    /** The column that the selected table is sorted by; −1 for none. */
    int sortBy() {
        return sortBy[table];
    }

    boolean isInverted() {
        return isInverted[table];
    }

    /** Whose stack is shown. */
    long g() {
        return g;
    }
}
