package dev.baton.settings;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * All names that Baton reads of system properties and of the environment. One that is misspelt
 * would be ignored without a word; so whoever starts Baton asks for those that nobody reads.
 *
 * <p>Without lambdas: the agent asks before {@code main}.
 */
public final class SettingNames {
    private static final String PROPERTY = "baton.";
    private static final String VARIABLE = "BATON_";

    /** Read by the agent, as a property and as a variable. */
    private static final List<String> OF_BOTH =
            List.of(
                    "atmaxthreads",
                    "dumponquit",
                    "enabled",
                    "iouring",
                    "limit",
                    "log",
                    "maxprocs",
                    "maxthreads",
                    "netpoll",
                    "observe",
                    "scheddetail",
                    "schedtrace",
                    "sparethreadms",
                    "sparethreads",
                    "stats",
                    "strict",
                    "trace",
                    "traceifwaited");

    /** Read as properties only. */
    private static final List<String> OF_PROPERTIES =
            List.of("fatal", "mountNotices", "stuck", "syscall");

    /** Set by the agent, when it was attached. */
    private static final String OUTCOME = "baton.attached";

    /** Read by the launcher, {@code ./baton}. */
    private static final String LAUNCHERS = "BATON_YES";

    private static final AtomicBoolean ASKED = new AtomicBoolean();

    private SettingNames() {}

    /**
     * As {@link #complaints}, for the first who asks in this process.
     *
     * @param properties names of system properties
     * @param variables names of variables of the environment
     * @return nothing from the second time on
     */
    public static List<String> firstComplaints(
            Collection<String> properties, Collection<String> variables) {
        return ASKED.compareAndSet(false, true) ? complaints(properties, variables) : List.of();
    }

    /**
     * Looks through the system properties and, under the agent, which alone reads it, the
     * environment.
     *
     * @param properties names of system properties
     * @param variables names of variables of the environment
     * @return a line for each that begins as Baton's do and is none, in the order of the alphabet
     */
    static List<String> complaints(Collection<String> properties, Collection<String> variables) {
        List<String> complaints = new ArrayList<>();
        for (String name : new TreeSet<>(properties)) {
            if (name.startsWith(PROPERTY) && !isProperty(name)) {
                complaints.add(complaint(name, nearest(name)));
            }
        }
        for (String name : new TreeSet<>(variables)) {
            if (name.startsWith(VARIABLE) && !isVariable(name)) {
                complaints.add(complaint(name, nearest(name)));
            }
        }
        return complaints;
    }

    /**
     * Whether there is such a property.
     *
     * @param name with {@code baton.} before it
     * @return false where it would be complained of
     */
    public static boolean isProperty(String name) {
        String bare = name.substring(PROPERTY.length());
        return OF_BOTH.contains(bare) || OF_PROPERTIES.contains(bare) || name.equals(OUTCOME);
    }

    private static boolean isVariable(String name) {
        String bare = name.substring(VARIABLE.length());
        return name.equals(LAUNCHERS)
                || (bare.equals(bare.toUpperCase(Locale.ROOT))
                        && OF_BOTH.contains(bare.toLowerCase(Locale.ROOT)));
    }

    private static String complaint(String name, String nearest) {
        return name + " is not known and is ignored; the nearest that is known is " + nearest;
    }

    /** As it would be given there, if it can be: what is no variable is named as a property. */
    private static String nearest(String name) {
        boolean isVariable = name.startsWith(VARIABLE);
        String bare = bare(name.substring(PROPERTY.length())); // both are as long
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (List<String> known : List.of(OF_BOTH, OF_PROPERTIES)) {
            for (String candidate : known) {
                int distance = EditDistance.between(bare, bare(candidate));
                if (distance < least) {
                    least = distance;
                    nearest = candidate;
                }
            }
        }
        return isVariable && OF_BOTH.contains(nearest)
                ? VARIABLE + nearest.toUpperCase(Locale.ROOT)
                : "-D" + PROPERTY + nearest;
    }

    /** Without what people put between words. */
    private static String bare(String name) {
        return name.toLowerCase(Locale.ROOT).replace("_", "").replace("-", "").replace(".", "");
    }
}
