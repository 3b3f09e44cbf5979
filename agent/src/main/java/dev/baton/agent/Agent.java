package dev.baton.agent;

import dev.baton.sched.InvariantViolation;
import dev.baton.sched.StuckWatch;
import dev.baton.vthread.JdkAccess;
import dev.baton.vthread.UnsupportedJdkException;
import java.lang.instrument.Instrumentation;
import java.util.function.BiConsumer;

/**
 * Takes over a program, before its {@code main}. A service of its module, for that is the one way
 * to call into it from outside.
 */
public final class Agent implements BiConsumer<String, Instrumentation> {
    /** Exit code: the options make no sense. */
    static final int EX_USAGE = 2;

    /** Exit code, as {@code sysexits.h} has it: Baton can't work here. */
    static final int EX_UNAVAILABLE = 69;

    /** For {@link java.util.ServiceLoader}. */
    public Agent() {}

    /**
     * Makes the program's virtual threads Gs. When that can't be, the program runs as it would
     * without Baton, unless it is asked for strictly; nothing in between.
     *
     * @param options of the agent, or null
     * @param instrumentation the JVM's
     */
    @Override
    public void accept(String options, Instrumentation instrumentation) {
        Settings settings;
        TraceSettings trace;
        try {
            settings = Settings.of(options);
            trace = TraceSettings.of(options);
            StuckWatch.fromProperty();
            InvariantViolation.checkProperty();
        } catch (IllegalArgumentException e) {
            StandardError.println("baton: " + e.getMessage());
            System.exit(EX_USAGE);
            return;
        }
        if (!settings.enabled()) {
            return;
        }
        if (JavaBase.hasBridge()) {
            StandardError.println("baton: the agent is there twice; its first options count");
            return;
        }
        try {
            JavaBase.open(instrumentation);
            JdkAccess.require();
            JavaBase.defineBridge(instrumentation); // before Takeover is verified, which needs it
            ProcessBaton baton = Takeover.start(settings, trace, instrumentation);
            if (settings.dumpOnQuit()) {
                DumpOnQuit.start(baton);
            }
            if (settings.stats()) {
                Runtime.getRuntime()
                        .addShutdownHook(
                                new Thread(
                                        () -> StandardError.println(baton.stats()), "baton-stats"));
            }
        } catch (UnsupportedJdkException e) {
            refuse(settings, e.getMessage());
        } catch (RuntimeException | LinkageError e) {
            refuse(settings, "could not take over: " + e);
        }
    }

    private static void refuse(Settings settings, String why) {
        if (settings.strict()) {
            StandardError.println("baton: " + why);
            System.exit(EX_UNAVAILABLE);
        }
        StandardError.println("baton: " + why + "; the program runs without Baton");
    }
}
