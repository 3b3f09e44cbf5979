package dev.baton.linux;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What the kernel says that a thread of this process is doing: the state letter and the CPU time in
 * {@code /proc/self/task/TID/stat}.
 *
 * <p>The file stays open, so a look is one {@code pread} and allocates nothing. It also means that
 * exactly this thread is meant: when it has ended and its number is used again, it is still {@link
 * #GONE}. Looks are made by one thread at a time.
 */
public final class ThreadState implements AutoCloseable {
    /** The letter for a thread that is gone, or can't be looked at. */
    public static final char GONE = '?';

    // The buffer of whoever looked last, for who looks next: with one thread that looks, which is
    // sysmon, nothing is allocated.
    private static final AtomicReference<StatLine> idle = new AtomicReference<>();

    private final int fd;
    private long cpuTicks = StatLine.UNKNOWN_TICKS;
    private boolean closed;

    /**
     * Opens the file of a thread.
     *
     * @param tid the kernel's number of a thread of this process, see {@link Libc#gettid}. When
     *     there is none of that number, {@link #read} says {@link #GONE}
     */
    public ThreadState(int tid) {
        fd = open(tid);
    }

    /**
     * The state letter of a thread, looked up once: open, read, close. Any thread may call.
     *
     * @param tid the kernel's number of a thread of this process
     * @return as {@link #read}
     */
    public static char of(int tid) {
        int fd = open(tid);
        char state = letter(fd);
        StatLine.close(fd);
        return state;
    }

    /**
     * Whether states can be looked up here at all: not where /proc isn't mounted, nor when the
     * process is out of file descriptors.
     *
     * @return true when they can
     */
    public static boolean available() {
        return of(Libc.gettid()) != GONE;
    }

    /**
     * Looks at the thread now.
     *
     * @return the letter: R on a CPU or ready for one, S asleep in a call that a signal can end, D
     *     asleep in one that none can, T stopped, t held by a debugger, Z or X ended, I an idle
     *     thread of the kernel; {@link #GONE} when there is no such thread or this is closed
     */
    public char read() {
        StatLine line = takeLine();
        line.read(closed ? StatLine.NO_FILE : fd);
        cpuTicks = line.cpuTicks();
        char state = line.state();
        putLine(line);
        return state;
    }

    /**
     * The CPU time that the thread had used at the last {@link #read}, in the kernel and outside.
     *
     * @return in ticks of 10 ms (USER_HZ is 100 on both processors), or -1 when nothing was read
     */
    public long cpuTicks() {
        return cpuTicks;
    }

    /** Closes the file; afterwards {@link #read} says {@link #GONE}. */
    @Override
    public void close() {
        if (!closed) {
            closed = true;
            StatLine.close(fd);
        }
    }

    /** A descriptor for {@link #letter}, or {@link StatLine#NO_FILE} when it can't be opened. */
    static int open(int tid) {
        StatLine line = takeLine();
        int fd = line.open(tid);
        putLine(line);
        return fd;
    }

    /** The letter, and nothing else, of the thread of an open file. */
    static char letter(int fd) {
        StatLine line = takeLine();
        line.readState(fd);
        char state = line.state();
        putLine(line);
        return state;
    }

    private static StatLine takeLine() {
        StatLine line = idle.getAndSet(null);
        return line == null ? new StatLine() : line;
    }

    private static void putLine(StatLine line) {
        idle.set(line);
    }
}
