package dev.baton.gate;

import dev.baton.bridge.Bridge;
import java.util.Map;
import java.util.concurrent.Callable;

/**
 * What {@code baton-api} finds where the program runs under the agent, and any code in the process
 * may call: what a program may do that names {@code dev.baton.Baton}, and nothing that could be
 * left half done. Its module is closed but for this class. {@code dev.baton.Gate} is the same
 * without the agent.
 */
public final class Gate {
    private Gate() {}

    /**
     * Makes a call that may block; others go on meanwhile.
     *
     * @param call the call
     * @return what it returns
     * @throws Exception what it throws
     */
    public static Object blocking(Callable<?> call) throws Exception {
        return Bridge.blocking(call);
    }

    /** Lets others run if the current virtual thread has computed for long. */
    public static void checkpoint() {
        Bridge.checkpoint();
    }

    /**
     * Whether the current thread is one that Baton runs.
     *
     * @return false for others
     */
    public static boolean isOn() {
        return Bridge.isOn();
    }

    /**
     * The scheduler's counters and limits.
     *
     * @return a copy, by the names that Baton has for them; empty before the first virtual thread
     */
    public static Map<String, Long> counters() {
        return Bridge.counters();
    }
}
