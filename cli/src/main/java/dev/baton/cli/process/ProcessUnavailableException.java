package dev.baton.cli.process;

import java.io.IOException;

/** A process can't be asked. The message says which, why, and what to do. */
public sealed class ProcessUnavailableException extends IOException permits ProcessEndedException {
    private static final long serialVersionUID = 1L;

    /**
     * Says so.
     *
     * @param message a sentence for the one who asks
     */
    public ProcessUnavailableException(String message) {
        super(message);
    }
}
