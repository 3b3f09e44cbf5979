package dev.baton;

import dev.baton.sched.Scheduler;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What {@code baton-api} finds by this name where Baton is on its class path or module path, and
 * the agent stands behind what it finds there. Programs that name Baton call {@link Baton} itself.
 */
public final class Gate {
    private Gate() {}

    /**
     * As {@link Baton#blocking}, for any call of the JDK's types.
     *
     * @param call the call
     * @return what it returns
     * @throws Exception what it throws
     */
    public static Object blocking(Callable<?> call) throws Exception {
        BlockingSite site = Baton.siteOf(call.getClass());
        if (site.limit() != null) {
            return Limiter.under(site.limit(), site, call::call);
        }
        if (!Scheduler.enterSyscall(-1, site)) {
            return call.call();
        }
        try {
            return call.call();
        } finally {
            Scheduler.exitSyscall();
        }
    }

    /** As {@link Baton#checkpoint}. */
    public static void checkpoint() {
        Scheduler.checkpoint();
    }

    /**
     * Whether the current thread is a virtual one that an instance runs.
     *
     * @return false for others
     */
    public static boolean isOn() {
        return Scheduler.current() != null;
    }

    /**
     * What the instance that runs the current thread has done, and may do.
     *
     * @return names of {@link BatonStats} and {@code maxThreads}; empty on a thread that none runs
     */
    public static Map<String, Long> counters() {
        Scheduler scheduler = Scheduler.current();
        return scheduler == null ? Map.of() : counters(scheduler);
    }

    /**
     * The same of an instance.
     *
     * @param baton the instance
     * @return a copy
     */
    public static Map<String, Long> counters(Baton baton) {
        return counters(baton.scheduler);
    }

    private static Map<String, Long> counters(Scheduler scheduler) {
        BatonStats stats = Baton.stats(scheduler);
        Map<String, Long> counters = new HashMap<>();
        counters.put("maxProcs", (long) stats.maxProcs());
        counters.put("maxThreads", (long) scheduler.maxThreads());
        counters.put("syscalls", stats.syscalls());
        counters.put("handoffs", stats.handoffs());
        counters.put("retakes", stats.retakes());
        counters.put("gStarted", stats.gStarted());
        counters.put("gLive", stats.gLive());
        counters.put("waits", stats.waits());
        counters.put("waitP50Ns", stats.waitP50Ns());
        counters.put("waitP99Ns", stats.waitP99Ns());
        counters.put("longestWaitNs", stats.longestWaitNs());
        counters.put("threadsLive", stats.threadsLive());
        counters.put("threadsPeak", stats.threadsPeak());
        counters.put("threadWaits", stats.threadWaits());
        counters.put("threadWaiting", stats.threadWaiting());
        return counters;
    }
}
