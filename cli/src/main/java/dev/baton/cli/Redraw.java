package dev.baton.cli;

import java.io.PrintWriter;
import java.util.List;

/** Lines on a terminal that are drawn again in the same place. Not for several threads at once. */
final class Redraw {
    private static final String CLEAR_TO_END_OF_LINE = "\033[K";

    private final PrintWriter out;
    private int drawn;

    Redraw(PrintWriter out) {
        this.out = out;
    }

    /**
     * Draws.
     *
     * @param lines as many as before, each shorter than the terminal is wide
     */
    void draw(List<String> lines) {
        StringBuilder frame = new StringBuilder();
        if (drawn > 0) {
            frame.append("\033[").append(drawn).append('A');
        }
        for (String line : lines) {
            frame.append(line).append(CLEAR_TO_END_OF_LINE).append('\n');
        }
        drawn = lines.size();
        // At once, or it flickers.
        out.print(frame);
        out.flush();
    }
}
