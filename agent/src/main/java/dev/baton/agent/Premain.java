package dev.baton.agent;

import java.lang.instrument.Instrumentation;
import java.util.Locale;

/**
 * Where the JVM enters the agent. With {@link BatonModule} all of Baton that the program could see.
 *
 * <p>Compiled for Java 8: on a JVM that is too old it is this that says so, in one line, where a
 * newer class file would end the JVM.
 */
public final class Premain {
    private static final int MIN_JDK = 25;

    /** As {@link Agent} exits, after sysexits.h. */
    private static final int EX_UNAVAILABLE = 69;

    private Premain() {}

    /**
     * Called by the JVM before the program's {@code main}.
     *
     * @param options what stands after the {@code =} of {@code -javaagent:baton.jar=…}, or null
     * @param instrumentation the JVM's
     */
    public static void premain(String options, Instrumentation instrumentation) {
        if (feature(System.getProperty("java.specification.version")) < MIN_JDK) {
            if (!isSet("enabled", true, options)) {
                return;
            }
            refuse(
                    options,
                    "needs JDK "
                            + MIN_JDK
                            + " or later, this is "
                            + System.getProperty("java.version"));
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
     * Called by the JVM when a tool loads the agent into a program that runs.
     *
     * @param options what the tool gives, or null
     * @param instrumentation the JVM's
     */
    public static void agentmain(String options, Instrumentation instrumentation) {
        System.err.println(
                "baton: can't be switched on in a program that runs: start it with"
                        + " -javaagent:baton.jar, or by baton run");
    }

    private static void refuse(String options, String why) {
        if (isSet("strict", false, options)) {
            System.err.println("baton: " + why);
            System.exit(EX_UNAVAILABLE);
        }
        System.err.println("baton: " + why + "; the program runs without Baton");
    }

    private static boolean isSet(String name, boolean otherwise, String options) {
        String property = System.getProperty("baton." + name);
        String variable = System.getenv("BATON_" + name.toUpperCase(Locale.ROOT));
        return isSet(name, otherwise, options, property, variable);
    }

    /** What {@link Settings} reads of a flag, which may be too new for this JVM. */
    static boolean isSet(
            String name, boolean otherwise, String options, String property, String variable) {
        if (options != null) {
            for (String option : options.split(",")) {
                if (option.equals(name)) {
                    return true;
                }
                if (option.startsWith(name + "=")) {
                    return isTrue(option.substring(name.length() + 1));
                }
            }
        }
        if (property != null) {
            return isTrue(property);
        }
        return variable == null || variable.isEmpty() ? otherwise : isTrue(variable);
    }

    /** {@code -Dbaton.strict} alone is what {@code -Dbaton.strict=true} is. */
    private static boolean isTrue(String value) {
        return value.isEmpty() || Boolean.parseBoolean(value);
    }

    /** "1.8" was the last with the 1 in front. */
    private static int feature(String specification) {
        return specification.startsWith("1.") ? 8 : Integer.parseInt(specification);
    }
}
