package dev.baton.vthread;

import dev.baton.UnsupportedJdkException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import jdk.internal.misc.CarrierThread;
import jdk.internal.misc.Unsafe;

/** The carriers of the JDK's own scheduler, for who watches it. */
public final class JdkCarriers {
    private static final Unsafe U = Unsafe.getUnsafe();

    private JdkCarriers() {}

    private static final class CarrierField {
        static final long OFFSET = U.objectFieldOffset(virtualThreadClass(), "carrierThread");

        private static Class<?> virtualThreadClass() {
            try {
                return Class.forName("java.lang.VirtualThread");
            } catch (ClassNotFoundException e) {
                throw new UnsupportedJdkException("no java.lang.VirtualThread", e);
            }
        }
    }

    /**
     * Those that live.
     *
     * @return in no order; none while there was no virtual thread
     */
    public static List<Thread> all() {
        List<Thread> carriers = PlatformThreads.all();
        carriers.removeIf(thread -> !(thread instanceof CarrierThread));
        return carriers;
    }

    /**
     * Which virtual thread is on which carrier. Looks at all of them, so it takes some 20 µs for a
     * thousand.
     *
     * @return those that are mounted, by their carriers
     */
    public static Map<Thread, Thread> mounted() {
        Map<Thread, Thread> found = new HashMap<>();
        LiveThreads.forEach(t -> {
            if (U.getReferenceVolatile(t, CarrierField.OFFSET) instanceof Thread carrier) {
                found.put(carrier, t);
            }
            return true;
        });
        return found;
    }

    /**
     * Whether a virtual thread is on a carrier.
     *
     * @param virtual the virtual thread
     * @param carrier the carrier
     * @return what it is at this moment
     */
    public static boolean isOn(Thread virtual, Thread carrier) {
        return U.getReferenceVolatile(virtual, CarrierField.OFFSET) == carrier;
    }

    /**
     * How many virtual threads wait for a carrier.
     *
     * @return about
     */
    public static long waiting() {
        ForkJoinPool pool = VirtualThreads.defaultScheduler();
        return pool.getQueuedTaskCount() + pool.getQueuedSubmissionCount();
    }
}
