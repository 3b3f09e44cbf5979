package dev.baton.sched.netpoll;

/** What waiting for descriptors needs of the outside. Any thread calls. */
public interface PollHost {
    /**
     * Has the kernel tell each edge of a descriptor, in both directions, with this life of its
     * number; what it is ready for already is told at once. When it is registered already, by
     * whoever and for whichever life, the new one takes the old one's place, and what it is ready
     * for is told once more.
     *
     * @param fd its number
     * @param seq the life, see {@link PollDesc#seq}
     * @return 0, or the errno of why it can't be
     */
    int add(int fd, int seq);

    /**
     * The same, of one that is likely to be registered already.
     *
     * @param fd its number
     * @param seq the life
     * @return as there
     */
    int renew(int fd, int seq);

    /**
     * Lets a thread go on that waits, or is about to.
     *
     * @param waiter the thread
     */
    void unpark(Thread waiter);
}
