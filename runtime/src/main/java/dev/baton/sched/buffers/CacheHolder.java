package dev.baton.sched.buffers;

/** A thread that virtual threads run on, which may have a P with a cache. Asked by its own code. */
public interface CacheHolder {
    /**
     * Begins to use the cache, which is the caller's alone until {@link #leaveCache}.
     *
     * @return null when the thread has none now, and nothing began
     */
    BufferCache enterCache();

    /** Ends what {@link #enterCache} began. */
    void leaveCache();

    /**
     * Returns when there is stack left to take a lock with.
     *
     * @throws StackOverflowError when there is not
     */
    void requireRoom();
}
