import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Makes an SVG of what a terminal shows: bold, reverse and the first eight colours, as "tmux
 * capture-pane -e -p" writes them, or plain text.
 *
 * <p>java TerminalPicture.java TITLE COLUMNS &lt;screen &gt;picture.svg
 */
class TerminalPicture {
    private static final double CHARACTER = 7.8;
    private static final int LINE = 17;
    private static final int MARGIN = 12;
    private static final int TITLE = 30;
    private static final String BACKGROUND = "#1d2021";
    private static final String TEXT = "#e0dccf";
    private static final List<String> COLOURS =
            List.of(
                    "#665c54", "#fb6a55", "#b8bb26", "#fabd2f", "#83a598", "#d3869b", "#8ec07c",
                    TEXT);

    private final StringBuilder svg = new StringBuilder();
    private boolean isBold;
    private boolean isReversed;
    private String colour = TEXT;

    public static void main(String[] args) throws Exception {
        String screen = new String(System.in.readAllBytes(), StandardCharsets.UTF_8);
        List<String> lines = screen.stripTrailing().lines().toList();
        System.out.print(
                new TerminalPicture().draw(args[0], Integer.parseInt(args[1]), lines));
    }

    private String draw(String title, int columns, List<String> lines) {
        int width = (int) (columns * CHARACTER) + 2 * MARGIN;
        int height = TITLE + lines.size() * LINE + 2 * MARGIN;
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%1$d" height="%2$d" viewBox="0 0 %1$d %2$d" role="img">
                <title>%3$s</title>
                <rect width="%1$d" height="%2$d" rx="8" fill="%4$s"/>
                <text x="%5$d" y="20" fill="#928374" font-family="monospace" font-size="12">%3$s</text>
                <g font-family="monospace" font-size="13" xml:space="preserve">
                """
                        .formatted(width, height, escape(title), BACKGROUND, MARGIN));
        int y = TITLE + MARGIN;
        for (String line : lines) {
            line(line, y);
            y += LINE;
        }
        return svg.append("</g>\n</svg>\n").toString();
    }

    private void line(String line, int y) {
        StringBuilder run = new StringBuilder();
        int column = 0;
        int start = 0;
        for (int i = 0; i < line.length(); ) {
            if (line.startsWith("\033[", i)) {
                int end = i + 2;
                while (end < line.length() && !Character.isLetter(line.charAt(end))) {
                    end++;
                }
                flush(run, start, y);
                start = column;
                if (end < line.length() && line.charAt(end) == 'm') {
                    for (String code : line.substring(i + 2, end).split(";", -1)) {
                        style(code.isEmpty() ? 0 : Integer.parseInt(code));
                    }
                }
                i = end + 1;
            } else {
                int c = line.codePointAt(i);
                run.appendCodePoint(c);
                column++;
                i += Character.charCount(c);
            }
        }
        flush(run, start, y);
    }

    private void style(int code) {
        switch (code) {
            case 0 -> {
                isBold = false;
                isReversed = false;
                colour = TEXT;
            }
            case 1 -> isBold = true;
            case 22 -> isBold = false;
            case 7 -> isReversed = true;
            case 27 -> isReversed = false;
            case 39 -> colour = TEXT;
            default -> {
                if (code >= 30 && code < 38) {
                    colour = COLOURS.get(code - 30);
                }
            }
        }
    }

    private void flush(StringBuilder run, int column, int y) {
        if (run.isEmpty()) {
            return;
        }
        double x = MARGIN + column * CHARACTER;
        double width = run.codePointCount(0, run.length()) * CHARACTER;
        if (isReversed) {
            svg.append(
                    "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>\n"
                            .formatted(x, y - LINE + 4, width, LINE, colour));
        }
        if (!run.toString().isBlank()) {
            svg.append(
                    "<text x=\"%.1f\" y=\"%d\" textLength=\"%.1f\" fill=\"%s\"%s>%s</text>\n"
                            .formatted(
                                    x,
                                    y,
                                    width,
                                    isReversed ? BACKGROUND : colour,
                                    isBold ? " font-weight=\"bold\"" : "",
                                    escape(run.toString())));
        }
        run.setLength(0);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
