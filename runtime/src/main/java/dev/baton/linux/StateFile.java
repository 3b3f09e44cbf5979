package dev.baton.linux;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The state letter of one thread, which others look at again and again while it lives: {@code
 * /proc/self/task/TID/stat}, opened at the first look and kept open, for to open and close it takes
 * twice as long as to read it. A look allocates nothing.
 *
 * <p>Where too many are open already, or the process is out of descriptors, each look opens, reads
 * and closes. It tells the same.
 *
 * <p>The thread says when it ends, and its number may be another's from then on. So what was looked
 * up by number counts only when the end had not been told by the time that it was read; and the
 * file is that of this thread, for it was opened by such a look. Nobody waits for the other: who
 * ends while somebody looks leaves the closing to him, and the descriptor is not another file's
 * while he reads.
 *
 * <p>Not final for the tests alone.
 */
public class StateFile {
    /** Those of the whole process. */
    private static final AtomicInteger OPEN = new AtomicInteger();

    // States of `use`: IDLE <-> LOOKING, and from both to ENDED. Who made it LOOKING has `fd`, and
    // who made it ENDED and found it IDLE.
    private static final int IDLE = 0;
    private static final int LOOKING = 1;
    private static final int ENDED = 2;

    private static final VarHandle USE;

    static {
        try {
            USE = MethodHandles.lookup().findVarHandle(StateFile.class, "use", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private volatile int use;
    private int fd = StatLine.NO_FILE;

    /** Opens nothing. */
    public StateFile() {}

    /**
     * Looks at the thread now. Any thread may call; meant is one that does so again and again.
     *
     * @param tid the kernel's number of the thread, always the same
     * @return the letter, see {@link ThreadState#of}; {@link ThreadState#GONE} also when the thread
     *     has told its {@link #end}
     */
    public final char look(int tid) {
        if (!USE.compareAndSet(this, IDLE, LOOKING)) {
            char state = use == ENDED ? ThreadState.GONE : once(tid); // another looks, too
            return use == ENDED ? ThreadState.GONE : state;
        }
        char state;
        boolean ended;
        try {
            state = letter(tid);
        } finally {
            ended = !USE.compareAndSet(this, LOOKING, IDLE);
            if (ended) {
                closeFile();
            }
        }
        return ended ? ThreadState.GONE : state;
    }

    /** By the thread, before it ends: closes the file. From here on it is gone. */
    public void end() {
        if ((int) USE.getAndSet(this, ENDED) == IDLE) {
            closeFile();
        }
    }

    private char letter(int tid) {
        if (fd == StatLine.NO_FILE) {
            openFile(tid);
        }
        return fd == StatLine.NO_FILE ? once(tid) : read(fd);
    }

    private void openFile(int tid) {
        try {
            int open = OPEN.incrementAndGet();
            if (open <= mostNow()) {
                fd = open(tid);
            }
        } finally {
            if (fd == StatLine.NO_FILE) {
                OPEN.decrementAndGet();
            }
        }
    }

    private void closeFile() {
        if (fd != StatLine.NO_FILE) {
            close(fd);
            fd = StatLine.NO_FILE;
            OPEN.decrementAndGet();
        }
    }

    // What the kernel says and does.

    int mostNow() {
        return Descriptors.most(Libc.maxOpenFiles());
    }

    /** {@link StatLine#NO_FILE} when it refuses. */
    int open(int tid) {
        return ThreadState.open(tid);
    }

    char read(int fd) {
        return ThreadState.letter(fd);
    }

    void close(int fd) {
        StatLine.close(fd);
    }

    char once(int tid) {
        return ThreadState.of(tid);
    }
}
