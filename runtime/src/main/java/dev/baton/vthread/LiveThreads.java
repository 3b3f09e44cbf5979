package dev.baton.vthread;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The virtual threads that live, as the JDK itself keeps account of them for its thread dumps: in
 * thread containers, which form a tree. So nobody else needs to keep account, and what the JDK lets
 * go of ({@code -Djdk.trackAllThreads=false}) can be collected.
 *
 * <p>Looked up by shape when it is first asked for. Where something is missing there are no threads
 * to be seen, and nothing fails.
 */
public final class LiveThreads {
    private static final String CONTAINER = "jdk.internal.vm.ThreadContainer";
    private static final String CONTAINERS = "jdk.internal.vm.ThreadContainers";

    private static final MethodHandle ROOT;
    private static final MethodHandle THREADS;
    private static final MethodHandle CHILDREN;

    /** Null when all threads can be seen. */
    private static final String WHY_INCOMPLETE;

    static {
        MethodHandle root = null;
        MethodHandle threads = null;
        MethodHandle children = null;
        String why = null;
        String lookingFor = CONTAINERS;
        try {
            MethodHandles.Lookup in = TrustedLookup.get().in(Object.class);
            Class<?> containers = Class.forName(CONTAINERS);
            Class<?> container = Class.forName(CONTAINER);
            lookingFor = CONTAINER + ".threads()";
            MethodType stream = MethodType.methodType(Stream.class);
            threads = in.findVirtual(container, "threads", stream).asType(ofObject(Stream.class));
            lookingFor = CONTAINER + ".children()";
            children = in.findVirtual(container, "children", stream).asType(ofObject(Stream.class));
            lookingFor = CONTAINERS + ".trackAllThreads()";
            MethodHandle all =
                    in.findStatic(
                            containers, "trackAllThreads", MethodType.methodType(boolean.class));
            if (!(boolean) all.invokeExact()) {
                why = "with -Djdk.trackAllThreads=false the JDK does not track all";
            }
            lookingFor = CONTAINERS + ".root()";
            root =
                    in.findStatic(containers, "root", MethodType.methodType(container))
                            .asType(MethodType.methodType(Object.class));
        } catch (Throwable e) {
            why = "JDK " + Runtime.version() + " has no " + lookingFor + " (" + e + ")";
        }
        ROOT = root;
        THREADS = threads;
        CHILDREN = children;
        WHY_INCOMPLETE = why;
    }

    private LiveThreads() {}

    private static MethodType ofObject(Class<?> result) {
        return MethodType.methodType(result, Object.class);
    }

    /**
     * Shows the virtual threads that have started and not ended. Takes no lock; those that start
     * and end meanwhile may be missing.
     *
     * @param see is given each, until it says false
     */
    public static void forEach(Predicate<? super Thread> see) {
        if (ROOT == null) {
            return;
        }
        try {
            allIn((Object) ROOT.invokeExact(), see);
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e); // none of these methods declares any
        }
    }

    private static boolean allIn(Object container, Predicate<? super Thread> see) throws Throwable {
        try (Stream<?> threads = (Stream<?>) (Stream) THREADS.invokeExact(container)) {
            if (!threads.allMatch(
                    t -> !(t instanceof Thread thread && thread.isVirtual()) || see.test(thread))) {
                return false;
            }
        }
        Object[] children;
        try (Stream<?> s = (Stream<?>) (Stream) CHILDREN.invokeExact(container)) {
            children = s.toArray();
        }
        for (Object child : children) {
            if (!allIn(child, see)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Why {@link #forEach} may miss threads.
     *
     * @return half a sentence, or null when it misses none
     */
    public static String whyIncomplete() {
        return WHY_INCOMPLETE;
    }
}
