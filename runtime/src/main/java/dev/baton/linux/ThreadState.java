package dev.baton.linux;

import java.util.concurrent.atomic.AtomicReference;

/**
 * What the kernel says that a thread of this process is doing: the state letter in {@code
 * /proc/self/task/TID/stat}. For who looks at the same thread again and again there is {@link
 * StateFile}.
 */
public final class ThreadState {
    /** The letter for a thread that is gone, or can't be looked at. */
    public static final char GONE = '?';

    // The buffer of whoever looked last, for who looks next: with one thread that looks, which is
    // sysmon, nothing is allocated.
    private static final AtomicReference<StatLine> idle = new AtomicReference<>();

    private ThreadState() {}

    /**
     * Looks at a thread once: open, read, close. Any thread may call.
     *
     * @param tid the kernel's number of a thread of this process, see {@link Libc#gettid}
     * @return the letter: R on a CPU or ready for one, S asleep in a call that a signal can end, D
     *     asleep in one that none can, T stopped, t held by a debugger, Z or X ended, I an idle
     *     thread of the kernel; {@link #GONE} when there is no such thread, and where /proc isn't
     *     mounted or the process is out of descriptors
     */
    public static char of(int tid) {
        int fd = open(tid);
        char state = letter(fd);
        StatLine.close(fd);
        return state;
    }

    /**
     * Where a thread sleeps in the kernel. Any thread may call; some µs, and a string.
     *
     * @param tid as for {@link #of}
     * @return the name of a function of the kernel's, or null where the thread does not sleep, and
     *     where the kernel does not tell
     */
    public static String waitChannel(int tid) {
        String wchan = ProcFile.look("/proc/self/task/" + tid + "/wchan");
        return wchan == null || wchan.isEmpty() || wchan.equals("0") ? null : wchan;
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
