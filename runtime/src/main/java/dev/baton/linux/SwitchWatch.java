package dev.baton.linux;

import java.io.IOException;

/**
 * Whether a thread is asleep in the kernel right now, since when, and how often it left its CPU,
 * all answered from memory: the kernel notes each switch of the thread in a ring that is mapped
 * here.
 *
 * <p>A look takes some 10 ns, where {@link StateFile#look} takes 3 µs; but the thread pays 0.7 µs
 * each time that it leaves its CPU and comes back (0.2 µs while {@linkplain #disable disabled}).
 * That is worth it only for a thread that is looked at more often than it switches. To be
 * <em>told</em> that a thread goes to sleep, use {@link SwitchAlarm}.
 *
 * <p>Asleep means off the CPU because it had to wait for something: a blocking call, a lock, a page
 * from disk, but also the JVM's own waiting in a safepoint. A thread that merely lost its CPU to
 * another is not asleep.
 *
 * <p>Each takes a file descriptor and two pages of locked memory. An unprivileged user has
 * kernel.perf_event_mlock_kb (516) per CPU and then {@code ulimit -l} (8 MiB), so on 2 CPUs with
 * pages of 4 KiB about 1,150 watches and alarms together; then {@link #open} fails.
 *
 * <p>Any thread may ask; nobody may while {@link #close} runs.
 */
public final class SwitchWatch implements AutoCloseable {
    /** What {@link #asleepSinceNs} says of a thread that is not asleep. */
    public static final long AWAKE = -1;

    private final PerfEvent event;

    private SwitchWatch(PerfEvent event) {
        this.event = event;
    }

    /**
     * Whether the kernel tells this process about its threads' switches; tried once, on the calling
     * thread. Needs Linux 4.17, kernel.perf_event_paranoid of 2 or less, and no seccomp filter
     * against perf_event_open, as containers often have one.
     *
     * @return true when it does; else {@link #refusal} says why not
     */
    public static boolean allowed() {
        return SwitchTrial.REFUSAL == null;
    }

    /**
     * Why {@link #allowed} is false.
     *
     * @return one line, or null when it is true
     */
    public static String refusal() {
        return SwitchTrial.REFUSAL;
    }

    /**
     * Watches a thread from now on.
     *
     * @param tid the kernel's number of a thread of this process, see {@link Libc#gettid}
     * @return the watch
     * @throws IOException when the kernel refuses; the message says why. It may do so even where it
     *     is {@link #allowed}, when memory or descriptors run out
     */
    public static SwitchWatch open(int tid) throws IOException {
        return new SwitchWatch(PerfEvent.open(tid, PerfEvent.Ring.OVERWRITES));
    }

    /**
     * Whether the thread's last switch was that it went to sleep, that is: whether it is asleep
     * now. False before its first switch, also if it has slept since before {@link #open} or {@link
     * #enable}.
     *
     * @return true when it is asleep
     */
    public boolean lastSwitchWasSleep() {
        return asleepSinceNs() != AWAKE;
    }

    /**
     * When the thread fell into the sleep that it is in.
     *
     * @return in nanoseconds on the clock of {@link System#nanoTime}, or {@link #AWAKE}
     */
    public long asleepSinceNs() {
        long head = event.head();
        while (head != 0) {
            long header = event.word(head - PerfEvent.SWITCH_BYTES);
            long timeNs = event.word(head - PerfEvent.SWITCH_BYTES + Long.BYTES);
            // The two belong together and were not overwritten when nothing came after them.
            long after = event.head();
            if (after == head) {
                return PerfEvent.isSleep(header) ? timeNs : AWAKE;
            }
            head = after;
        }
        return AWAKE;
    }

    /**
     * {@return how often the thread left its CPU since {@link #open}, asleep or not, while enabled}
     */
    public long switchOuts() {
        while (true) {
            long head = event.head();
            if (head == 0) {
                return 0;
            }
            long header = event.word(head - PerfEvent.SWITCH_BYTES);
            if (event.head() == head) {
                // Outs and ins take turns, whichever came first; so only the last one matters.
                boolean endsWithOut = (PerfEvent.misc(header) & PerfEvent.MISC_SWITCH_OUT) != 0;
                return (head / PerfEvent.SWITCH_BYTES + (endsWithOut ? 1 : 0)) / 2;
            }
        }
    }

    /**
     * Watches again after {@link #disable}. 0.4 µs from the thread itself, else 15 µs.
     *
     * @return false when the kernel refused, and nothing has changed
     */
    public boolean enable() {
        return event.enable();
    }

    /**
     * Stops watching until {@link #enable}; costs the same.
     *
     * @return false when the kernel refused, and nothing has changed
     */
    public boolean disable() {
        return event.disable();
    }

    /** Ends the watch. Nobody may be asking. */
    @Override
    public void close() {
        event.close();
    }
}
