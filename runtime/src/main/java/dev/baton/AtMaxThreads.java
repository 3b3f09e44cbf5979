package dev.baton;

/**
 * What happens when a virtual thread is about to make a call that is known to block, and all
 * threads are taken: {@link BatonBuilder#maxThreads}.
 */
public enum AtMaxThreads {
    /**
     * It waits for its turn, without a thread; others run on meanwhile. Where none of those that
     * block comes back for a second, for they may wait for what only one of the waiting can do, one
     * more is let in, with a warning; the next one after two seconds, then four, up to a minute.
     */
    WAIT,

    /** The call fails with a {@link java.util.concurrent.RejectedExecutionException}. */
    FAIL,

    /** It gets a thread more than there may be; a warning says so once. */
    GO_ON
}
