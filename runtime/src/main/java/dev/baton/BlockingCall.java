package dev.baton;

/**
 * A call that may keep its thread in the kernel, given to {@link Baton#blocking}.
 *
 * @param <T> what the call returns
 * @param <X> what it throws; inferred as {@link RuntimeException} when it throws nothing checked
 */
@FunctionalInterface
public interface BlockingCall<T, X extends Throwable> {
    /**
     * Makes the call.
     *
     * @return the result, handed through to the caller of {@code blocking}
     * @throws X what the call throws, handed through as well
     */
    T call() throws X;
}
