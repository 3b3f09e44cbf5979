package dev.baton.api;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * The way from here to the Baton that runs the program. Under the agent that is a class in the boot
 * loader, which all of a program's loaders see and none can put another in the place of; else it is
 * a class of the runtime's, where this class's own loader has one. Both have the same methods, of
 * the JDK's types alone, so that this jar and Baton may be of different versions.
 *
 * <p>Call sites that change once at most: until then the JIT compiler takes what they do for
 * constant, and so it does afterwards.
 */
final class Link {
    private static final String OF_THE_AGENT = "dev.baton.gate.Gate";
    private static final String OF_THE_RUNTIME = "dev.baton.Gate";

    private static final MethodType BLOCKING = MethodType.methodType(Object.class, Callable.class);
    private static final MethodType CHECKPOINT = MethodType.methodType(void.class);
    private static final MethodType IS_ON = MethodType.methodType(boolean.class);
    private static final MethodType COUNTERS = MethodType.methodType(Map.class);

    private static final MutableCallSite BLOCKING_SITE = new MutableCallSite(BLOCKING);
    private static final MutableCallSite CHECKPOINT_SITE = new MutableCallSite(CHECKPOINT);
    private static final MutableCallSite IS_ON_SITE = new MutableCallSite(IS_ON);
    private static final MutableCallSite COUNTERS_SITE = new MutableCallSite(COUNTERS);

    private static final MethodHandle CALL_BLOCKING = BLOCKING_SITE.dynamicInvoker();
    private static final MethodHandle CALL_CHECKPOINT = CHECKPOINT_SITE.dynamicInvoker();
    private static final MethodHandle CALL_IS_ON = IS_ON_SITE.dynamicInvoker();
    private static final MethodHandle CALL_COUNTERS = COUNTERS_SITE.dynamicInvoker();

    static {
        lead(NoBaton.class, MethodHandles.lookup());
        lookAgain();
    }

    private Link() {}

    /**
     * Leads to Baton from now on, if it is there and was not before. Called by the agent, by name,
     * when it was attached to a process in which this class is loaded.
     */
    static synchronized void lookAgain() {
        Class<?> gate = find(OF_THE_AGENT, null);
        if (gate == null) {
            gate = find(OF_THE_RUNTIME, Link.class.getClassLoader());
            if (gate != null && !works(gate)) {
                gate = null;
            }
        }
        if (gate != null) {
            lead(gate, MethodHandles.publicLookup());
        }
    }

    /** Null also where it is for a newer JDK than this. */
    private static Class<?> find(String name, ClassLoader loader) {
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException | LinkageError e) {
            return null;
        }
    }

    /** Whether it can do anything here: a JVM may lack the flags that Baton needs. */
    private static boolean works(Class<?> gate) {
        try {
            boolean unused =
                    (boolean)
                            MethodHandles.publicLookup()
                                    .findStatic(gate, "isOn", IS_ON)
                                    .invokeExact();
            return true;
        } catch (Throwable e) {
            return false;
        }
    }

    private static void lead(Class<?> to, MethodHandles.Lookup lookup) {
        try {
            MethodHandle blocking = lookup.findStatic(to, "blocking", BLOCKING);
            MethodHandle checkpoint = lookup.findStatic(to, "checkpoint", CHECKPOINT);
            MethodHandle isOn = lookup.findStatic(to, "isOn", IS_ON);
            MethodHandle counters = lookup.findStatic(to, "counters", COUNTERS);
            BLOCKING_SITE.setTarget(blocking);
            CHECKPOINT_SITE.setTarget(checkpoint);
            IS_ON_SITE.setTarget(isOn);
            COUNTERS_SITE.setTarget(counters);
            MutableCallSite.syncAll(
                    new MutableCallSite[] {
                        BLOCKING_SITE, CHECKPOINT_SITE, IS_ON_SITE, COUNTERS_SITE
                    });
        } catch (ReflectiveOperationException e) {
            // A Baton that is closed to us or too old for this: as if there was none.
        }
    }

    @SuppressWarnings("unchecked") // what is called returns what the call does
    static <T, X extends Exception> T blocking(BlockingCall<T, X> call) throws X {
        try {
            return (T) (Object) CALL_BLOCKING.invokeExact((Callable<?>) call);
        } catch (Throwable e) {
            throw Link.<X>asThrown(e);
        }
    }

    static void checkpoint() {
        try {
            CALL_CHECKPOINT.invokeExact();
        } catch (Throwable e) {
            throw Link.<RuntimeException>asThrown(e);
        }
    }

    static boolean isOn() {
        try {
            return (boolean) CALL_IS_ON.invokeExact();
        } catch (Throwable e) {
            throw Link.<RuntimeException>asThrown(e);
        }
    }

    @SuppressWarnings("unchecked") // names and numbers
    static Map<String, Long> counters() {
        try {
            return (Map<String, Long>) (Map<?, ?>) CALL_COUNTERS.invokeExact();
        } catch (Throwable e) {
            throw Link.<RuntimeException>asThrown(e);
        }
    }

    /** Throws it as it is: the call says what it throws, and the others throw nothing checked. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X asThrown(Throwable e) throws X {
        throw (X) e;
    }
}
