package dev.baton.sched;

/** For tests elsewhere: whether what was warned of is written. */
public final class WarningsSaid {
    private WarningsSaid() {}

    /** Whether nothing is on its way any more. */
    public static boolean all() {
        return Warnings.OF_PROCESS.isIdle();
    }
}
