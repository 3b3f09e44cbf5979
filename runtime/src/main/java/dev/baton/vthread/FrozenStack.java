package dev.baton.vthread;

import java.lang.StackWalker.StackFrame;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * The stack of a virtual thread that is on no carrier, for who knows that it will not get on one
 * meanwhile: its scheduler. {@code Thread.getStackTrace} has to keep it from that, and submits it
 * again.
 */
public final class FrozenStack {
    private static final StackTraceElement[] UNKNOWN = {};

    /** Of the thread; null in a JDK that does it in another way. */
    private static final MethodHandle FRAMES = frames();

    private FrozenStack() {}

    private static MethodHandle frames() {
        try {
            MethodHandles.Lookup lookup = TrustedLookup.get();
            Class<?> vthread = Class.forName("java.lang.VirtualThread");
            Class<?> continuation = Class.forName("jdk.internal.vm.Continuation");
            MethodHandle walk =
                    lookup.findVirtual(
                            continuation,
                            "getStackTrace",
                            MethodType.methodType(StackTraceElement[].class));
            return MethodHandles.filterArguments(
                            walk, 0, lookup.findGetter(vthread, "cont", continuation))
                    .asType(MethodType.methodType(StackTraceElement[].class, Thread.class));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null;
        }
    }

    /** Has all classes loaded that it takes. */
    public static void prepare() {
        StackTraceElement[] own =
                StackWalker.getInstance()
                        .walk(frames ->
                                frames.map(StackFrame::toStackTraceElement)
                                        .toArray(StackTraceElement[]::new));
        assert own.length > 0;
        of(Thread.ofVirtual().unstarted(() -> {}));
    }

    /**
     * The frames.
     *
     * @param vthread a virtual thread that is on no carrier and stays so
     * @return the innermost first; none where it has not begun, or that is not known
     */
    public static StackTraceElement[] of(Thread vthread) {
        if (FRAMES == null) {
            return UNKNOWN;
        }
        try {
            return (StackTraceElement[]) FRAMES.invokeExact(vthread);
        } catch (Throwable e) { // no memory, or no room: it is no reason not to run
            return UNKNOWN;
        }
    }
}
