package dev.baton.linux;

import java.io.IOException;

/**
 * Tells a {@link SwitchPoller} that a thread went to sleep in the kernel, some 20 µs after it did.
 *
 * <p>It rings once for each {@link #arm}, which is a store to memory that the kernel looks at: no
 * call, and no interrupt for the thread. What the thread pays for each time that it leaves its CPU
 * and comes back: 0.4 µs while open, 0.2 µs while {@linkplain #disable disabled}, and about 13 µs
 * when the alarm rings, because the kernel interrupts its own CPU to wake the poller. So arm it
 * only when somebody would act on it, and open it only for a thread about which that question came
 * up.
 *
 * <p>How arming works: records of switches go into a ring that is kept full, and what a full ring
 * can't take is dropped and wakes nobody. Arming makes room for the next.
 *
 * <p>A thread that went to sleep just before {@link #arm} doesn't ring. So arm first, then look at
 * {@link ThreadState}: whoever is not seen asleep there will ring when it is.
 *
 * <p>{@link #arm} and {@link #disarm} are for one thread at a time; {@link #close} must come after
 * all other calls.
 */
public final class SwitchAlarm implements AutoCloseable {
    // A record fits when it is smaller than the room. After any drop, a first record brings 32
    // bytes about
    // the dropped ones: 48, and the 8 that are left take no other. Without a drop, three records
    // fit, and
    // the poller takes the room away when it has seen the one it waits for.
    private static final long ROOM_BYTES =
            PerfEvent.LOST_BYTES + PerfEvent.SWITCH_BYTES + Long.BYTES;

    private static final long NO_ROOM_BYTES = Long.BYTES;

    private final PerfEvent event;
    private final int tid;
    private final Object attachment;

    /** Where the poller goes on reading. Under the poller's lock. */
    private long read;

    private long sleptNs;

    /** The poller that it was added to, and its place there. Under that poller's lock. */
    SwitchPoller poller;

    int slot;

    private volatile boolean armed;

    private SwitchAlarm(PerfEvent event, int tid, Object attachment) {
        this.event = event;
        this.tid = tid;
        this.attachment = attachment;
        takeRoomAway();
    }

    /**
     * An alarm on a thread, not armed. From another thread it takes 20 µs, and interrupts the
     * thread's CPU once.
     *
     * @param tid the kernel's number of a thread of this process, see {@link Libc#gettid}
     * @param attachment anything that the caller wants to find the thread by, or null
     * @return the alarm, on no poller yet
     * @throws IOException when the kernel refuses; the message says why. It may do so even where it
     *     is {@linkplain SwitchWatch#allowed allowed}, when memory or descriptors run out
     */
    public static SwitchAlarm open(int tid, Object attachment) throws IOException {
        PerfEvent event = PerfEvent.open(tid, PerfEvent.Ring.STOPS_AND_WAKES);
        return new SwitchAlarm(event, tid, attachment);
    }

    /** {@return the number of the thread that it is on} */
    public int tid() {
        return tid;
    }

    /** {@return what was given to {@link #open}} */
    public Object attachment() {
        return attachment;
    }

    /**
     * When the thread went to sleep, for whom the poller just returned this.
     *
     * @return in nanoseconds on the clock of {@link System#nanoTime}; 0 before the alarm rang
     */
    public long sleptNs() {
        return sleptNs;
    }

    /**
     * Rings when the thread next goes to sleep; then it is disarmed again. A full fence: what is
     * looked at afterwards is newer than this.
     */
    public void arm() {
        armed = true;
        makeRoom();
    }

    /** Rings no more. One that rang already may still be returned by the poller. */
    public void disarm() {
        armed = false;
        takeRoomAway();
    }

    /** {@return whether it would ring} */
    public boolean isArmed() {
        return armed;
    }

    /** Has it ring again after {@link #disable}. 0.4 µs from the thread itself, else 15 µs. */
    public void enable() {
        event.enable();
    }

    /** Keeps it from ringing, and from costing what it costs, until {@link #enable}. */
    public void disable() {
        event.disable();
    }

    /** Takes it out of its poller and ends it. */
    @Override
    public void close() {
        SwitchPoller from = poller;
        if (from != null) {
            from.remove(this);
        }
        event.close();
    }

    int fd() {
        return event.fd();
    }

    /** Whether there is anything to read. By the poller, under its lock. */
    boolean hasNews() {
        return event.head() != read;
    }

    /**
     * Reads what is new, and answers whether the alarm is to be returned: it was armed, and the
     * thread went to sleep. By the poller, under its lock.
     */
    boolean rings() {
        boolean slept = readNews();
        if (!armed) {
            return false;
        }
        if (slept) {
            disarm();
            return true;
        }
        // It was preempted, or came back: room for what follows. If it is disarmed at this moment,
        // that room
        // lets it wake the poller for nothing, three times at most.
        makeRoom();
        return false;
    }

    private boolean readNews() {
        long head = event.head();
        if (head - read > PerfEvent.ringBytes() - ROOM_BYTES) {
            // Armed and disarmed a hundred times without a look: the oldest are overwritten, and
            // with
            // them where the records start. Better one false alarm.
            read = head;
            sleptNs = System.nanoTime();
            return true;
        }
        boolean slept = false;
        while (read < head) {
            long header = event.word(read);
            if (PerfEvent.isSleep(header)) {
                slept = true;
                sleptNs = event.word(read + Long.BYTES);
            }
            read += PerfEvent.size(header);
        }
        return slept;
    }

    private void makeRoom() {
        event.setTail(event.head() + ROOM_BYTES);
    }

    // A record that comes between the two looks would leave the ring nearly empty: then once more.
    private void takeRoomAway() {
        long head;
        do {
            head = event.head();
            event.setTail(head + NO_ROOM_BYTES);
        } while (event.head() != head);
    }
}
