package dev.baton.vthread;

/** The end of a thread, for who can't go on without it. */
public final class ThreadEnd {
    private ThreadEnd() {}

    /**
     * Waits until a thread has ended. An interrupt of the caller does not cut that short: it is
     * interrupted when this returns.
     *
     * @param thread one that was started, not the caller
     */
    public static void awaitUninterruptibly(Thread thread) {
        boolean interrupted = false;
        while (true) {
            try {
                thread.join();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
