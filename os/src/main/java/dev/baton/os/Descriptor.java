package dev.baton.os;

import dev.baton.syscall.Syscall;

/**
 * An open descriptor of the kernel's, closed exactly once: by its {@link File}, or by the cleaner
 * when the File was forgotten. It must not refer to the File, or that would never be found
 * forgotten.
 */
final class Descriptor implements Runnable {
    /** What {@link #close} returns when there was nothing left to close. */
    static final long CLOSED_BEFORE = 1;

    /** The kernel's number for it. */
    final int fd;

    private final FdMutex mutex = new FdMutex();

    Descriptor(int fd) {
        this.fd = fd;
    }

    /** Takes a reference; false when closed. */
    boolean incref() {
        return mutex.incref();
    }

    /**
     * Gives a reference back, and frees the number if it was the last one of a closed descriptor.
     */
    void decref() {
        if (mutex.decref()) {
            Syscall.close(fd);
        }
    }

    /** Takes a reference and the turn to write; false when closed. */
    boolean lockToWrite() {
        return mutex.lockToWrite();
    }

    /** Gives the turn back, and the reference as {@link #decref} does. */
    void unlockAfterWrite() {
        if (mutex.unlockAfterWrite()) {
            Syscall.close(fd);
        }
    }

    boolean isClosed() {
        return mutex.isClosed();
    }

    /**
     * Closes it: no operation begins from here on. While others are still inside, the last of them
     * frees the number, and what {@code close(2)} then says is lost.
     *
     * @return {@code close(2)}'s result, 0 when others are inside, or {@link #CLOSED_BEFORE}
     */
    long close() {
        if (!mutex.increfAndClose()) {
            return CLOSED_BEFORE;
        }
        return mutex.decref() ? Syscall.close(fd) : 0;
    }

    /** The cleaner's way in. */
    @Override
    public void run() {
        close();
    }
}
