package dev.baton.api;

import java.util.Map;

/**
 * For libraries whose calls block: says so to the Baton that runs the program, if one does. A
 * driver that is written so can be shipped to everybody.
 *
 * <pre>{@code
 * import static dev.baton.api.Blocking.blocking;
 *
 * int step() throws SQLException {
 *     return blocking(() -> sqlite3_step(statement));
 * }
 * }</pre>
 *
 * <p>Without Baton {@code blocking} is just the call, {@code checkpoint} is nothing, and the JIT
 * compiler leaves no trace of them. With it (its agent, or {@code dev.baton.Baton} in the program)
 * they reach the scheduler of the current thread. It does not matter how often this class is loaded
 * and by which class loader, nor whether Baton is there before it or is attached later.
 *
 * <p>All methods may be called from any thread.
 */
public final class Blocking {
    private Blocking() {}

    /**
     * Makes a call that may block its thread in the kernel: others go on meanwhile. Where a place
     * in the code turns out to block, others get to run at once; elsewhere when the call lasts. The
     * call may do what it likes: park, take locks, start or wake others, call this again.
     *
     * <p>On a thread that is not Baton's this is just the call.
     *
     * @param call the call
     * @param <T> its result
     * @param <X> what it throws
     * @return what the call returns
     * @throws X what the call throws
     */
    public static <T, X extends Exception> T blocking(BlockingCall<T, X> call) throws X {
        return Link.blocking(call);
    }

    /**
     * Lets others run if the current virtual thread has computed for 10 ms while they waited. For
     * long loops; nanoseconds when there is nothing to do. Does nothing on other threads.
     */
    public static void checkpoint() {
        Link.checkpoint();
    }

    /**
     * Whether the current thread is a virtual thread that Baton runs. A library that has a pool of
     * threads for calls that block needs none of it then.
     *
     * @return false on platform threads, on virtual threads of the JDK's scheduler, and without
     *     Baton
     */
    public static boolean isOn() {
        return Link.isOn();
    }

    /**
     * What the scheduler has done so far: that of the current thread, else that of the process.
     * Takes microseconds.
     *
     * @return all zero without Baton, and before the first virtual thread
     */
    public static Statistics statistics() {
        return new Statistics(counters());
    }

    /**
     * How much the scheduler may do at a time: that of the current thread, else that of the
     * process.
     *
     * @return all zero without Baton, and before the first virtual thread
     */
    public static Limits limits() {
        return new Limits(counters());
    }

    private static Map<String, Long> counters() {
        return Link.counters();
    }
}
