package dev.baton.cli.explode;

import java.util.List;
import java.util.Locale;

/**
 * The picture with its figures and commands, as a page that needs nothing from elsewhere; light or
 * dark as the reader has it.
 */
public final class Page {
    private static final List<String> COLUMNS =
            List.of(
                    "in their call at once",
                    "all of them after",
                    "back",
                    "threads, at most",
                    "at the end",
                    "MiB, at most",
                    "at the end",
                    "heartbeat silent for");

    private static final String NONE = "–";

    private Page() {}

    /**
     * Writes it.
     *
     * @param report what came of all sides
     * @param chart the picture, an SVG document
     * @return an HTML document
     */
    public static String of(ExplodeReport report, String chart) {
        StringBuilder out = new StringBuilder();
        String title = "%,d threads block in read(2) at once".formatted(report.setting().n());
        out.append(
                """
                <!DOCTYPE html>
                <html lang="en">
                <head>
                <meta charset="utf-8">
                <meta name="viewport" content="width=device-width, initial-scale=1">
                <meta name="color-scheme" content="light dark">
                <title>%s</title>
                <style>
                body{font:15px/1.5 system-ui,sans-serif;max-width:1000px;margin:2em auto;padding:0 1em;color:#1d1d1f;background:#fff}
                svg{max-width:100%%;height:auto} table{border-collapse:collapse;width:100%%} .wide{overflow-x:auto}
                th,td{padding:.25em .6em;border-bottom:1px solid #d8d8dc;text-align:right;white-space:nowrap} th:first-child,td:first-child{text-align:left}
                code{font:13px/1.4 ui-monospace,monospace;overflow-wrap:anywhere} dt{font-weight:600;margin-top:.8em} dd{margin:0}
                @media (prefers-color-scheme: dark){body{color:#ececf0;background:#16171a} th,td{border-color:#3a3b42}}
                </style>
                </head>
                <body>
                """
                        .formatted(Svg.escape(title)));
        out.append("<div class=\"wide\">\n").append(chart).append("</div>\n");
        table(report, out);
        sides(report, out);
        report.notes().forEach(note -> paragraph(out, note));
        paragraph(out, report.machine().toString());
        return out.append("</body>\n</html>\n").toString();
    }

    private static void table(ExplodeReport report, StringBuilder out) {
        out.append("<div class=\"wide\"><table>\n<tr><th></th>");
        COLUMNS.forEach(column -> out.append("<th>").append(column).append("</th>"));
        out.append("</tr>\n");
        for (Run run : report.runs()) {
            out.append("<tr><td>").append(Svg.escape(run.side().title())).append("</td>");
            cells(run).forEach(cell -> out.append("<td>").append(cell).append("</td>"));
            out.append("</tr>\n");
        }
        out.append("</table></div>\n");
    }

    private static List<String> cells(Run run) {
        return run.figures()
                .map(f ->
                        List.of(
                                "%,d".formatted(f.mostInCall()),
                                f.allBegunMs().isPresent()
                                        ? "%,d ms".formatted(f.allBegunMs().getAsLong())
                                        : "never",
                                "%,d".formatted(f.back()),
                                "%,d".formatted(f.mostThreads()),
                                "%,d".formatted(f.lastThreads()),
                                "%,d".formatted(f.mostRssKib() >> 10),
                                "%,d".formatted(f.lastRssKib() >> 10),
                                "%,d ms".formatted(f.longestSilenceMs())))
                .orElseGet(() -> COLUMNS.stream().map(column -> NONE).toList());
    }

    private static void sides(ExplodeReport report, StringBuilder out) {
        out.append("<dl>\n");
        for (Run run : report.runs()) {
            out.append("<dt>").append(Svg.escape(run.side().title()));
            if (run.outcome() != Run.Outcome.RIGHT) {
                out.append(" (").append(run.outcome().name().toLowerCase(Locale.ROOT)).append(')');
            }
            out.append("</dt>\n<dd>").append(Svg.escape(run.side().call())).append("<br><code>");
            out.append(Svg.escape(run.command().asTyped())).append("</code>");
            run.messages().forEach(message -> out.append("<br>").append(Svg.escape(message)));
            out.append("</dd>\n");
        }
        out.append("</dl>\n");
    }

    private static void paragraph(StringBuilder out, String text) {
        out.append("<p>").append(Svg.escape(text)).append("</p>\n");
    }
}
