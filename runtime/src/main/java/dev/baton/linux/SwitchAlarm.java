package dev.baton.linux;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * Tells a {@link SwitchPoller} that a thread went to sleep in the kernel, some 20 µs after it did.
 *
 * <p>It rings once for each {@link #arm}, which is two stores to memory: no call, and no interrupt
 * for the thread. What the thread pays for each time that it leaves its CPU and comes back: 0.4 µs
 * while the alarm is open, 0.2 µs while it is {@linkplain #disable disabled}; and about 13 µs, in a
 * virtual machine, for each notice of an armed one, because the kernel interrupts its own CPU to
 * wake the poller. So open it only for a thread about which the question came up, and arm it only
 * when somebody would act on it.
 *
 * <p>How arming works: the kernel's records of switches go into a ring that is kept full, and what
 * a full ring can't take is dropped and wakes nobody. Arming makes room for the next record.
 *
 * <p>The thread itself may arm at any time. Another that arms can come too late, when the thread is
 * asleep already: it goes on with a {@link VarHandle#fullFence} and a look at {@link ThreadState},
 * and whoever is not seen asleep there will ring when it is.
 *
 * <p>One case makes it late: a thread that was preempted by the poller's own. An alarm that stayed
 * ready then would wake the poller as soon as the thread has the CPU back, which preempts it again,
 * and so for ever. It is made ready when {@link SwitchPoller#await} is next called on another CPU,
 * or finds the thread asleep.
 *
 * <p>A thread that does not sleep is preempted where more want to run than there are CPUs, and each
 * time its alarm wakes the poller for nothing. One that did so {@value #VAIN_RINGS} times in a row
 * is tired: it does not ring until {@link #refresh}.
 *
 * <p>{@link #arm} and {@link #disarm} are for one thread at a time; {@link #close} comes after all
 * other calls.
 */
public final class SwitchAlarm implements AutoCloseable {
    // A record fits when it is smaller than the room. After any drop, the first record brings 32
    // bytes about the dropped ones, which makes 48, and the 8 that are left take no other. Without
    // a drop three records fit, and the poller takes the room away when it has seen a sleep.
    private static final long ROOM_BYTES =
            PerfEvent.LOST_BYTES + PerfEvent.SWITCH_BYTES + Long.BYTES;

    private static final long NO_ROOM_BYTES = Long.BYTES;

    static final int VAIN_RINGS = 8;

    private static final VarHandle ARMED;

    static {
        try {
            ARMED = MethodHandles.lookup().findVarHandle(SwitchAlarm.class, "armed", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final PerfEvent event;
    private final int tid;
    private final Object attachment;

    /** Where the poller goes on reading. Under the poller's lock. */
    private long read;

    private long sleptNs;

    /** Under the poller's lock. */
    private boolean waitsForCpu;

    /** The poller that it was added to, and its place there. Under that poller's lock. */
    SwitchPoller poller;

    int slot;

    /** How often it woke the poller for nothing since the thread slept. By the poller's thread. */
    private int vain;

    /** Written by the poller's thread. Whoever arms it and does not see that has it tire again. */
    private volatile boolean tired;

    @SuppressWarnings("unused") // by ARMED
    private boolean armed;

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

    /** Rings when the thread next goes to sleep; then it is disarmed again. Not while tired. */
    public void arm() {
        if (tired) {
            return;
        }
        ARMED.setRelease(this, true);
        makeRoom();
    }

    /** Rings no more. One that rang already may still be returned by the poller. */
    public void disarm() {
        ARMED.setRelease(this, false);
        takeRoomAway();
    }

    /**
     * Whether it is to ring: it was armed, and neither rang nor was disarmed since.
     *
     * @return true when it is
     */
    public boolean isArmed() {
        return (boolean) ARMED.getAcquire(this);
    }

    /**
     * Whether it rang too often for nothing.
     *
     * @return true when it does not let itself be armed
     */
    public boolean isTired() {
        return tired;
    }

    /** Has it ring again, after it was tired, when it is armed. By the poller's one thread. */
    public void refresh() {
        vain = 0;
        tired = false;
    }

    /**
     * Has it ring again after {@link #disable}. 0.4 µs from the thread itself, else 15 µs.
     *
     * @return false when the kernel refused, and nothing has changed
     */
    public boolean enable() {
        return event.enable();
    }

    /**
     * Keeps it from ringing, and from costing what it costs, until {@link #enable}.
     *
     * @return false when the kernel refused, and nothing has changed
     */
    public boolean disable() {
        return event.disable();
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

    /** Whether {@link #rings} is worth a call. By the poller, under its lock. */
    boolean hasNews() {
        return waitsForCpu || event.head() != read;
    }

    /**
     * Whether it is armed, but not ready, as we are on its thread's CPU. Under the poller's lock.
     */
    boolean waitsForCpu() {
        return waitsForCpu;
    }

    /**
     * Reads what is new, and answers whether the alarm is to be returned: it was armed, and the
     * thread went to sleep. By the poller, under its lock.
     *
     * @param line where to read what the thread does, if that must be known
     */
    boolean rings(StatLine line) {
        boolean isNew = event.head() != read;
        boolean slept = readNews();
        boolean wanted = isArmed();
        if (slept) {
            vain = 0;
        } else if (isNew && ++vain == VAIN_RINGS) {
            tired = true;
            ARMED.setRelease(this, false);
            wanted = false;
        }
        if (wanted && !slept) {
            // It was preempted, or came back. Make room for what follows; but meanwhile it may have
            // gone to sleep with no room to say so, or it may wait for the CPU that we are on.
            makeRoom();
            VarHandle.fullFence(); // the kernel writes the state, then looks for room
            line.look(tid);
            slept = line.isAsleep();
            waitsForCpu = !slept && !line.isElsewhere();
            if (slept) {
                vain = 0;
                sleptNs = System.nanoTime();
            } else if (!waitsForCpu) {
                return false;
            }
        } else {
            waitsForCpu = false;
        }
        if (wanted && slept) {
            ARMED.setRelease(this, false);
        }
        // Also when it was disarmed: the thread and we may have changed the room at once, and left
        // too much.
        takeRoomAwayForSure();
        return wanted && slept;
    }

    private boolean readNews() {
        long head = event.head();
        if (head - read > PerfEvent.ringBytes() - ROOM_BYTES) {
            // Armed a hundred times without a look. The oldest records are overwritten, and with
            // them where the others start: better one false alarm.
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
        event.soTail(event.head() + ROOM_BYTES);
    }

    // A record that comes between the two looks would leave the ring nearly empty: then once more.
    // In the thread itself none can come unseen, for a thread sees its own switches in order.
    private void takeRoomAway() {
        long head;
        do {
            head = event.head();
            event.soTail(head + NO_ROOM_BYTES);
        } while (event.head() != head);
    }

    private void takeRoomAwayForSure() {
        long head;
        do {
            head = event.head();
            event.soTail(head + NO_ROOM_BYTES);
            VarHandle.fullFence();
        } while (event.head() != head);
    }
}
