package dev.baton.vthread;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A thread at one moment: its stack, the monitors that it has, and what it waits for. It is held up
 * for some 10 µs. The JDK makes the same look for {@code jcmd Thread.dump_to_file}, by a class that
 * it keeps to itself; where that is not there, nothing is known of monitors.
 *
 * @param frames the stack, the innermost first
 * @param state the thread's
 * @param parkedFor what it said when it parked; null for nothing
 * @param entering whose monitor it waits to enter; null for none
 * @param waitingIn whose {@code wait} it is in; null for none
 * @param monitors what it has entered, and not left for {@code wait}
 */
public record ThreadLook(
        List<StackTraceElement> frames,
        Thread.State state,
        Object parkedFor,
        Object entering,
        Object waitingIn,
        List<Object> monitors) {

    private static final Calls CALLS = Calls.find();

    /** Methods of {@code jdk.internal.vm.ThreadSnapshot}. */
    private record Calls(
            MethodHandle of,
            MethodHandle stackTrace,
            MethodHandle threadState,
            MethodHandle parkBlocker,
            MethodHandle blockedOn,
            MethodHandle waitingOn,
            MethodHandle ownsMonitors,
            MethodHandle ownedMonitorsAt) {

        /** Null on another JDK. */
        static Calls find() {
            try {
                Class<?> c = Class.forName("jdk.internal.vm.ThreadSnapshot");
                MethodHandles.Lookup lookup = TrustedLookup.get();
                return new Calls(
                        lookup.findStatic(c, "of", MethodType.methodType(c, Thread.class))
                                .asType(MethodType.methodType(Object.class, Thread.class)),
                        find(lookup, c, "stackTrace", StackTraceElement[].class),
                        find(lookup, c, "threadState", Thread.State.class),
                        find(lookup, c, "parkBlocker", Object.class),
                        find(lookup, c, "blockedOn", Object.class),
                        find(lookup, c, "waitingOn", Object.class),
                        find(lookup, c, "ownsMonitors", boolean.class),
                        find(lookup, c, "ownedMonitorsAt", Stream.class, int.class));
            } catch (ReflectiveOperationException e) {
                return null;
            }
        }

        private static MethodHandle find(
                MethodHandles.Lookup lookup,
                Class<?> c,
                String name,
                Class<?> result,
                Class<?>... arguments)
                throws ReflectiveOperationException {
            return lookup.findVirtual(c, name, MethodType.methodType(result, arguments))
                    .asType(
                            MethodType.methodType(result, arguments)
                                    .insertParameterTypes(0, Object.class));
        }
    }

    /**
     * Whether monitors are known, and who has them.
     *
     * @return false on a JDK that does not tell
     */
    public static boolean seesMonitors() {
        return CALLS != null;
    }

    /**
     * Looks.
     *
     * @param thread of either kind
     * @return what it is now; without frames where it has ended
     */
    public static ThreadLook at(Thread thread) {
        ThreadLook look = CALLS == null ? null : byTheJdk(thread);
        return look == null
                ? new ThreadLook(
                        Arrays.asList(thread.getStackTrace()),
                        thread.getState(),
                        LockSupport.getBlocker(thread),
                        null,
                        null,
                        List.of())
                : look;
    }

    private static ThreadLook byTheJdk(Thread thread) {
        try {
            Object snapshot = (Object) CALLS.of.invokeExact(thread);
            if (snapshot == null) {
                return null;
            }
            StackTraceElement[] frames =
                    (StackTraceElement[]) CALLS.stackTrace.invokeExact(snapshot);
            Thread.State state = (Thread.State) CALLS.threadState.invokeExact(snapshot);
            boolean waits = state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
            boolean enters = state == Thread.State.BLOCKED;
            // What it may not be asked in its state, it answers by an exception.
            return new ThreadLook(
                    Arrays.asList(frames),
                    state,
                    (Object) CALLS.parkBlocker.invokeExact(snapshot),
                    enters ? (Object) CALLS.blockedOn.invokeExact(snapshot) : null,
                    waits ? (Object) CALLS.waitingOn.invokeExact(snapshot) : null,
                    (boolean) CALLS.ownsMonitors.invokeExact(snapshot)
                            ? monitors(snapshot, frames.length)
                            : List.of());
        } catch (RuntimeException | Error e) {
            throw e;
        } catch (Throwable e) {
            throw new AssertionError(e); // they throw nothing that is checked
        }
    }

    private static List<Object> monitors(Object snapshot, int depth) throws Throwable {
        List<Object> monitors = new ArrayList<>();
        for (int i = 0; i < depth; i++) {
            Stream<?> at = (Stream<?>) (Stream) CALLS.ownedMonitorsAt.invokeExact(snapshot, i);
            at.forEach(monitor -> {
                if (monitor != null) { // the compiler may have done without it
                    monitors.add(monitor);
                }
            });
        }
        return monitors;
    }
}
