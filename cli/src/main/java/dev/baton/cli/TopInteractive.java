package dev.baton.cli;

import dev.baton.cli.TopAsked.Shows;
import dev.baton.cli.process.ProcessUnavailableException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.terminal.Size;

/** {@code baton top} on a terminal: looks now and then, and at each key draws what it asks for. */
final class TopInteractive {
    private final long pid;
    private final TopTerminal terminal;
    private final TopLooks looks;
    private final TopAsked asked;
    private final TextLayout layout;
    private final long everyNs;

    private TopView now;
    private List<TopTable> tables;
    private List<String> stack = List.of();

    TopInteractive(
            long pid,
            TopTerminal terminal,
            TopLooks looks,
            TopAsked asked,
            TextLayout layout,
            long everyNs) {
        this.pid = pid;
        this.terminal = terminal;
        this.looks = looks;
        this.asked = asked;
        this.layout = layout;
        this.everyNs = everyNs;
    }

    /**
     * Shows until the key is pressed that ends it.
     *
     * @throws IOException when the process has ended
     */
    void run() throws IOException {
        look();
        long nextNs = System.nanoTime() + everyNs;
        while (!asked.quits()) {
            draw();
            TopKey key = terminal.read((nextNs - System.nanoTime()) / 1_000_000);
            if (key != null) {
                boolean showed = asked.shows() == Shows.STACK;
                asked.press(key, terminal.typed(), tables);
                if (asked.shows() == Shows.STACK && !showed) {
                    stack = stack();
                }
            } else {
                nextNs = System.nanoTime() + everyNs;
                if (!asked.isFrozen()) {
                    look();
                }
            }
        }
    }

    private void look() throws IOException {
        TopView before = now;
        now = looks.look();
        tables = TopTables.of(now, before);
        if (asked.shows() == Shows.STACK) {
            stack = stack();
        }
    }

    private List<String> stack() {
        List<String> lines = new ArrayList<>();
        try {
            looks.stack(asked.g())
                    .lines()
                    .forEach(line -> lines.add("    at " + Printable.of(line)));
            lines.addFirst("G" + asked.g());
        } catch (ProcessUnavailableException e) {
            lines.add(e.getMessage()); // that the G has ended; the process may go on
        }
        return lines;
    }

    private void draw() {
        Size size = terminal.size();
        TopScreen screen = new TopScreen(layout, size.getColumns(), size.getRows());
        terminal.draw(screen.interactive(pid, now, tables, asked, stack), size);
    }
}
