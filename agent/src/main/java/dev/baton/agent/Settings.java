package dev.baton.agent;

import dev.baton.AtMaxThreads;
import dev.baton.BatonBuilder;
import dev.baton.sched.limits.LimitSpec;
import dev.baton.settings.OnOff;
import dev.baton.settings.SettingNames;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What was asked for, from the options of the agent, else from system properties, else from the
 * environment. Whether Baton is to be there at all {@link Premain} has asked before.
 *
 * @param strict whether the program is not to run where Baton can't
 * @param maxProcs how many Gs run at a time; 0 when it is not said
 * @param maxThreads how many OS threads there may be; 0 when it is not said
 * @param atMaxThreads what calls do that would block when all of them are taken
 * @param spareThreads how many threads stay that nobody needs; -1 when it is not said
 * @param spareThreadMs after how many milliseconds the others end; 0 when it is not said
 * @param limits of files and call sites
 * @param stats whether a line of counters is wanted when the program ends
 * @param schedtraceMs how often a line with the scheduler's state is wanted, in milliseconds; 0 for
 *     never
 * @param scheddetail whether that is to be followed by one for each P, M and G
 * @param dumpOnQuit whether SIGQUIT is to show the scheduler's state beside the JVM's threads
 * @param netpoll whether virtual threads are to wait for the network in Baton's own poller
 * @param ioUring whether virtual threads are to wait for files without a thread, where the kernel
 *     allows it
 * @param observe whether nothing is to be taken over, and the JDK's scheduler only watched; with
 *     {@code json} what was seen is to be JSON
 * @param log whether Baton is to say that it started
 * @param isLate whether the program ran already, and others may have come to it before
 */
record Settings(
        boolean strict,
        int maxProcs,
        int maxThreads,
        AtMaxThreads atMaxThreads,
        int spareThreads,
        int spareThreadMs,
        List<LimitSpec> limits,
        boolean stats,
        int schedtraceMs,
        boolean scheddetail,
        boolean dumpOnQuit,
        boolean netpoll,
        boolean ioUring,
        Observe observe,
        boolean log,
        boolean isLate) {
    /** Whether the JDK's scheduler is to be watched, and in what form to say what was seen. */
    enum Observe {
        NO,
        TEXT,
        JSON
    }

    /** What holds where nothing is asked for. */
    static final Settings NONE =
            new Settings(
                    false,
                    0,
                    0,
                    AtMaxThreads.WAIT,
                    -1,
                    0,
                    List.of(),
                    false,
                    0,
                    false,
                    false,
                    true,
                    true,
                    Observe.NO,
                    false,
                    false);

    private static final Set<String> NAMES =
            Set.of(
                    "enabled",
                    "strict",
                    "procs",
                    "max-threads",
                    "at-max-threads",
                    "spare-threads",
                    "spare-thread-ms",
                    "limit",
                    "stats",
                    "schedtrace",
                    "scheddetail",
                    "dump-on-quit",
                    "netpoll",
                    "io_uring",
                    "observe",
                    "log",
                    "trace",
                    "trace-if-waited");

    private static final Set<String> NUMBERS =
            Set.of(
                    "procs",
                    "max-threads",
                    "spare-threads",
                    "spare-thread-ms",
                    "schedtrace",
                    "trace-if-waited");

    private static final int DAY_MS = (int) BatonBuilder.LONGEST_SPARE_THREAD_DELAY.toMillis();

    /**
     * Reads them all, before the program begins.
     *
     * @param options as below
     * @throws IllegalArgumentException as below
     */
    static Settings of(String options) {
        return of(options, false);
    }

    /**
     * Reads them all.
     *
     * @param options {@code name=value} with commas between, or null; a name alone says true, but
     *     where a number is needed
     * @throws IllegalArgumentException names the option that is wrong, and where it was given
     */
    static Settings of(String options, boolean isLate) {
        Map<String, String> given = parse(options);
        return new Settings(
                flag(given, "strict", "baton.strict", NONE.strict),
                number(given, "procs", "baton.maxprocs", BatonBuilder.MOST_PROCS),
                number(given, "max-threads", "baton.maxthreads", Integer.MAX_VALUE),
                atMaxThreads(given),
                number(
                        find(given, "spare-threads", "baton.sparethreads"),
                        0,
                        Integer.MAX_VALUE,
                        -1),
                number(given, "spare-thread-ms", "baton.sparethreadms", DAY_MS),
                limits(given),
                flag(given, "stats", "baton.stats", NONE.stats),
                number(given, "schedtrace", "baton.schedtrace", Integer.MAX_VALUE),
                flag(given, "scheddetail", "baton.scheddetail", NONE.scheddetail),
                flag(given, "dump-on-quit", "baton.dumponquit", NONE.dumpOnQuit),
                flag(given, "netpoll", "baton.netpoll", NONE.netpoll),
                flag(given, "io_uring", "baton.iouring", NONE.ioUring),
                observe(given),
                flag(given, "log", "baton.log", NONE.log),
                isLate);
    }

    static Map<String, String> parse(String options) {
        Map<String, String> given = new HashMap<>();
        if (options == null || options.isEmpty()) {
            return given;
        }
        for (String option : options.split(",", -1)) {
            int equals = option.indexOf('=');
            String name = equals < 0 ? option : option.substring(0, equals);
            if (!NAMES.contains(name)) {
                throw new IllegalArgumentException(
                        "unknown option \""
                                + option
                                + "\" of -javaagent; there are "
                                + String.join(", ", NAMES.stream().sorted().toList()));
            }
            if (equals < 0 && NUMBERS.contains(name)) {
                throw new IllegalArgumentException(name + ": needs a number, as in " + name + "=2");
            }
            String value = equals < 0 ? "true" : option.substring(equals + 1);
            String before = name.equals("limit") ? given.get(name) : null;
            given.put(name, before == null ? value : before + ";" + value);
        }
        return given;
    }

    /** A value and where it comes from, for the message when it is wrong. */
    record Value(String from, String text) {
        IllegalArgumentException wrong(String mustBe) {
            return new IllegalArgumentException(from + "=" + text + ": must be " + mustBe);
        }
    }

    static Value find(Map<String, String> given, String option, String property) {
        String text = given.get(option);
        if (text != null) {
            return new Value(option, text);
        }
        if (!SettingNames.isProperty(property)) {
            throw new IllegalStateException(property + ": missing in SettingNames");
        }
        text = System.getProperty(property);
        if (text != null) {
            return new Value(property, text);
        }
        String variable = property.replace('.', '_').toUpperCase(Locale.ROOT);
        text = System.getenv(variable);
        return text == null || text.isEmpty() ? null : new Value(variable, text);
    }

    private static boolean flag(
            Map<String, String> given, String option, String property, boolean otherwise) {
        Value value = find(given, option, property);
        if (value == null) {
            return otherwise;
        }
        return onOff(value, OnOff.MUST_BE);
    }

    private static boolean onOff(Value value, String mustBe) {
        try {
            return OnOff.of(value.text());
        } catch (IllegalArgumentException e) {
            throw value.wrong(mustBe);
        }
    }

    private static Observe observe(Map<String, String> given) {
        Value value = find(given, "observe", "baton.observe");
        if (value == null) {
            return NONE.observe;
        }
        return switch (value.text().toLowerCase(Locale.ROOT)) {
            case "text" -> Observe.TEXT;
            case "json" -> Observe.JSON;
            default -> onOff(value, OnOff.MUST_BE + ", text or json") ? Observe.TEXT : Observe.NO;
        };
    }

    private static AtMaxThreads atMaxThreads(Map<String, String> given) {
        Value value = find(given, "at-max-threads", "baton.atmaxthreads");
        if (value == null) {
            return NONE.atMaxThreads;
        }
        return switch (value.text().toLowerCase(Locale.ROOT)) {
            case "wait" -> AtMaxThreads.WAIT;
            case "fail" -> AtMaxThreads.FAIL;
            case "go-on" -> AtMaxThreads.GO_ON;
            default -> throw value.wrong("wait, fail or go-on");
        };
    }

    private static List<LimitSpec> limits(Map<String, String> given) {
        Value value = find(given, "limit", "baton.limit");
        if (value == null) {
            return List.of();
        }
        try {
            return LimitSpec.parse(value.text());
        } catch (IllegalArgumentException e) {
            throw new Value(value.from(), e.getMessage()).wrong(LimitSpec.MUST_BE);
        }
    }

    static int number(Map<String, String> given, String option, String property, int most) {
        return number(find(given, option, property), 1, most, 0);
    }

    private static int number(Value value, int least, int most, int otherwise) {
        if (value == null) {
            return otherwise;
        }
        String mustBe = "a whole number from " + least;
        if (most != Integer.MAX_VALUE) {
            mustBe += " to " + most;
        }
        try {
            int n = Integer.parseInt(value.text());
            if (n >= least && n <= most) {
                return n;
            }
        } catch (NumberFormatException e) {
            // Said below.
        }
        throw value.wrong(mustBe);
    }
}
