package dev.baton.sched.limits;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * One limit as an option says it: {@code /mnt/nfs=8}, {@code dev:8:17=4} or {@code
 * site:com.acme.*=16}.
 *
 * @param kind what is limited
 * @param text the path, the device's numbers or the pattern
 * @param most how many threads at most
 */
public record LimitSpec(Kind kind, String text, int most) {
    /** What a limit is of. */
    public enum Kind {
        /** All files below a directory, by the names that the kernel has for them. */
        PLACE(""),

        /** All files of a device, and the device itself. */
        DEVICE("dev:"),

        /** Calls that are made at certain places of the code. */
        SITE("site:");

        private final String prefix;

        Kind(String prefix) {
            this.prefix = prefix;
        }
    }

    /** What {@link #parse} takes, for messages. */
    public static final String MUST_BE =
            "WHAT=N, several with ; between, where WHAT is a directory's path from the root"
                    + " (/mnt/nfs), dev:MAJOR:MINOR or site:PATTERN, and N how many threads it may"
                    + " hold";

    private static final Pattern DEVICE = Pattern.compile("\\d{1,9}:\\d{1,9}");

    /**
     * Reads them all.
     *
     * @param text as an option has it
     * @return at least one
     * @throws IllegalArgumentException where it is not {@link #MUST_BE}; its message is the part
     *     that is wrong
     */
    public static List<LimitSpec> parse(String text) {
        List<LimitSpec> specs = new ArrayList<>();
        for (String part : text.split(";", -1)) {
            specs.add(one(part));
        }
        return List.copyOf(specs);
    }

    private static LimitSpec one(String part) {
        int equals = part.lastIndexOf('=');
        int most = equals < 0 ? 0 : number(part.substring(equals + 1));
        if (most < 1) {
            throw new IllegalArgumentException(part);
        }
        String what = part.substring(0, equals);
        if (what.startsWith("/")) {
            return new LimitSpec(Kind.PLACE, Places.clean(what), most);
        }
        String rest = what.substring(what.indexOf(':') + 1);
        if (what.startsWith(Kind.DEVICE.prefix) && DEVICE.matcher(rest).matches()) {
            return new LimitSpec(Kind.DEVICE, rest, most);
        }
        if (what.startsWith(Kind.SITE.prefix) && !rest.isEmpty()) {
            return new LimitSpec(Kind.SITE, rest, most);
        }
        throw new IllegalArgumentException(part);
    }

    /** 0 for what is none. */
    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    /**
     * What it is of, as an option has it.
     *
     * @return without the number
     */
    public String what() {
        return kind.prefix + text;
    }

    /**
     * Whether a pattern of sites fits one.
     *
     * @param site where a call is made
     * @return false for limits of other kinds
     */
    public boolean fitsSite(String site) {
        return kind == Kind.SITE && fits(text, site);
    }

    /** A star stands for any letters. */
    private static boolean fits(String pattern, String name) {
        String[] parts = pattern.split("\\*", -1);
        if (parts.length == 1) {
            return name.equals(pattern);
        }
        String last = parts[parts.length - 1];
        if (!name.startsWith(parts[0])) {
            return false;
        }
        int at = parts[0].length();
        for (int i = 1; i < parts.length - 1; i++) {
            int found = name.indexOf(parts[i], at);
            if (found < 0) {
                return false;
            }
            at = found + parts[i].length();
        }
        return name.length() - at >= last.length() && name.endsWith(last);
    }
}
