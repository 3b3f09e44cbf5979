package dev.baton.agent;

import java.lang.instrument.Instrumentation;
import java.lang.reflect.InvocationTargetException;
import java.util.Locale;

/**
 * Where the JVM enters the agent. With {@link BatonModule} all of Baton that the program could see.
 *
 * <p>Compiled for Java 8: on a JVM that is too old it is this that says so, in one line, where a
 * newer class file would end the JVM.
 */
public final class Premain {
    private static final int MIN_JDK = 25;

    /** As {@link Agent} exits. */
    private static final int EX_USAGE = 2;

    private static final int EX_UNAVAILABLE = 69; // after sysexits.h

    private Premain() {}

    /**
     * Called by the JVM before the program's {@code main}.
     *
     * @param options what stands after the {@code =} of {@code -javaagent:baton.jar=…}, or null
     * @param instrumentation the JVM's
     */
    public static void premain(String options, Instrumentation instrumentation) {
        try {
            // Before all else: switched off, nothing is judged, and no other class is loaded.
            if (!isEnabled(
                    options, System.getProperty("baton.enabled"), System.getenv("BATON_ENABLED"))) {
                return;
            }
        } catch (IllegalArgumentException e) {
            System.err.println("baton: " + e.getMessage());
            System.exit(EX_USAGE);
        }
        if (isTooOld()) {
            refuse(options, tooOld());
            return;
        }
        try {
            // By name: its class file is one that a compiler for Java 8 does not read.
            Class.forName("dev.baton.agent.BatonModule")
                    .getMethod("start", String.class, Instrumentation.class)
                    .invoke(null, options, instrumentation);
        } catch (ReflectiveOperationException | LinkageError e) {
            // An exception that leaves here would end the JVM.
            Throwable cause = e;
            while (cause.getCause() != null) {
                cause = cause.getCause();
            }
            refuse(options, "failed: " + cause);
        }
    }

    /**
     * Called by the JVM when the agent is loaded into a program that runs. Whatever is wrong, the
     * program goes on as it did. Who attaches finds the outcome in the property {@code
     * baton.attached}: {@code yes}, or why not.
     *
     * @param options as for {@link #premain}, or null
     * @param instrumentation the JVM's
     */
    public static void agentmain(String options, Instrumentation instrumentation) {
        String whyNot = attach(options, instrumentation);
        System.setProperty("baton.attached", whyNot == null ? "yes" : whyNot);
        if (whyNot != null) {
            System.err.println("baton: not attached: " + whyNot);
        }
    }

    private static String attach(String options, Instrumentation instrumentation) {
        try {
            if (!isEnabled(
                    options, System.getProperty("baton.enabled"), System.getenv("BATON_ENABLED"))) {
                return "it is switched off there";
            }
            if (isTooOld()) {
                return tooOld();
            }
            Class.forName("dev.baton.agent.BatonModule")
                    .getMethod("startLate", String.class, Instrumentation.class)
                    .invoke(null, options, instrumentation);
            return null;
        } catch (InvocationTargetException e) {
            Throwable cause = e.getCause();
            return cause instanceof IllegalArgumentException
                            || cause instanceof IllegalStateException
                    ? cause.getMessage()
                    : "failed: " + cause;
        } catch (ReflectiveOperationException | LinkageError e) {
            return "failed: " + e;
        } catch (IllegalArgumentException e) {
            return e.getMessage();
        }
    }

    private static boolean isTooOld() {
        return feature(System.getProperty("java.specification.version")) < MIN_JDK;
    }

    private static String tooOld() {
        return "needs JDK " + MIN_JDK + " or later, this is " + System.getProperty("java.version");
    }

    private static void refuse(String options, String why) {
        if (isStrict(options)) {
            System.err.println("baton: " + why);
            System.exit(EX_UNAVAILABLE);
        }
        System.err.println("baton: " + why + "; the program runs without Baton");
    }

    /**
     * Whether Baton is to be there. Off is off, wherever it is said: an operator sets one variable,
     * whatever else there is.
     *
     * @param options of the agent, or null
     * @param property null where there is none; empty says yes
     * @param variable null or empty where there is none
     * @throws IllegalArgumentException when none says no, and one says neither
     */
    static boolean isEnabled(String options, String property, String variable) {
        String option = option("enabled", options);
        String given = variable == null || variable.isEmpty() ? null : variable;
        if (isOff(option) || isOff(property) || isOff(given)) {
            return false;
        }
        require("enabled", option);
        require("baton.enabled", property);
        require("BATON_ENABLED", given);
        return true;
    }

    private static void require(String name, String word) {
        if (word != null && !isOn(word)) {
            throw new IllegalArgumentException(
                    name + "=" + word + ": must be true, false, 1, 0, yes, no, on or off");
        }
    }

    private static boolean isStrict(String options) {
        return isStrict(options, System.getProperty("baton.strict"), System.getenv("BATON_STRICT"));
    }

    /**
     * What {@link Settings} reads, which may be too new for this JVM: the leftmost given counts.
     */
    static boolean isStrict(String options, String property, String variable) {
        String option = option("strict", options);
        if (option != null) {
            return isOn(option);
        }
        if (property != null) {
            return isOn(property);
        }
        return variable != null && !variable.isEmpty() && isOn(variable);
    }

    /** The last of that name, empty where it has no value; null where there is none. */
    private static String option(String name, String options) {
        String value = null;
        if (options != null) {
            for (String option : options.split(",")) {
                if (option.equals(name)) {
                    value = "";
                } else if (option.startsWith(name + "=")) {
                    value = option.substring(name.length() + 1);
                }
            }
        }
        return value;
    }

    /** {@code -Dbaton.strict} alone is what {@code -Dbaton.strict=true} is. */
    static boolean isOn(String word) {
        String w = word.toLowerCase(Locale.ROOT);
        return w.isEmpty()
                || w.equals("true")
                || w.equals("1")
                || w.equals("yes")
                || w.equals("on");
    }

    static boolean isOff(String word) {
        if (word == null) {
            return false;
        }
        String w = word.toLowerCase(Locale.ROOT);
        return w.equals("false") || w.equals("0") || w.equals("no") || w.equals("off");
    }

    /** "1.8" was the last with the 1 in front. */
    private static int feature(String specification) {
        return specification.startsWith("1.") ? 8 : Integer.parseInt(specification);
    }
}
