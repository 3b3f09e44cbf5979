package dev.baton;

/**
 * This JVM does not have what Baton stands on, or was not started so that Baton may use it. The
 * message says in one line what is missing and what to do, and unless the JDK itself differs from
 * what Baton knows, there is no stack trace beside it: the place that it was noticed at is not at
 * fault.
 */
public final class UnsupportedJdkException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Makes one.
     *
     * @param message what is missing and what to do, in one line
     * @param cause what showed that the JDK differs from what Baton knows, or null
     */
    public UnsupportedJdkException(String message, Throwable cause) {
        super(message, cause, true, cause != null);
    }
}
