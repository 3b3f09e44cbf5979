package dev.baton.bridge;

import java.util.concurrent.Executor;

/**
 * What the agent writes calls of into the JDK's classes. They can call only what their own loader,
 * the boot loader, finds: so this is there, and does nothing but ask {@link Hooks}.
 */
public final class Bridge {
    private static final Hooks HOOKS = Hooks.installed();

    private Bridge() {}

    /**
     * Called by {@code ThreadBuilders.newVirtualThread} when it was given no scheduler.
     *
     * @return the scheduler to use; null for what the JDK would use: its own, or the parent's
     */
    public static Executor scheduler() {
        return HOOKS.scheduler();
    }

    /**
     * Called before a call that may block.
     *
     * @param site the number of the place
     * @return what {@link #exit} is to be given after the call
     */
    public static boolean enter(int site) {
        return Thread.currentThread().isVirtual() && HOOKS.enter(site);
    }

    /**
     * Called after the call, whether it returned or threw.
     *
     * @param entered what {@link #enter} returned
     */
    public static void exit(boolean entered) {
        if (entered) {
            HOOKS.exit();
        }
    }
}
