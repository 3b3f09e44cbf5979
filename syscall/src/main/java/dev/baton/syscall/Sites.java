package dev.baton.syscall;

import dev.baton.BlockingSite;

/**
 * What is known of each system call's habit to block, for callers that bring no site of their own.
 * Go knows nothing of the kind.
 */
final class Sites {
    private static final BlockingSite[] OF_TRAP = new BlockingSite[Sysno.LIMIT];

    /** For all numbers beyond the table. */
    private static final BlockingSite OTHER = new BlockingSite();

    static {
        for (int trap = 0; trap < OF_TRAP.length; trap++) {
            OF_TRAP[trap] = new BlockingSite();
        }
    }

    private Sites() {}

    static BlockingSite of(int trap) {
        return trap >= 0 && trap < OF_TRAP.length ? OF_TRAP[trap] : OTHER;
    }
}
