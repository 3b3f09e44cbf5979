package dev.baton.cli;

import dev.baton.cli.bench.TextTable;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where standard output goes: whether a person watches it, how wide it is, and what may be written
 * to it besides text.
 *
 * @param isTerminal whether it is a terminal on which lines can be drawn again
 * @param hasColours whether to use colours: on a terminal, unless NO_COLOR says not to
 * @param hasBlocks whether it can show characters beyond ASCII
 * @param columns its width; {@link #DEFAULT_COLUMNS} when it is no terminal
 * @param rows its height; {@link #DEFAULT_ROWS} when it is no terminal
 */
record Terminal(boolean isTerminal, boolean hasColours, boolean hasBlocks, int columns, int rows) {
    /** What text is laid out for when nothing says how wide the output is. */
    static final int DEFAULT_COLUMNS = 80;

    /** The same of its height. */
    static final int DEFAULT_ROWS = 24;

    private static final int STDOUT = 1;

    /** {@code TIOCGWINSZ}: rows, columns and two sizes in pixels, 16 bits each. */
    private static final int GET_WINDOW_SIZE = 0x5413;

    /** How wide a line may be: of any width where no person watches. */
    int width() {
        return isTerminal ? columns : TextTable.ANY_WIDTH;
    }

    /** One of the usual height. */
    Terminal(boolean isTerminal, boolean hasColours, boolean hasBlocks, int columns) {
        this(isTerminal, hasColours, hasBlocks, columns, DEFAULT_ROWS);
    }

    /**
     * Looks at this process's standard output.
     *
     * @return what is known of it now; a window may change its size later
     */
    static Terminal ofThisProcess() {
        Map<String, String> env = System.getenv();
        boolean hasBlocks =
                Charset.forName(System.getProperty("stdout.encoding"))
                        .equals(StandardCharsets.UTF_8);
        String type = env.getOrDefault("TERM", "dumb");
        int[] size = type.equals("dumb") ? new int[2] : windowSize();
        int columns = size[1];
        if (columns <= 0) {
            return new Terminal(false, false, hasBlocks, DEFAULT_COLUMNS);
        }
        // no-color.org: set to anything but the empty string.
        boolean hasColours = env.getOrDefault("NO_COLOR", "").isEmpty();
        return new Terminal(true, hasColours, hasBlocks, columns, size[0]);
    }

    /** The rows and columns of the window; 0 and 0 when standard output is not a terminal. */
    private static int[] windowSize() {
        try {
            // Saves the start of the downcalls where output goes to a file or a pipe.
            if (!Files.readSymbolicLink(Path.of("/proc/self/fd/" + STDOUT)).startsWith("/dev")) {
                return new int[2];
            }
        } catch (IOException e) {
            return new int[2];
        }
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4);
            long r1 = Syscall.rawSyscall(Sysno.SYS_IOCTL, STDOUT, GET_WINDOW_SIZE, size.address());
            if (r1 != 0) {
                return new int[2];
            }
            int rows = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 0));
            int columns = Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1));
            // A terminal that doesn't know its size says 0.
            return new int[] {
                rows == 0 ? DEFAULT_ROWS : rows, columns == 0 ? DEFAULT_COLUMNS : columns
            };
        }
    }
}
