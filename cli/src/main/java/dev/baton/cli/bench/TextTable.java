package dev.baton.cli.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A table as text. Where it would be wider than the terminal, the columns that have no room come
 * below in tables of their own, with the first columns again; so no line breaks.
 *
 * @param lines the head, and the rows: as many cells, or one alone, which is a line by itself
 * @param left the numbers of the columns that hold text, from 0; others are on the right
 * @param keys how many columns at the beginning say what a row is about
 */
public record TextTable(List<List<String>> lines, Set<Integer> left, int keys) {
    /** For output that is no terminal: lines stay whole, for other programs to read. */
    public static final int ANY_WIDTH = Integer.MAX_VALUE;

    private static final String GAP = "  ";

    /**
     * Lays it out.
     *
     * @param width how many columns of characters a line may have
     * @return lines, each with its end
     */
    public String within(int width) {
        int[] widths = widths();
        StringBuilder out = new StringBuilder();
        for (List<Integer> columns : parts(widths, width)) {
            out.append(out.isEmpty() ? "" : "\n");
            for (List<String> line : lines) {
                out.append(text(line, columns, widths)).append('\n');
            }
        }
        return out.toString();
    }

    private int[] widths() {
        int[] widths = new int[lines.getFirst().size()];
        for (List<String> line : lines) {
            for (int i = 0; line.size() == widths.length && i < widths.length; i++) {
                widths[i] = Math.max(widths[i], line.get(i).length());
            }
        }
        return widths;
    }

    /** Which columns come together: each part begins with the keys and has one more at least. */
    private List<List<Integer>> parts(int[] widths, int width) {
        List<List<Integer>> parts = new ArrayList<>();
        List<Integer> part = null;
        long used = 0;
        for (int i = keys; i < widths.length; i++) {
            if (part == null || used + GAP.length() + widths[i] > width) {
                part = new ArrayList<>();
                parts.add(part);
                used = -GAP.length();
                for (int key = 0; key < keys; key++) {
                    part.add(key);
                    used += GAP.length() + widths[key];
                }
            }
            part.add(i);
            used += GAP.length() + widths[i];
        }
        return parts;
    }

    private String text(List<String> line, List<Integer> columns, int[] widths) {
        if (line.size() < widths.length) {
            return String.join(GAP, line);
        }
        StringBuilder text = new StringBuilder();
        for (int i : columns) {
            String padding = " ".repeat(widths[i] - line.get(i).length());
            text.append(text.isEmpty() ? "" : GAP);
            text.append(left.contains(i) ? line.get(i) + padding : padding + line.get(i));
        }
        return text.toString().stripTrailing();
    }
}
