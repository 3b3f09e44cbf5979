package dev.baton.vthread;

/**
 * This JVM does not have what Baton stands on, or was not started so that Baton may use it. The
 * message says in one line what is missing and what to do.
 */
public final class UnsupportedJdkException extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    UnsupportedJdkException(String message, Throwable cause) {
        super(message, cause);
    }
}
