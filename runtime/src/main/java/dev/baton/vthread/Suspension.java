package dev.baton.vthread;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import jdk.internal.misc.Unsafe;

/**
 * Keeps a tool of JVM TI from suspending a virtual thread in the middle of the scheduler's own
 * code, where it has what all others need: a lock, or a P that nobody can take.
 *
 * <p>For the JVM it is on its way to a carrier then, as in {@code VirtualThread.mount}. Who
 * suspends waits until the thread is through, and the thread waits before it begins where it is
 * suspended already; no event is posted in between. Not as {@code
 * VirtualThread.disableSuspendAndPreempt}: a thread that counts as suspended would run on for a
 * moment, and a debugger ask for frames that are not there any more.
 *
 * <p>It ends as the mount does, which suspension of the carrier does not hold up: a debugger that
 * lets one virtual thread go on keeps all platform threads where they are. Only where a tool would
 * be told of a mount it ends as an unmount.
 *
 * <p>Only while the JVM tells JVM TI of mounts, as it does from the moment on that there is a tool:
 * {@link MountNotices}. Where that can't be known, it does nothing.
 */
public final class Suspension {
    private static final Unsafe U = Unsafe.getUnsafe();

    /** Of the modes of {@code JvmtiVTSuspender}: all but some are suspended. */
    private static final int ALL = 2;

    /** The byte that says whether there is a tool; 0 where it is not known. */
    private static final long IS_TOOL = JvmVariables.TELLS_MOUNTS == 0 ? 0 : JvmVariables.TELLS;

    /** Which virtual threads are suspended: one of the modes; 0 where it is not known. */
    private static final long MODE = JvmVariables.SUSPENSION;

    private Suspension() {}

    /** Looked up with the first tool, by a thread that has nothing of the scheduler's yet. */
    private static final class Notices {
        static final MethodHandle MOUNT = notice("notifyJvmtiMount");
        static final MethodHandle UNMOUNT = notice("notifyJvmtiUnmount");

        private static MethodHandle notice(String name) {
            try {
                Class<?> vthread = Class.forName("java.lang.VirtualThread");
                return MethodHandles.privateLookupIn(vthread, MethodHandles.lookup())
                        .findVirtual(
                                vthread, name, MethodType.methodType(void.class, boolean.class))
                        .asType(MethodType.methodType(void.class, Thread.class, boolean.class));
            } catch (ReflectiveOperationException e) {
                return null; // another JDK
            }
        }
    }

    /** Has a file read: not by a thread that would come by here itself. */
    public static void prepare() {}

    /**
     * Whether there is a reason to {@link #begin}.
     *
     * @return false where it is not known, too
     */
    public static boolean isThereATool() {
        return IS_TOOL != 0 && U.getByte(IS_TOOL) != 0;
    }

    /**
     * From here on the current thread, if it is virtual, is not suspended. It must not park, yield
     * or begin again.
     *
     * @return whether there is something to end: for {@link #end}
     */
    public static boolean begin() {
        return isThereATool() && beginNow();
    }

    private static boolean beginNow() {
        Thread current = Thread.currentThread();
        if (!current.isVirtual() || Notices.MOUNT == null || Notices.UNMOUNT == null) {
            return false;
        }
        try {
            Notices.MOUNT.invokeExact(current, true);
        } catch (StackOverflowError e) {
            return false; // it may be suspended, rather than lost
        } catch (Throwable e) {
            throw new AssertionError(e); // it throws nothing
        }
        return true;
    }

    /**
     * Whether a tool has suspended all virtual threads but the current one, and maybe some more.
     *
     * @return false on a platform thread, and where it is not known
     */
    public static boolean areOthersSuspended() {
        return MODE != 0 && U.getInt(MODE) == ALL && Thread.currentThread().isVirtual();
    }

    /**
     * It may be suspended again.
     *
     * @param begun what {@link #begin} said
     */
    public static void end(boolean begun) {
        if (begun) {
            endNow();
        }
    }

    private static void endNow() {
        try {
            if (U.getByte(JvmVariables.TELLS_MOUNTS) == 0) {
                Notices.MOUNT.invokeExact(Thread.currentThread(), false);
            } else {
                Notices.UNMOUNT.invokeExact(Thread.currentThread(), false);
            }
        } catch (Throwable e) {
            throw new AssertionError(e); // as above
        }
    }
}
