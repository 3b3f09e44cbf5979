package dev.baton.vthread;

import jdk.internal.misc.Unsafe;

/**
 * What a virtual thread needs that parks where the JDK would not have parked it. Apart from {@link
 * VirtualThreads}, which all need at once.
 */
public final class Parking {
    private static final Unsafe U = Unsafe.getUnsafe();

    /** -1 where this JDK has no such field. */
    private static final long PERMIT = permit();

    private Parking() {}

    private static long permit() {
        try {
            Class<?> vthread = Class.forName("java.lang.VirtualThread");
            return U.objectFieldOffset(vthread.getDeclaredField("parkPermit"));
        } catch (ReflectiveOperationException e) {
            return -1; // it comes back from its first park at once, where it has one
        }
    }

    /**
     * Takes the permit of the current virtual thread, if it has one.
     *
     * @param self the current thread
     */
    public static void takePermit(Thread self) {
        if (PERMIT >= 0) {
            U.putBooleanVolatile(self, PERMIT, false);
        }
    }
}
