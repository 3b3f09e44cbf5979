package dev.baton.cli.process;

/** A process that was asked has ended. */
public final class ProcessEndedException extends ProcessUnavailableException {
    private static final long serialVersionUID = 1L;

    /**
     * Says so.
     *
     * @param pid of the process
     */
    ProcessEndedException(long pid) {
        super("process " + pid + " has ended");
    }
}
