package dev.baton.api;

import java.util.concurrent.Callable;

/**
 * A call that may keep its thread in the kernel, given to {@link Blocking#blocking}.
 *
 * @param <T> what the call returns
 * @param <X> what it throws; inferred as {@link RuntimeException} when it throws nothing checked
 */
@FunctionalInterface
public interface BlockingCall<T, X extends Exception> extends Callable<T> {
    /**
     * Makes the call.
     *
     * @return the result, handed through to the caller of {@code blocking}
     * @throws X what the call throws, handed through as well
     */
    @Override
    T call() throws X;
}
