package dev.baton.vthread;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.util.concurrent.locks.AbstractOwnableSynchronizer;

/** Who has a lock of {@code java.util.concurrent}, which the JDK tells to subclasses alone. */
public final class LockOwners {
    private static final MethodHandle OWNER = find();

    private LockOwners() {}

    /**
     * Who has what a thread waits for.
     *
     * @param blocker what {@link java.util.concurrent.locks.LockSupport#getBlocker} said, or null
     * @return the thread that has it at this moment; null where there is none, or it can't be told
     */
    public static Thread of(Object blocker) {
        if (OWNER == null || !(blocker instanceof AbstractOwnableSynchronizer lock)) {
            return null;
        }
        try {
            return (Thread) OWNER.invokeExact(lock);
        } catch (Throwable e) {
            throw new AssertionError(e); // it throws nothing
        }
    }

    private static MethodHandle find() {
        try {
            return TrustedLookup.get()
                    .findVirtual(
                            AbstractOwnableSynchronizer.class,
                            "getExclusiveOwnerThread",
                            MethodType.methodType(Thread.class));
        } catch (ReflectiveOperationException e) {
            return null; // another JDK
        }
    }
}
