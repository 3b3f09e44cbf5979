package dev.baton.sched.netpoll;

import java.util.Arrays;
import jdk.internal.misc.Unsafe;

/**
 * The {@link PollDesc}s by their numbers. It grows by chunks and never moves or drops one: an event
 * may come for a number after its descriptor was closed. To look one up takes no lock.
 *
 * <p>Not final for the tests alone.
 */
public class PollTable {
    private static final int CHUNK_SHIFT = 10;
    private static final int CHUNK = 1 << CHUNK_SHIFT;

    private static final Unsafe U = Unsafe.getUnsafe();
    private static final long CHUNKS = U.objectFieldOffset(PollTable.class, "chunks");
    private static final long REGISTERED = U.objectFieldOffset(PollTable.class, "registered");

    private final PollHost host;

    /**
     * By number. Neither the array nor a chunk changes once it is here: growing puts another in its
     * place, by a CAS that pairs with the volatile read of who looks up.
     */
    private volatile PollDesc[][] chunks = new PollDesc[0][];

    private volatile int registered;

    /**
     * An empty one.
     *
     * @param host the kernel and the threads
     */
    public PollTable(PollHost host) {
        this.host = host;
    }

    PollHost host() {
        return host;
    }

    /**
     * The one of this number; makes it, and its neighbours, when there is none. Any thread.
     *
     * @param fd the number
     * @return always the same
     * @throws IllegalArgumentException when it is negative
     */
    public PollDesc get(int fd) {
        PollDesc desc = find(fd);
        return desc == null ? grow(fd) : desc;
    }

    /**
     * The same if it is there already. Any thread.
     *
     * @param fd the number
     * @return null when nobody has asked for it or a neighbour yet, so that nobody waits
     */
    public PollDesc find(int fd) {
        PollDesc[][] now = chunks;
        int chunk = fd >>> CHUNK_SHIFT; // of a negative number beyond all
        if (chunk >= now.length || now[chunk] == null) {
            return null;
        }
        return now[chunk][fd & CHUNK - 1];
    }

    private PollDesc grow(int fd) {
        if (fd < 0) {
            throw new IllegalArgumentException("a descriptor's number is 0 or more, not " + fd);
        }
        int chunk = fd >>> CHUNK_SHIFT;
        PollDesc[] made = newChunk(chunk);
        for (; ; ) {
            PollDesc[][] now = chunks;
            PollDesc desc = find(fd);
            if (desc != null) {
                return desc; // another was faster
            }
            PollDesc[][] next = Arrays.copyOf(now, Math.max(now.length, chunk + 1));
            next[chunk] = made;
            if (casChunks(now, next)) {
                return made[fd & CHUNK - 1];
            }
        }
    }

    PollDesc[] newChunk(int chunk) {
        PollDesc[] made = new PollDesc[CHUNK];
        for (int i = 0; i < CHUNK; i++) {
            made[i] = new PollDesc(this, chunk * CHUNK + i);
        }
        return made;
    }

    boolean casChunks(PollDesc[][] from, PollDesc[][] to) {
        return U.compareAndSetReference(this, CHUNKS, from, to);
    }

    PollDesc[][] lvChunks() {
        return chunks;
    }

    /**
     * What an event of a descriptor carries.
     *
     * @param fd the number, 0 or more
     * @param seq its life
     * @return both; never -1
     */
    public static long data(int fd, int seq) {
        return (long) seq << Integer.SIZE | fd;
    }

    /**
     * Something came, says an event. Nothing is done when it is of an earlier life. Any thread.
     *
     * @param data what it carries
     * @param mode for whom: {@link PollDesc#READ} or {@link PollDesc#WRITE}
     * @return the thread to be unparked, or null
     */
    public Thread ready(long data, int mode) {
        PollDesc desc = find((int) data);
        return desc == null ? null : desc.ready(mode, (int) (data >>> Integer.SIZE));
    }

    /**
     * A read may stop short of what is there, says an event: see {@link PollDesc#stopsShort}.
     *
     * @param data what it carries
     */
    public void stopsShort(long data) {
        PollDesc desc = find((int) data);
        if (desc != null) {
            desc.stopsShort((int) (data >>> Integer.SIZE));
        }
    }

    /**
     * What somebody waits for has changed: see {@link PollDesc#lookAgain}. Any thread.
     *
     * @param fd the number
     * @param mode who: {@link PollDesc#READ} or {@link PollDesc#WRITE}
     */
    public void lookAgain(int fd, int mode) {
        PollDesc desc = find(fd);
        if (desc != null) {
            desc.lookAgain(mode);
        }
    }

    /**
     * A number is about to be closed, or to be another file's: see {@link PollDesc#close}. Any
     * thread.
     *
     * @param fd the number
     */
    public void close(int fd) {
        PollDesc desc = find(fd);
        if (desc != null) {
            desc.close();
        }
    }

    /** Ends the lives of all: whoever waits goes on, and is to wait elsewhere. Any thread. */
    public void closeAll() {
        for (PollDesc[] chunk : chunks) {
            if (chunk != null) {
                for (PollDesc desc : chunk) {
                    desc.close();
                }
            }
        }
    }

    /**
     * Whether anybody may be waiting. It counts the descriptors that are registered and not closed:
     * to count those who wait, as Go does, every wait would write to one line that all share, and
     * these change with a connection's first wait and its end. Any thread.
     *
     * @return never 0 while somebody waits; may be more for as long as a descriptor was waited for
     *     once and is open
     */
    public int waiting() {
        return registered;
    }

    /** A full fence. */
    void addRegistered(int n) {
        U.getAndAddInt(this, REGISTERED, n);
    }
}
