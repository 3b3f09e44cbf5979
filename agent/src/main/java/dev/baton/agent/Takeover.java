package dev.baton.agent;

import dev.baton.bridge.Hooks;
import dev.baton.vthread.UnsupportedJdkException;
import java.lang.instrument.ClassDefinition;
import java.lang.instrument.Instrumentation;
import java.util.ArrayList;
import java.util.List;

/**
 * Changes the JDK's classes.
 *
 * <p>They are redefined, not retransformed: no transformer stays behind to be asked about each
 * class that the program loads, and an agent that comes later and retransforms one of these classes
 * starts from what it is now.
 */
final class Takeover {
    private Takeover() {}

    static void start(Settings settings, Instrumentation instrumentation) {
        Hooks.install(new BatonHooks(new ProcessBaton(settings)));

        List<ClassDefinition> changed = new ArrayList<>();
        try {
            changed.add(VirtualThreadCreation.changed());
        } catch (ReflectiveOperationException | java.io.IOException | RuntimeException e) {
            throw new UnsupportedJdkException(
                    "java.lang.ThreadBuilders is not what Baton knows: " + e, e);
        }
        try {
            instrumentation.redefineClasses(changed.toArray(new ClassDefinition[0]));
        } catch (ClassNotFoundException
                | java.lang.instrument.UnmodifiableClassException
                | LinkageError
                | UnsupportedOperationException e) {
            throw new UnsupportedJdkException("java.lang.ThreadBuilders can't be changed: " + e, e);
        }
    }
}
