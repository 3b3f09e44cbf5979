package dev.baton.cli.explode;

import java.util.List;

/** Writes the elements of an SVG document that a chart needs. Colours are classes of its style. */
final class Svg {
    private final StringBuilder out = new StringBuilder();

    /** A point of a line. */
    record Point(double x, double y) {}

    void open(int width, int height, String title, String style) {
        out.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="system-ui, sans-serif" font-size="12">
                <title>%s</title>
                <style>
                %s</style>
                """
                        .formatted(width, height, width, height, escape(title), style));
    }

    void rect(double x, double y, double width, double height, String style) {
        out.append(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" class=\"%s\"/>\n"
                        .formatted(x, y, width, height, style));
    }

    void line(double x1, double y1, double x2, double y2, String style) {
        out.append(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" class=\"%s\"/>\n"
                        .formatted(x1, y1, x2, y2, style));
    }

    void polyline(List<Point> points, double width, String style) {
        StringBuilder list = new StringBuilder();
        for (Point p : points) {
            list.append(list.isEmpty() ? "" : " ").append("%.1f,%.1f".formatted(p.x(), p.y()));
        }
        out.append(
                "<polyline points=\"%s\" stroke-width=\"%.1f\" class=\"%s\"/>\n"
                        .formatted(list, width, style));
    }

    /** A text; {@code anchor} is {@code start}, {@code middle} or {@code end}. */
    void text(double x, double y, String anchor, String style, String text) {
        out.append(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" class=\"%s\">%s</text>\n"
                        .formatted(x, y, anchor, style, escape(text)));
    }

    String close() {
        return out.append("</svg>\n").toString();
    }

    /** Text as HTML and SVG have it. */
    static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
