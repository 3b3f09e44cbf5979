package dev.baton.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jline.keymap.BindingReader;
import org.jline.keymap.KeyMap;
import org.jline.terminal.Attributes;
import org.jline.terminal.Attributes.LocalFlag;
import org.jline.terminal.Size;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.AttributedString;
import org.jline.utils.Display;
import org.jline.utils.InfoCmp.Capability;
import org.jline.utils.NonBlockingReader;

/**
 * The terminal while {@code baton top} is on it: keys one by one, and a screen of its own, of which
 * only what has changed is written. All is as before when this is closed, or the process ends.
 */
final class TopTerminal implements AutoCloseable {
    /** For how long the rest of what an arrow sends may take to come; else it was Esc. */
    private static final long ESCAPE_MS = 100;

    private final org.jline.terminal.Terminal terminal;
    private final Attributes before;
    private final Display display;
    private final BindingReader keys;
    private final KeyMap<TopKey> map = new KeyMap<>();
    private final Thread atExit = new Thread(this::restore, "baton-terminal");
    private boolean isRestored;
    private Size drawn = Size.of(0, 0);

    /**
     * Takes the terminal that this process has.
     *
     * @throws IOException where it can't be had
     */
    TopTerminal() throws IOException {
        this(TerminalBuilder.builder().system(true).provider("ffm").dumb(false).build());
    }

    /** For tests: another one. */
    TopTerminal(org.jline.terminal.Terminal terminal) {
        this.terminal = terminal;
        Runtime.getRuntime().addShutdownHook(atExit);
        before = terminal.enterRawMode();
        Attributes raw = terminal.getAttributes();
        raw.setLocalFlag(LocalFlag.ISIG, false); // Ctrl-C is a key
        terminal.setAttributes(raw);
        terminal.puts(Capability.enter_ca_mode);
        terminal.puts(Capability.cursor_invisible);
        terminal.puts(Capability.keypad_xmit);
        terminal.flush();
        display = new Display(terminal, true);
        keys = new BindingReader(terminal.reader());
        bind();
    }

    private void bind() {
        map.setAmbiguousTimeout(ESCAPE_MS);
        map.setNomatch(TopKey.LETTER);
        map.setUnicode(TopKey.LETTER);
        bind(TopKey.UP, Capability.key_up, "\033[A", "k");
        bind(TopKey.DOWN, Capability.key_down, "\033[B", "j");
        bind(TopKey.SORT_RIGHT, Capability.key_right, "\033[C", ">", ".");
        bind(TopKey.SORT_LEFT, Capability.key_left, "\033[D", "<", ",");
        bind(TopKey.PAGE_UP, Capability.key_ppage, "\033[5~");
        bind(TopKey.PAGE_DOWN, Capability.key_npage, "\033[6~");
        bind(TopKey.FIRST, Capability.key_home, "\033[H", "\033[1~");
        bind(TopKey.LAST, Capability.key_end, "\033[F", "\033[4~");
        bind(TopKey.PREVIOUS_TABLE, Capability.key_btab, "\033[Z");
        bind(TopKey.HELP, Capability.key_f1, "h", "?");
        bind(TopKey.FILTER, Capability.key_f4, "\\", "/");
        bind(TopKey.QUIT, Capability.key_f10, "q", KeyMap.ctrl('C'));
        map.bind(TopKey.NEXT_TABLE, "\t");
        map.bind(TopKey.INVERT, "I", "i");
        map.bind(TopKey.FREEZE, "Z", "z", " ");
        map.bind(TopKey.ENTER, "\r", "\n");
        map.bind(TopKey.ERASE, KeyMap.del(), "\b");
        map.bind(TopKey.ESCAPE, KeyMap.esc());
    }

    private void bind(TopKey key, Capability capability, String... sequences) {
        map.bind(key, sequences);
        String sequence = KeyMap.key(terminal, capability);
        if (sequence != null && !sequence.isEmpty()) {
            map.bind(key, sequence);
        }
    }

    /**
     * Waits for a key.
     *
     * @param mostMs for no longer than that
     * @return null when there was none; {@link TopKey#QUIT} when there will be no more
     */
    TopKey read(long mostMs) {
        int c = keys.peekCharacter(Math.max(mostMs, 1));
        if (c == NonBlockingReader.READ_EXPIRED) {
            return null;
        }
        TopKey key = c == NonBlockingReader.EOF ? null : keys.readBinding(map);
        return key == null ? TopKey.QUIT : key;
    }

    /** What was typed for the last key. */
    String typed() {
        String last = keys.getLastBinding();
        return last == null ? "" : last;
    }

    /** How large it is now. */
    Size size() {
        Size size = terminal.getSize();
        return size.getColumns() > 0 && size.getRows() > 0
                ? size
                : Size.of(Terminal.DEFAULT_COLUMNS, Terminal.DEFAULT_ROWS);
    }

    /**
     * Draws.
     *
     * @param lines no more than it has rows, none longer than it is wide
     */
    void draw(List<String> lines, Size size) {
        if (!size.equals(drawn)) {
            drawn = size;
            display.clear();
            display.resize(size);
        }
        List<AttributedString> screen = new ArrayList<>();
        lines.forEach(line -> screen.add(AttributedString.fromAnsi(line)));
        display.update(screen, -1);
    }

    private synchronized void restore() {
        if (!isRestored) {
            isRestored = true;
            terminal.puts(Capability.keypad_local);
            terminal.puts(Capability.cursor_normal);
            terminal.puts(Capability.exit_ca_mode);
            terminal.flush();
            terminal.setAttributes(before);
        }
    }

    @Override
    public void close() throws IOException {
        restore();
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            return; // it runs already, and closes the terminal
        }
        terminal.close();
    }
}
