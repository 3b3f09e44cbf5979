package dev.baton.sched.netpoll;

/**
 * Epoll with one number, which is one of two files' at a time, and only reading. Each method is one
 * step. What the real one promises and netpoll rests on: registering tells what is ready; the old
 * registration of a file that has another number left goes on telling, as it was made.
 */
public class ModelKernel implements PollHost {
    static final int NONE = -1;
    private static final int EBADF = 9;
    private static final int FILES = 3;

    private final int[] registered = {NONE, NONE, NONE};
    private final boolean[] readable = new boolean[FILES];
    private final boolean[] queued = new boolean[FILES];
    private int file = 1;

    /** Those who may go on. */
    private final Waiter[] waiters;

    ModelKernel(Waiter... waiters) {
        this.waiters = waiters;
    }

    @Override
    public int add(int fd, int seq) {
        if (file == 0) {
            return EBADF;
        }
        registered[file] = seq;
        queued[file] |= readable[file];
        return 0;
    }

    @Override
    public int renew(int fd, int seq) {
        return add(fd, seq);
    }

    @Override
    public void unpark(Thread thread) {
        for (Waiter w : waiters) {
            if (w.thread == thread) {
                w.permit = true;
            }
        }
    }

    void arrive(int at) {
        readable[at] = true;
        queued[at] |= registered[at] != NONE;
    }

    /** The life in the next event, or NONE. */
    int fetch() {
        for (int f = 1; f < FILES; f++) {
            if (queued[f]) {
                queued[f] = false;
                return registered[f];
            }
        }
        return NONE;
    }

    /** Takes what there is. */
    boolean read(int from) {
        boolean got = file == from && readable[from];
        readable[from] &= !got;
        return got;
    }

    boolean isOpen(int which) {
        return file == which;
    }

    /** Another number of it may be left. */
    void close(boolean last) {
        if (last) {
            registered[file] = NONE;
            queued[file] = false;
        }
        file = 0;
    }

    void open(int which) {
        file = which;
    }

    /** Whether one that waits for this file ought not to. */
    boolean owes(int which) {
        return !isOpen(which) || readable[which];
    }

    /** A thread that waits, with the permit that parking takes. */
    public static final class Waiter {
        final Thread thread = new Thread(() -> {});
        final int of;
        int seq;
        volatile boolean permit;
        volatile boolean parked;

        Waiter(int of) {
            this.of = of;
        }
    }
}
