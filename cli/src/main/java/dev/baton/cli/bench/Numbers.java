package dev.baton.cli.bench;

import java.util.Locale;

/** Numbers for people. */
public final class Numbers {
    private Numbers() {}

    /**
     * Three significant digits, or all of a whole number.
     *
     * @param d any number
     * @return for example 0.0312, 38.1, 1,240, 94,812
     */
    public static String brief(double d) {
        double abs = Math.abs(d);
        if (abs >= 100 || d == Math.rint(d)) {
            return String.format(Locale.ROOT, "%,d", Math.round(d));
        }
        int decimals = abs >= 10 ? 1 : abs >= 1 ? 2 : abs >= 0.1 ? 3 : 4;
        return String.format(Locale.ROOT, "%." + decimals + "f", d);
    }
}
