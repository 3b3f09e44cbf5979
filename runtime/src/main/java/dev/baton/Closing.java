package dev.baton;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Does once what keeps a platform thread for as long as it takes, and has all wait for it who want
 * it done: a platform thread asleep, a virtual thread parked.
 */
final class Closing {
    private final String threadName;
    private final Runnable close;
    private final AtomicBoolean begun = new AtomicBoolean();
    private final CountDownLatch done = new CountDownLatch(1);

    /**
     * Does nothing yet.
     *
     * @param threadName of the thread that is made where a virtual thread is the first
     * @param close what is to be done
     */
    Closing(String threadName, Runnable close) {
        this.threadName = threadName;
        this.close = close;
    }

    /** Returns when it is done. An interrupt does not cut that short, and is still there then. */
    void run() {
        if (begun.compareAndSet(false, true)
                && !(Thread.currentThread().isVirtual() && startThread())) {
            closeHere();
        }
        boolean interrupted = false;
        while (true) {
            try {
                done.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void closeHere() {
        try {
            close.run();
        } finally {
            done.countDown();
        }
    }

    /** False when the OS has no thread: then a carrier has to do. */
    private boolean startThread() {
        try {
            Thread t = new Thread(null, this::closeHere, threadName, 0, false);
            t.setDaemon(true);
            t.start();
            return true;
        } catch (OutOfMemoryError e) {
            return false;
        }
    }
}
