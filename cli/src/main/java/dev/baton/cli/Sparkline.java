package dev.baton.cli;

import java.util.List;

/**
 * A heartbeat as a line of characters: a column for each period, as high as there were beats in it.
 *
 * @param terminal what it is shown on
 * @param fullBeats beats in a period that are as many as there can be
 */
record Sparkline(Terminal terminal, double fullBeats) {
    /**
     * Draws one. Where there are more periods than columns, they share them.
     *
     * @param beats all that there had been after each period
     * @param periods for how many there is to be room, that lines of several be of one scale
     * @param columns how wide it may be
     */
    String of(List<Long> beats, int periods, int columns) {
        TextLayout layout = new TextLayout(terminal);
        double each = Math.max(1.0, (double) periods / columns);
        StringBuilder line = new StringBuilder();
        long before = 0;
        int from = 0;
        for (int column = 1; from < beats.size() && column <= columns; column++) {
            int to = Math.clamp(Math.round(column * each), from + 1, beats.size());
            long until = beats.get(to - 1);
            line.append(layout.level((until - before) / (fullBeats * (to - from))));
            before = until;
            from = to;
        }
        return line.toString();
    }
}
