package dev.baton.sched;

import dev.baton.BlockingSite;
import dev.baton.sched.limits.LimitSpec;
import dev.baton.sched.limits.Places;
import java.io.FileDescriptor;
import java.util.List;

/**
 * The limits that whoever runs the program has asked for: by the agent's option, else by {@code
 * -Dbaton.limit}. Which one a site is under is asked once, when the site is made.
 */
public final class ConfiguredLimits {
    private static final String PROPERTY = "baton.limit";

    /** Null before anybody has asked. */
    private static ConfiguredLimits current;

    private final List<LimitSpec> specs;
    private final Limit[] limits;
    private final Places places;

    private ConfiguredLimits(List<LimitSpec> specs) {
        this.specs = specs;
        this.limits = new Limit[specs.size()];
        for (int i = 0; i < limits.length; i++) {
            LimitSpec spec = specs.get(i);
            limits[i] = new Limit(spec.what() + "=" + spec.most(), spec.most());
        }
        this.places = new Places(specs, System.getProperty("user.dir", "/"));
    }

    /**
     * Says which there are, by the agent, before anything is asked here.
     *
     * @param specs all of them
     */
    public static synchronized void set(List<LimitSpec> specs) {
        current = new ConfiguredLimits(specs);
    }

    /**
     * Those that there are.
     *
     * @return always the same; none where the property is wrong, of which {@link #check} tells
     */
    public static synchronized ConfiguredLimits get() {
        if (current == null) {
            List<LimitSpec> specs;
            try {
                specs = ofProperty();
            } catch (IllegalArgumentException e) {
                specs = List.of();
            }
            current = new ConfiguredLimits(specs);
        }
        return current;
    }

    /**
     * Whether the property can be read.
     *
     * @throws IllegalArgumentException names the part that is wrong, where nobody has said
     *     otherwise before
     */
    public static synchronized void check() {
        if (current == null) {
            try {
                var _ = ofProperty();
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException(
                        "-D" + PROPERTY + "=" + e.getMessage() + ": must be " + LimitSpec.MUST_BE,
                        e);
            }
        }
    }

    private static List<LimitSpec> ofProperty() {
        String text = System.getProperty(PROPERTY, "");
        return text.isEmpty() ? List.of() : LimitSpec.parse(text);
    }

    /**
     * Whether there is one of files.
     *
     * @return false where {@link #ofPath} and {@link #ofOpen} know none
     */
    public boolean haveFiles() {
        return specs.stream().anyMatch(s -> s.kind() != LimitSpec.Kind.SITE);
    }

    /**
     * The limit of a place in the code.
     *
     * @param label what dumps call it; may be null
     * @return null for none
     */
    public Limit ofSite(String label) {
        if (label != null) {
            String site = BlockingSite.callOf(label);
            for (int i = 0; i < limits.length; i++) {
                if (specs.get(i).fitsSite(site)) {
                    return limits[i];
                }
            }
        }
        return null;
    }

    /**
     * The limit of a file that is to be opened.
     *
     * @param path as the program names it
     * @return null for none
     */
    public Limit ofPath(String path) {
        int i = places.ofPath(path);
        return i == Places.NONE ? null : limits[i];
    }

    /**
     * The limit of an open file. A system call or two.
     *
     * @param fd its number
     * @return null for none
     */
    public Limit ofOpen(int fd) {
        int i = places.ofOpen(fd);
        return i == Places.NONE ? null : limits[i];
    }

    /**
     * A number was closed, or is about to be.
     *
     * @param number of a file
     */
    public void closed(int number) {
        for (Limit limit : limits) {
            limit.closed(number);
        }
    }

    /**
     * A file is about to be closed by somebody who waits for those that use it.
     *
     * @param file which
     */
    public void closing(FileDescriptor file) {
        for (Limit limit : limits) {
            limit.closing(file);
        }
    }
}
