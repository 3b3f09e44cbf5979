package dev.baton.sched.netpoll;

import jdk.internal.misc.Unsafe;

/**
 * One descriptor's number: who waits to read, who waits to write, and which of the number's lives
 * this is. Go's {@code pollDesc}, without its lock.
 *
 * <p>A thread that has tried and got EAGAIN waits like this:
 *
 * <pre>{@code
 * int seq = desc.seq();             // while the number is surely its own
 * ...                               // try: EAGAIN
 * int errno = desc.open(seq);       // CLOSED, or the kernel's answer
 * if (errno == 0 && !desc.prepare(READ, self, seq)) {
 *     park, with or without a limit, unless the file is closed by now
 *     desc.finish(READ, self);
 * }
 * ...                               // try again, whatever came
 * }</pre>
 *
 * <h2>The words</h2>
 *
 * For each mode a word: null, {@link #READY}, or the thread that waits.
 *
 * <pre>
 *   null   → READY   an event that nobody waits for          {@link #ready}
 *   READY  → null    consumed by the next who would wait     {@link #prepare}
 *   null   → thread  it waits                                {@link #prepare}
 *   thread → null    taken out, to be unparked               {@link #ready}, {@link #close}
 *   thread → null    the same, to look again                 {@link #lookAgain}
 *   thread → null    it goes by itself: time is up           {@link #finish}
 * </pre>
 *
 * Go leaves READY also where it wakes somebody. Here that is told by the waiter's absence from the
 * word, so that who went to sleep never consumes READY when it wakes: by then it might be of the
 * number's next owner.
 *
 * <h2>The lives</h2>
 *
 * {@link #close} ends one, and comes <em>before</em> the number can be had again. An event says of
 * which life its registration is, since the kernel goes on telling of an open file as long as any
 * number is left to it. What follows rests on one thing: a wake-up or a READY too much costs
 * somebody a try that ends in EAGAIN, whereas one that is missing is for ever. So everything is
 * allowed that adds one, and whoever may have consumed one that was not its own gives it back:
 *
 * <ul>
 *   <li>An event may find its life current and come to the word in the next: it adds one.
 *   <li>A waiter publishes itself by a CAS and then looks at the life; close changes the life by a
 *       CAS and then looks at the words. One of them sees the other. Close never takes READY out:
 *       if it was delayed, that would be the next owner's.
 *   <li>A waiter that comes to the word late, in the next life, may consume READY or be taken out
 *       by an event in the new owner's place. The life changed before the new owner could register,
 *       so before that event, so before what the waiter saw of it: it looks at the life after its
 *       CAS, and gives one back when the life is another.
 *   <li>One that has slept since the life before was in the word before close looked there, for it
 *       did not see close. So close, or somebody earlier, took it out, and no later event.
 *   <li>Who registers late may write its old life over the new owner's in the kernel, and the new
 *       owner's events are dropped then. The life changed before the new owner registered, so
 *       whoever was the last to write sees the change after it has written, and writes again; that
 *       makes the kernel tell anew what is ready.
 * </ul>
 *
 * All accesses to a word or to the life are volatile or a CAS, which is a full fence.
 *
 * <h2>A read that is known to find nothing</h2>
 *
 * A read that got less than it had room for has emptied the descriptor, and whatever comes after it
 * is told of by another edge. So the next need not be tried before that edge: who reads asks {@link
 * #isKnownEmpty} before, and says {@link #hasRead} after. After a wait it is tried, whatever ended
 * that: the edge may have come while nobody polled. Until then it is {@link #isUntried}, and its
 * time is not up. It does not hold where a read may stop short of what is there: before the end of
 * a stream, an error or urgent data, of which the same edge has told ({@link #stopsShort}). If they
 * came with a later one, that wakes the reader as any.
 *
 * <p>Not final for the tests alone.
 */
public class PollDesc {
    /** Who reads, or accepts. */
    public static final int READ = 1;

    /** Who writes, or connects. */
    public static final int WRITE = 2;

    private static final int POLLIN = 1;

    /** What {@link #open} returns, in place of an errno, when that life is over. */
    public static final int CLOSED = -1;

    /** In a word: something came, and nobody has tried since. */
    static final Object READY = new Object();

    // In `life`: registered with the kernel, and above it the number of the life.
    private static final int REGISTERED = 1;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long LIFE = U.objectFieldOffset(PollDesc.class, "life");
    private static final long READER = U.objectFieldOffset(PollDesc.class, "reader");
    private static final long WRITER = U.objectFieldOffset(PollDesc.class, "writer");
    private static final long STOPS_SHORT = U.objectFieldOffset(PollDesc.class, "stopsShort");

    /** No life. */
    private static final int NONE = -1;

    // What prepare0 returns.
    private static final int WAITS = 0;
    private static final int TRIES_AGAIN = 1;
    private static final int BUSY = 2;

    private final PollTable table;
    private final int fd;
    private volatile int life;

    /** The last life in which a read may stop short of what is there. By those who poll. */
    private volatile int stopsShort = NONE;

    /** The life in which the last read left nothing. By who reads, one at a time. */
    private int emptied = NONE;

    /**
     * The last life that was found to be of a pipe of which a read waits, and the last of another
     * file. Plain: who misses it asks the kernel again.
     */
    private int blocks = NONE;

    private int neverBlocks = NONE;

    @SuppressWarnings("unused") // by READER
    private volatile Object reader;

    @SuppressWarnings("unused") // by WRITER
    private volatile Object writer;

    /** In its first life, not registered. */
    PollDesc(PollTable table, int fd) {
        this.table = table;
        this.fd = fd;
    }

    /**
     * Who waits for an event.
     *
     * @param event POLLIN or POLLOUT of poll(2)
     * @return {@link #READ} or {@link #WRITE}
     */
    public static int mode(int event) {
        return event == POLLIN ? READ : WRITE;
    }

    /**
     * Which life of the number this is. To be asked while the number is surely the caller's: before
     * it tries, under whatever keeps the file from being closed.
     *
     * @return 31 bits; the next life has the next one
     */
    public int seq() {
        return seqOf(life);
    }

    private static int seqOf(int life) {
        return life >>> 1;
    }

    /**
     * Sees to it that the kernel tells of the descriptor. Registers it when this is the first wait
     * of its life, and else only looks. A reader and a writer that are first at the same time may
     * both register: neither need wait for the other.
     *
     * @param seq the caller's life
     * @return 0, {@link #CLOSED}, or the errno: EPERM (1) when it is a file that is always ready
     */
    public int open(int seq) {
        for (; ; ) {
            int l = life;
            if (seqOf(l) != seq) {
                return CLOSED;
            }
            if ((l & REGISTERED) != 0) {
                return 0;
            }
            int errno = table.host().add(fd, seq);
            int now = seq();
            if (now != seq) {
                if (errno == 0) {
                    correct(now);
                }
                return CLOSED;
            }
            if (errno != 0) {
                return errno;
            }
            // First counted, so that nobody who sees it registered can wait uncounted.
            table.addRegistered(1);
            if (U.compareAndSetInt(this, LIFE, l, l | REGISTERED)) {
                return 0;
            }
            table.addRegistered(-1);
        }
    }

    /**
     * Registers it, be it registered already or not, for a file whose end we may not be told of:
     * what {@link #open} knows of this life may be of a file that had the number before. What it is
     * ready for is told, once more. It counts as waited for until {@link #unwatch}.
     *
     * @param seq the caller's life
     * @return 0, {@link #CLOSED}, or the errno: it is not counted then
     */
    public int watch(int seq) {
        if (seq() != seq) {
            return CLOSED;
        }
        table.addRegistered(1);
        int errno = table.host().renew(fd, seq);
        int now = seq();
        if (now != seq && errno == 0) {
            correct(now);
            errno = CLOSED;
        }
        if (errno != 0) {
            table.addRegistered(-1);
        }
        return errno;
    }

    /** The wait that {@link #watch} was for is over. */
    public void unwatch() {
        table.addRegistered(-1);
    }

    /** Its life ended while we told the kernel of it: another's may be what we wrote over. */
    void correct(int newer) {
        for (; ; ) {
            if (table.host().add(fd, newer) != 0) {
                return; // nothing is registered, or it is closed
            }
            int now = seq();
            if (now == newer) {
                return;
            }
            newer = now;
        }
    }

    /**
     * The caller is about to park. It has tried since it last came from a wait.
     *
     * @param mode {@link #READ} or {@link #WRITE}
     * @param self the thread that will park
     * @param seq its life
     * @return true when it must not park but try again: something came, or the life is over. False
     *     when it waits: it parks, or not, and then calls {@link #finish}
     * @throws IllegalStateException when another thread waits for the same
     */
    public boolean prepare(int mode, Thread self, int seq) {
        int outcome = prepare0(mode, self, seq);
        if (outcome == BUSY) {
            Object other = U.getReferenceVolatile(this, word(mode)); // by now it may be gone
            throw new IllegalStateException(
                    self + " can't wait for descriptor " + fd + ": " + other + " waits already");
        }
        return outcome == TRIES_AGAIN;
    }

    /**
     * As {@link #prepare}, where another may be waiting.
     *
     * @param mode as there
     * @param self as there
     * @param seq as there
     * @return true when it waits: it parks, or not, and then calls {@link #finish}. False when it
     *     is to try again, or another waits: {@link #isBusy}
     */
    public boolean prepareIfFree(int mode, Thread self, int seq) {
        return prepare0(mode, self, seq) == WAITS;
    }

    /**
     * Whether somebody waits now.
     *
     * @param mode for what
     * @return false also where something has come
     */
    public boolean isBusy(int mode) {
        return U.getReferenceVolatile(this, word(mode)) instanceof Thread;
    }

    private int prepare0(int mode, Thread self, int seq) {
        long word = word(mode);
        for (; ; ) {
            Object old = U.getReferenceVolatile(this, word);
            if (old == READY) {
                if (U.compareAndSetReference(this, word, READY, null)) {
                    forgetEmptied(mode);
                    if (seq() != seq) {
                        giveBack(mode);
                    }
                    return TRIES_AGAIN;
                }
            } else if (old != null) {
                return seq() == seq ? BUSY : TRIES_AGAIN;
            } else if (U.compareAndSetReference(this, word, null, self)) {
                // Pairs with close(), which changes the life and then looks at the word.
                if (seq() == seq) {
                    return WAITS;
                }
                if (!U.compareAndSetReference(this, word, self, null)) {
                    giveBack(mode); // it may have been an event
                }
                return TRIES_AGAIN;
            }
        }
    }

    /** It may have been the next owner's. */
    void giveBack(int mode) {
        Thread waiter = unblock(mode, true);
        if (waiter != null) {
            table.host().unpark(waiter);
        }
    }

    /**
     * The caller waits no more, whatever ended its park.
     *
     * @param mode as in {@link #prepare}, which returned false
     * @param self as there
     * @return true when something came or the life is over. False when nothing did: the time was
     *     up, or the park ended for no reason. An unpark may be on its way all the same, if it is
     *     true
     */
    public boolean finish(int mode, Thread self) {
        // Also where nothing came: what arrived while nobody polled is not told of yet, and whose
        // time is up may not say that there was nothing before it has tried.
        forgetEmptied(mode);
        return !U.compareAndSetReference(this, word(mode), self, null);
    }

    private void forgetEmptied(int mode) {
        if (mode == READ) {
            emptied = NONE;
        }
    }

    /**
     * Whether a read is known to find nothing: the one before left nothing, and no edge came since.
     * By who may read.
     *
     * @return false when it is to be tried
     */
    public boolean isKnownEmpty() {
        int seq = emptied;
        if (seq == NONE) {
            return false;
        }
        if (seq != seq() || isReady(seq)) {
            emptied = NONE;
            return false;
        }
        return true;
    }

    /**
     * Whether the read that {@link #isKnownEmpty} left out is still to be made up for: no wait came
     * after it. By who may read.
     *
     * @return true also where an edge came since
     */
    public boolean isUntried() {
        int seq = emptied;
        return seq != NONE && seq == seq();
    }

    /** Takes READY, so that the wait after this read does not end for what the read has found. */
    private boolean isReady(int seq) {
        if (reader != READY || !U.compareAndSetReference(this, READER, READY, null)) {
            return false;
        }
        if (seq() != seq) {
            giveBack(READ);
        }
        return true;
    }

    /**
     * A read is over. By who may read.
     *
     * @param n how much it got, or negative: none, for whatever reason
     * @param room how much it could have got
     */
    public void hasRead(int n, int room) {
        int l = life;
        int seq = seqOf(l);
        boolean isEmptied = 0 < n && n < room && (l & REGISTERED) != 0 && stopsShort != seq;
        emptied = isEmptied ? seq : NONE;
    }

    /**
     * Whether this is known to be a pipe of which a read waits for something.
     *
     * @param seq the caller's life
     * @return false when it is not, or not known
     */
    public boolean isKnownToBlock(int seq) {
        return blocks == seq;
    }

    /**
     * Whether this is known to be another file.
     *
     * @param seq the caller's life
     * @return false when it is not, or not known
     */
    public boolean isKnownNotToBlock(int seq) {
        return neverBlocks == seq;
    }

    /**
     * Notes which it is.
     *
     * @param seq the caller's life
     * @param does whether it is one
     */
    public void noteWhetherItBlocks(int seq, boolean does) {
        if (does) {
            blocks = seq;
        } else {
            neverBlocks = seq;
        }
    }

    /**
     * An event says that a read may stop short of what is there from now on. Before {@link #ready}
     * for the same event, by the same thread. Of two events by two threads that of the later life
     * stays, whoever is slow: without its mark the end of a stream would never be read.
     *
     * @param seq of which life
     */
    public void stopsShort(int seq) {
        int marked = lvStopsShort();
        while ((marked == NONE || isLater(seq, marked)) && !casStopsShort(marked, seq)) {
            marked = lvStopsShort();
        }
    }

    /** Lives are counted in 31 bits, and begin again after the last. */
    private static boolean isLater(int seq, int than) {
        return ((seq - than) << 1) > 0;
    }

    int lvStopsShort() {
        return stopsShort;
    }

    boolean casStopsShort(int from, int to) {
        return U.compareAndSetInt(this, STOPS_SHORT, from, to);
    }

    /**
     * Something came, says an event.
     *
     * @param mode for whom
     * @param seq of which life
     * @return the thread to be unparked, or null
     */
    public Thread ready(int mode, int seq) {
        return seq() == seq ? unblock(mode, true) : null;
    }

    /** Takes the waiter out, and returns it; if there is none, READY is left for an event. */
    Thread unblock(int mode, boolean ioReady) {
        long word = word(mode);
        for (; ; ) {
            Object old = U.getReferenceVolatile(this, word);
            if (old == READY || (old == null && !ioReady)) {
                return null;
            }
            if (U.compareAndSetReference(this, word, old, old == null ? READY : null)) {
                return (Thread) old;
            }
        }
    }

    /**
     * Ends the life, and unparks those who wait. To be called each time that the number is about to
     * be closed, or to be another file's: before the kernel is told, and by the thread that tells
     * it. May be called more often, as to have those who wait look whether their file is closed;
     * who asked for {@link #seq} before does not wait any more then. Any thread may call.
     */
    public void close() {
        int ended = endLife();
        // Pairs with prepare(), which writes the word and then looks at the life.
        unparkAll();
        if ((ended & REGISTERED) != 0) {
            table.addRegistered(-1); // now that nobody waits here uncounted
        }
    }

    /** What it was. */
    int endLife() {
        int l;
        do {
            l = life;
        } while (!U.compareAndSetInt(this, LIFE, l, (l | REGISTERED) + 1));
        return l;
    }

    void unparkAll() {
        lookAgain(READ);
        lookAgain(WRITE);
    }

    /**
     * Unparks who waits, without an event and in the same life: what it waits for has changed, such
     * as its deadline. Who is about to park asks for that after {@link #prepare}. Any thread.
     *
     * @param mode {@link #READ} or {@link #WRITE}
     */
    public void lookAgain(int mode) {
        // Pairs with prepare(), as close() does: what was changed before is seen by who comes late.
        Thread waiter = unblock(mode, false);
        if (waiter != null) {
            table.host().unpark(waiter);
        }
    }

    private static long word(int mode) {
        return mode == READ ? READER : WRITER;
    }

    @Override
    public String toString() {
        int l = life;
        String registered = (l & REGISTERED) == 0 ? "" : ", registered";
        return "descriptor " + fd + ", life " + seqOf(l) + registered;
    }
}
