package dev.baton.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * Shows how something goes on while it does: a table that is drawn again in its place, on a
 * terminal; else a line now and then, and the table at the end.
 */
final class Live {
    /** How often what runs is looked at, and told to the one who draws. */
    static final long TICK_MS = 100;

    private static final int TICKS_PER_PLAIN_LINE = 10;

    private Live() {}

    /** What is shown. */
    interface Table {
        /** What comes before it. */
        List<String> headline();

        boolean canBeRedrawn();

        /** As it is now. */
        List<String> lines();

        /** The same in a line. */
        String plainLine();

        /** What comes after it, when all is over. */
        List<String> verdict();
    }

    /** What goes on meanwhile. */
    @FunctionalInterface
    interface Work {
        /**
         * Does it all.
         *
         * @param draw to be told the number of each tick, from 1 on
         */
        void run(IntConsumer draw) throws IOException, InterruptedException;
    }

    static void show(Table table, PrintWriter out, Work work)
            throws IOException, InterruptedException {
        table.headline().forEach(out::println);
        out.flush();
        if (table.canBeRedrawn()) {
            Redraw redraw = new Redraw(out);
            work.run(tick -> redraw.draw(table.lines()));
            redraw.draw(table.lines());
        } else {
            work.run(tick -> {
                if (tick % TICKS_PER_PLAIN_LINE == 0) {
                    out.println(table.plainLine());
                    out.flush();
                }
            });
            table.lines().forEach(out::println);
        }
        table.verdict().forEach(out::println);
        out.flush();
    }
}
