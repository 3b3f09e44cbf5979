package dev.baton.vthread;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * What runs at the end of the JVM after all shutdown hooks of the program: the last of the JDK's
 * own hooks, {@code java.lang.Shutdown.add}. Nothing of Java's runs after it.
 */
public final class LastHook {
    /** {@code Shutdown.MAX_SYSTEM_HOOKS} is 10, and the JDK uses the first three. */
    private static final int LAST_SLOT = 9;

    private LastHook() {}

    /**
     * Registers the one that there may be.
     *
     * @param hook run once, by the thread that ends the JVM; not when the JVM is halted
     * @return false where this JDK has no such place, or it is taken, or the JVM is ending already
     */
    public static boolean register(Runnable hook) {
        try {
            Class<?> shutdown = Class.forName("java.lang.Shutdown");
            MethodHandles.privateLookupIn(shutdown, MethodHandles.lookup())
                    .findStatic(
                            shutdown,
                            "add",
                            MethodType.methodType(
                                    void.class, int.class, boolean.class, Runnable.class))
                    .invoke(LAST_SLOT, false, hook);
            return true;
        } catch (Throwable e) { // InternalError when the slot is taken
            return false;
        }
    }
}
