package dev.baton.trace;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** One event of a trace: a view that is moved from one to the next. */
public final class Event {
    /** {@link #m()} of a thread that is no M: it called from outside. */
    public static final int OUTSIDE = -1;

    /** {@link #m()} of sysmon, the scheduler's watcher. */
    public static final int SYSMON = -2;

    /** {@link #p()} where there was none. */
    public static final int NO_P = -1;

    static final int TYPE_BITS = 8;
    static final int P_BITS = 17;
    static final int SEQ_BITS = 20;
    static final int SEQ_MASK = (1 << SEQ_BITS) - 1;

    private final long startNs;
    private MemorySegment memory;
    private long offset;
    private long when;
    private long head;
    private long who;
    private int m;
    private EventType type;

    Event(long startNs) {
        this.startNs = startNs;
    }

    /** Moves it to an event whose head was read already. */
    void moveTo(MemorySegment in, long at, int ofM, long atNs, EventType ofType) {
        memory = in;
        offset = at;
        m = ofM;
        when = atNs;
        type = ofType;
        head = in.get(Blocks.LONG, at);
        who = in.get(Blocks.LONG, at + ValueLayout.JAVA_LONG.byteSize());
    }

    /**
     * When it was.
     *
     * @return nanoseconds since {@link Trace.Header#wallClock()}
     */
    public long timeNs() {
        return when - startNs;
    }

    /**
     * What it is.
     *
     * @return not null
     */
    public EventType type() {
        return type;
    }

    /**
     * Whose thread wrote it.
     *
     * @return an M's number, {@link #OUTSIDE} or {@link #SYSMON}
     */
    public int m() {
        return m;
    }

    /**
     * The P that it is about, or that m had.
     *
     * @return its number or {@link #NO_P}
     */
    public int p() {
        return (int) (head >>> TYPE_BITS & (1 << P_BITS) - 1) - 1;
    }

    /**
     * The G that it is about: its {@link Thread#threadId()}.
     *
     * @return 0 where there is none
     */
    public long g() {
        return who >>> SEQ_BITS;
    }

    /**
     * Where it stands among the events of its G (where the type {@link EventType#isOfG() is of
     * one}) or of its P: they are numbered as they happen. It says which is first of two that have
     * the same time.
     *
     * @return the number, modulo 2<sup>20</sup>; 0 where it has none
     */
    public int seq() {
        return (int) who & SEQ_MASK;
    }

    /**
     * An argument.
     *
     * @param i which one of {@link EventType#arguments()}, from 0
     * @return its value; what it means is said there
     */
    public long arg(int i) {
        if (i < 0 || i >= type.arguments().size()) {
            throw new IndexOutOfBoundsException(type + " has no argument " + i);
        }
        return memory.get(Blocks.LONG, offset + (2 + i) * ValueLayout.JAVA_LONG.byteSize());
    }

    /**
     * Its stack, for {@link Trace#stack(int)}.
     *
     * @return 0 where it has none
     */
    public int stackId() {
        return type == EventType.LONG_CALL ? (int) arg(1) : 0;
    }

    @Override
    public String toString() {
        StringBuilder s = new StringBuilder();
        s.append(timeNs()).append(" m=").append(m).append(" p=").append(p());
        s.append(" g=").append(g()).append(' ').append(type);
        for (int i = 0; i < type.arguments().size(); i++) {
            s.append(' ').append(type.arguments().get(i)).append('=').append(arg(i));
        }
        return s.toString();
    }
}
