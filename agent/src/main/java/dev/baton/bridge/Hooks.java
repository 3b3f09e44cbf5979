package dev.baton.bridge;

import java.util.concurrent.Executor;

/**
 * What the JDK's changed classes ask Baton. The boot loader has this class and {@link Bridge}, and
 * nothing else of Baton; what stands behind them is in a loader of its own.
 */
public abstract class Hooks {
    private static Hooks installed;

    /** For Baton's own. */
    protected Hooks() {}

    /**
     * Says who answers. Once in a process, before the first use of {@link Bridge}.
     *
     * @param hooks who answers from now on
     * @throws IllegalStateException when that was said before
     */
    public static void install(Hooks hooks) {
        if (installed != null) {
            throw new IllegalStateException("installed already");
        }
        installed = hooks;
    }

    static Hooks installed() {
        return installed;
    }

    /**
     * The scheduler for a virtual thread that the current thread makes without naming one.
     *
     * @return null for what the JDK would use: the maker's own, if it is a virtual thread itself,
     *     else the JDK's
     */
    public abstract Executor scheduler();

    /**
     * The current thread, a virtual one, is about to make a call that may block.
     *
     * @param site the number of the place in the JDK's code that makes it
     * @return true when {@link #exit} is owed
     */
    public abstract boolean enter(int site);

    /** The call that {@link #enter} announced has returned. */
    public abstract void exit();
}
