package dev.baton.agent;

import dev.baton.UnsupportedJdkException;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/**
 * Takes over a program that runs. A service of its module, as {@link Agent}; whatever is wrong, the
 * program goes on as it did.
 */
public final class LateAgent implements BiConsumer<String, Instrumentation> {
    private static final String API = "dev.baton.api";

    /** For {@link java.util.ServiceLoader}. */
    public LateAgent() {}

    /**
     * Makes the virtual threads that are started from now on Gs.
     *
     * @param options of the agent, or null
     * @param instrumentation the JVM's
     * @throws IllegalArgumentException when the options make no sense
     * @throws IllegalStateException when there is a Baton already, or it can't take over; the
     *     message says why
     */
    @Override
    public void accept(String options, Instrumentation instrumentation) {
        if (JavaBase.hasBridge()) {
            throw new IllegalStateException("it runs on Baton already; its first options count");
        }
        Settings settings = Agent.settings(options, true);
        if (settings.observe() != Settings.Observe.NO) {
            throw new IllegalArgumentException(
                    "observe: only from the start of a program, by baton observe COMMAND");
        }
        TraceSettings trace = TraceSettings.of(options);
        try {
            Agent.begin(settings, trace, instrumentation);
            tellLibraries(instrumentation);
        } catch (UnsupportedJdkException e) {
            throw new IllegalStateException(e.getMessage(), e);
        } catch (RuntimeException | LinkageError | ReflectiveOperationException e) {
            throw new IllegalStateException("could not take over: " + e, e);
        }
    }

    /** Libraries that were loaded before have looked for Baton, and found none. */
    private static void tellLibraries(Instrumentation instrumentation)
            throws ReflectiveOperationException {
        for (Class<?> loaded : instrumentation.getAllLoadedClasses()) {
            if (loaded.getName().equals(API + ".Link")) {
                Module theirs = loaded.getModule();
                if (theirs.isNamed()) {
                    instrumentation.redefineModule(
                            theirs,
                            Set.of(),
                            Map.of(),
                            Map.of(API, Set.of(LateAgent.class.getModule())),
                            Set.of(),
                            Map.of());
                }
                Method lookAgain = loaded.getDeclaredMethod("lookAgain");
                lookAgain.setAccessible(true);
                lookAgain.invoke(null);
            }
        }
    }
}
