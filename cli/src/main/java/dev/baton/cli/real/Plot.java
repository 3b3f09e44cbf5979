package dev.baton.cli.real;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The figures as a picture: for each program, how often the heartbeat came and how long it stayed
 * away, a bar for each side and number of Ps. Plain SVG, black on white, read well in grey too.
 */
public final class Plot {
    private static final int LABEL_WIDTH = 120;
    private static final int PANEL_WIDTH = 340;
    private static final int PANEL_GAP = 40;
    private static final int MARGIN = 16;
    private static final int TOP = 84;
    private static final int BAR_HEIGHT = 11;
    private static final int ROW_GAP = 14;
    private static final int BOTTOM = 36;

    /** The gaps' scale goes from 1 ms by powers of ten. */
    private static final int DECADES = 4;

    private static final double GOAL_SHARE = 0.8;
    private static final double GOAL_GAP_MS = 50;

    private static final String PLAIN_2 = "#b0b0b0";
    private static final String PLAIN_1 = "#d9d9d9";
    private static final String BATON_2 = "#1f6f8b";
    private static final String BATON_1 = "#6fb1c7";

    private final StringBuilder out = new StringBuilder();

    private Plot() {}

    /**
     * Draws it.
     *
     * @param comparisons what to draw; those of a program stand together
     * @return an SVG document
     */
    public static String of(List<Comparison> comparisons) {
        Plot plot = new Plot();
        plot.draw(comparisons);
        return plot.out.toString();
    }

    private void draw(List<Comparison> comparisons) {
        List<List<Comparison>> groups = groups(comparisons);
        int bars = 2 * comparisons.size();
        int bottom = TOP + bars * BAR_HEIGHT + groups.size() * ROW_GAP;
        int width = 3 * MARGIN + LABEL_WIDTH + 2 * PANEL_WIDTH + PANEL_GAP;
        int left = MARGIN + LABEL_WIDTH;
        int right = left + PANEL_WIDTH + PANEL_GAP;
        out.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12">
                <title>Heartbeat beside real programs, on plain Java and on Baton</title>
                <rect width="100%%" height="100%%" fill="#ffffff"/>
                """
                        .formatted(width, bottom + BOTTOM, width, bottom + BOTTOM));
        legend(left);
        text(left, TOP - 22, "start", "heartbeat, % of what it does alone (more is better)");
        text(right, TOP - 22, "start", "longest gap, ms, logarithmic (less is better)");
        for (int percent = 0; percent <= 100; percent += 20) {
            double x = left + PANEL_WIDTH * percent / 100.0;
            line(x, bottom, percent == 100 * GOAL_SHARE);
            text(x, bottom + 16, "middle", Integer.toString(percent));
        }
        for (int decade = 0; decade <= DECADES; decade++) {
            double x = right + PANEL_WIDTH * (double) decade / DECADES;
            line(x, bottom, false);
            text(x, bottom + 16, "middle", "%,d".formatted((long) Math.pow(10, decade)));
        }
        double goal = right + gapWidth(GOAL_GAP_MS);
        line(goal, bottom, true);
        text(goal, TOP - 8, "middle", "50");

        int y = TOP;
        for (List<Comparison> group : groups) {
            int height = 2 * group.size() * BAR_HEIGHT;
            text(left - 8, y + height / 2 + 4, "end", group.getFirst().program().id());
            for (Comparison comparison : group) {
                for (Outcome outcome : List.of(comparison.plain(), comparison.baton())) {
                    bars(outcome, left, right, y);
                    y += BAR_HEIGHT;
                }
            }
            y += ROW_GAP;
        }
        out.append("</svg>\n");
    }

    /** Those of one program after the other. */
    private static List<List<Comparison>> groups(List<Comparison> comparisons) {
        List<List<Comparison>> groups = new ArrayList<>();
        for (Comparison comparison : comparisons) {
            if (groups.isEmpty() || groups.getLast().getFirst().program() != comparison.program()) {
                groups.add(new ArrayList<>());
            }
            groups.getLast().add(comparison);
        }
        return groups;
    }

    private void legend(int x) {
        int at = x;
        for (int procs : new int[] {2, 1}) {
            for (Side side : Side.values()) {
                rect(at, MARGIN, BAR_HEIGHT, BAR_HEIGHT, colour(side, procs));
                String unit = side == Side.PLAIN ? "carrier" : "P";
                text(
                        at + BAR_HEIGHT + 6,
                        MARGIN + BAR_HEIGHT - 1,
                        "start",
                        side.title() + ", " + procs + " " + unit + (procs == 1 ? "" : "s"));
                at += 140;
            }
        }
        out.append(
                "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" %s/>\n"
                        .formatted(at, MARGIN + 6, at + 18, MARGIN + 6, stroke(true)));
        text(at + 24, MARGIN + BAR_HEIGHT - 1, "start", "goal");
    }

    private void bars(Outcome outcome, int left, int right, int y) {
        Optional<Measured> measured = outcome.measured();
        if (measured.isEmpty()) {
            text(left + 4, y + BAR_HEIGHT - 2, "start", "did not run");
            return;
        }
        String colour = colour(outcome.side(), outcome.procs());
        double share = Math.min(1, measured.get().heartbeatShare());
        rect(left, y, PANEL_WIDTH * share, BAR_HEIGHT - 1, colour);
        rect(right, y, gapWidth(measured.get().longestGapMs()), BAR_HEIGHT - 1, colour);
    }

    private static double gapWidth(double ms) {
        double decades = Math.clamp(Math.log10(Math.max(ms, 1)), 0, DECADES);
        return PANEL_WIDTH * decades / DECADES;
    }

    private static String colour(Side side, int procs) {
        return switch (side) {
            case PLAIN -> procs == 1 ? PLAIN_1 : PLAIN_2;
            case BATON -> procs == 1 ? BATON_1 : BATON_2;
        };
    }

    private void rect(double x, double y, double width, double height, String colour) {
        out.append(
                "<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"%s\"/>\n"
                        .formatted(x, y, width, height, colour));
    }

    private void line(double x, int bottom, boolean isGoal) {
        out.append(
                "<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" %s/>\n"
                        .formatted(x, TOP - 6, x, bottom, stroke(isGoal)));
    }

    private static String stroke(boolean isGoal) {
        return isGoal ? "stroke=\"#c0392b\" stroke-dasharray=\"4 3\"" : "stroke=\"#e6e6e6\"";
    }

    private void text(double x, double y, String anchor, String text) {
        out.append(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>\n"
                        .formatted(x, y, anchor, text));
    }
}
