package dev.baton.sched;

/** SKELETON: the scheduler. */
public final class Scheduler {
    private Scheduler() {}

    /**
     * Gives the P away before a call that may block.
     *
     * @param trap the system call's number, or -1 for a call that is not one; it shows in dumps
     * @param site what is known of the caller's habit to block
     * @return true when entered, and {@link #exitSyscall} is owed; false where there is nothing to give
     *     away: on a platform thread, on a virtual thread that is not Baton's, or inside a section
     *     already entered
     */
    public static boolean enterSyscall(int trap, BlockingSite site) {
        return false;
    }

    /**
     * Gives the P away at once, for a call that is known to block.
     *
     * @param trap as for {@link #enterSyscall}
     * @return as for {@link #enterSyscall}
     */
    public static boolean enterSyscallBlock(int trap) {
        return false;
    }

    /** Takes a P again after the call; may let other Gs run first. */
    public static void exitSyscall() {}
}
