package dev.baton.sched;

import java.util.function.BooleanSupplier;

/**
 * Where threads wait until a descriptor may be ready: an instance's {@link NetPoll}, or {@link
 * PollerThread} where there is no instance. It is for those who keep the number from being closed
 * while they are in here, as {@code dev.baton.os} does by counting who uses it.
 *
 * <p>All may be called from any thread, virtual or not, whatever it runs on.
 */
public interface Poller {
    /** What {@link #awaitReady} returns when it can't be waited here, or not any more. */
    int GONE = -1;

    /**
     * That of the caller's scheduler; else that of the process, where Baton runs it all; else the
     * thread that serves all others.
     *
     * @return null where the kernel forbids epoll, or there is no thread to be had
     */
    static Poller ofCurrentThread() {
        NetPoll netpoll = NetPoll.ofCurrentThread();
        return netpoll != null && netpoll.isThere() ? netpoll : PollerThread.ofProcess();
    }

    /**
     * Parks the current thread until a descriptor may be ready. It has tried before, and was told
     * EAGAIN; and it tries again when this returns 0, whyever that is: also an interrupt or the end
     * of the time. One thread at a time for each direction.
     *
     * @param fd the descriptor
     * @param event POLLIN or POLLOUT of poll(2)
     * @param nanos how long at most, or 0
     * @param mayPark asked before it parks, when whoever calls {@link #lookAgain} or {@link #stop}
     *     would be seen to wake it
     * @return 0, {@link #GONE}, or the errno by which the kernel refuses to tell of it
     */
    int awaitReady(int fd, int event, long nanos, BooleanSupplier mayPark);

    /**
     * The one who waits for that is to look why. What it is asked whether it may park was changed
     * before.
     *
     * @param fd the descriptor
     * @param event POLLIN or POLLOUT of poll(2)
     */
    void lookAgain(int fd, int event);

    /**
     * Those who wait for a descriptor are to look what became of it; and its number is not the
     * same's any more. To be called before the number is closed, by the thread that closes it, and
     * may be called earlier as well.
     *
     * @param fd the descriptor
     */
    void stop(int fd);
}
