package dev.baton.sched;

import dev.baton.sched.limits.FairLine;
import dev.baton.vthread.FileNumber;
import dev.baton.vthread.Parking;
import java.io.FileDescriptor;
import java.lang.ref.WeakReference;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;

/**
 * At most so many calls of one kind at a time: those that have a place. The others wait in a {@link
 * FairLine} before they are made, parked, as for a lock: so a G waits without a thread and without
 * a P. It is of the process, not of a scheduler, for so is what it is of: a mount, a device, a
 * library.
 *
 * <p>It does not give way, as {@code maxThreads} does ({@link ThreadLine}): where nobody comes back
 * is just where it is wanted.
 *
 * <p>A thread that has a place makes further calls under the same limit by it. Who would wait while
 * a debugger has all others suspended goes on without.
 */
public final class Limit {
    /** So many kinds of calls a message names. */
    private static final int MOST_CALLS = 5;

    /** All that somebody has. */
    private static final List<WeakReference<Limit>> ALL = new CopyOnWriteArrayList<>();

    private final String name;
    private final FairLine line;

    /** Who is inside, by the numbers of their threads, and in which call. */
    private final Map<Long, String> inside = new ConcurrentHashMap<>();

    private final AtomicBoolean said = new AtomicBoolean();
    private final LongAccumulator waits = new LongAccumulator(Long::sum, 0);
    private final LongAccumulator longestNs = new LongAccumulator(Math::max, 0);

    /**
     * Makes one.
     *
     * @param name what messages call it
     * @param most how many calls at a time, at least 1
     */
    public Limit(String name, int most) {
        this.name = name;
        this.line = new FairLine(most);
        ALL.removeIf(limit -> limit.refersTo(null));
        ALL.add(new WeakReference<>(this));
    }

    /** What became of who wanted a place. */
    public enum Entry {
        /** It has one, and owes {@link #leave}. */
        IN,

        /** It needs none, or waits no more for the file is closed; nothing is owed. */
        FREE,

        /** The file is about to be closed by somebody who waits for those that use it. */
        CLOSING,

        /** Its thread was interrupted; its interrupt status is clear. */
        INTERRUPTED
    }

    /** One in line. */
    private static final class Waiter extends FairLine.Waiter {
        final Thread thread = Thread.currentThread();

        /** Which file it is to be used; null where that is not known. */
        final FileDescriptor file;

        final int number;

        /** Written by who closes, before the unpark. */
        volatile boolean closing;

        Waiter(FileDescriptor file) {
            this.file = file;
            this.number = file == null ? -1 : FileNumber.of(file);
        }

        @Override
        protected void wake() {
            LockSupport.unpark(thread);
        }

        boolean isOver() {
            return closing || (file != null && FileNumber.of(file) < 0);
        }
    }

    /**
     * Waits for a place. An interrupt does not end it, and is there afterwards. By any thread.
     *
     * @param call what is about to be done, for messages
     * @param file of what it is done; null where that is no file, or not open yet
     * @return not {@link Entry#INTERRUPTED}
     */
    public Entry enter(String call, FileDescriptor file) {
        return enter(call, file, false);
    }

    /**
     * The same until the thread is interrupted.
     *
     * @param call what is about to be done, for messages
     * @return {@link Entry#IN}, {@link Entry#FREE} or {@link Entry#INTERRUPTED}
     */
    public Entry enterInterruptibly(String call) {
        return enter(call, null, true);
    }

    private Entry enter(String call, FileDescriptor file, boolean interruptibly) {
        Long self = Thread.currentThread().threadId();
        if (inside.containsKey(self)) {
            return Entry.FREE;
        }
        StackRoom.require(); // to leave takes no more
        if (line.inside() >= line.most()) {
            if (areOthersSuspended()) {
                return Entry.FREE; // nobody would make room
            }
            if (said.compareAndSet(false, true)) {
                warn();
            }
        }
        Waiter w = new Waiter(file);
        if (!line.enter(w)) {
            Entry without = await(w, interruptibly);
            if (without != null) {
                return without;
            }
        }
        boolean isNoted = false;
        try {
            inside.put(self, call);
            isNoted = true;
        } finally {
            if (!isNoted) {
                line.leave(); // no memory
            }
        }
        return Entry.IN;
    }

    /** Null where it has its place. */
    private Entry await(Waiter w, boolean interruptibly) {
        long since = System.nanoTime();
        boolean interrupted = park(w, interruptibly);
        boolean isIn = w.isIn() || !line.giveUp(w);
        boolean ends = interrupted && interruptibly && !isIn;
        if (interrupted && !ends) {
            w.thread.interrupt();
        }
        waits.accumulate(1);
        longestNs.accumulate(System.nanoTime() - since);
        if (isIn) {
            return null;
        }
        return ends ? Entry.INTERRUPTED : w.closing ? Entry.CLOSING : Entry.FREE;
    }

    /**
     * As {@link Host#awaitUninterruptibly}, of any thread.
     *
     * @return whether it was interrupted
     */
    private static boolean park(Waiter w, boolean interruptibly) {
        boolean interrupted = false;
        if (w.thread.isVirtual()) {
            Parking.takePermit(w.thread);
        }
        boolean waits = true;
        while (waits) {
            try {
                waits = !w.isIn() && !w.isOver() && !(interrupted && interruptibly);
                if (waits) {
                    LockSupport.park();
                    interrupted |= Thread.interrupted(); // else the next park would end at once
                }
            } catch (OutOfMemoryError | StackOverflowError e) {
                LinuxHost.pause();
            }
        }
        LockSupport.unpark(w.thread); // the permit may have been the program's
        return interrupted;
    }

    /** A place is free again; it was {@link Entry#IN}. */
    public void leave() {
        inside.remove(Thread.currentThread().threadId());
        line.leave();
    }

    private static boolean areOthersSuspended() {
        Scheduler current = Scheduler.current();
        return current != null && current.host.areOthersSuspended();
    }

    /**
     * A number was closed, or is about to be: who waits to use that file is to look. By any thread.
     *
     * @param number the file's
     */
    void closed(int number) {
        for (FairLine.Waiter waiter : line.line()) {
            Waiter w = (Waiter) waiter;
            if (w.number == number) {
                w.wake();
            }
        }
    }

    /**
     * A file is about to be closed, by somebody who first waits for those that use it.
     *
     * @param file which
     */
    void closing(FileDescriptor file) {
        for (FairLine.Waiter waiter : line.line()) {
            Waiter w = (Waiter) waiter;
            if (w.file == file) {
                w.closing = true;
                w.wake();
            }
        }
    }

    /**
     * What messages call it.
     *
     * @return as it was made with
     */
    public String name() {
        return name;
    }

    /**
     * How many calls at a time.
     *
     * @return at least 1
     */
    public int most() {
        return line.most();
    }

    /**
     * How many have a place.
     *
     * @return a moment's answer
     */
    public int inside() {
        return line.inside();
    }

    /**
     * How many wait for one.
     *
     * @return a moment's answer
     */
    public int waiting() {
        return line.waiting();
    }

    /**
     * How many have had to wait, and do no more.
     *
     * @return since it was made
     */
    public long waits() {
        return waits.get();
    }

    /**
     * The longest that one of these did.
     *
     * @return nanoseconds
     */
    public long longestWaitNs() {
        return longestNs.get();
    }

    /** All there are, in the order of their names. */
    private static List<Limit> all() {
        return ALL.stream()
                .map(WeakReference::get)
                .filter(Objects::nonNull)
                .sorted(Comparator.comparing(Limit::name))
                .toList();
    }

    /** Sums and the longest wait of all there are. */
    static void addTo(Stats s) {
        for (Limit limit : all()) {
            s.limitInside += limit.inside();
            s.limitWaits += limit.waits();
            s.limitWaiting += limit.waiting();
            s.longestLimitWaitNs = Math.max(s.longestLimitWaitNs, limit.longestWaitNs());
        }
    }

    /** A line for each of which somebody has a place or had to wait, for a dump. */
    static void appendTo(StringBuilder out) {
        for (Limit limit : all()) {
            if (limit.inside() > 0 || limit.waits() > 0 || limit.waiting() > 0) {
                out.append("limit ").append(limit.state()).append('\n');
            }
        }
    }

    private String state() {
        String held = whoIsInside();
        return name
                + ": "
                + inside()
                + " of "
                + most()
                + " places taken"
                + (held.isEmpty() ? "" : ", by " + held)
                + "; waiting="
                + waiting()
                + " waited="
                + waits()
                + " longest="
                + longestWaitNs() / 1_000_000
                + "ms";
    }

    /** In which calls, the most frequent first. */
    private String whoIsInside() {
        Map<String, Integer> calls = new HashMap<>();
        for (String call : inside.values()) {
            calls.merge(call, 1, Integer::sum);
        }
        return calls.entrySet().stream()
                .sorted(Map.Entry.<String, Integer>comparingByValue().reversed())
                .limit(MOST_CALLS)
                .map(e -> e.getValue() + " in " + e.getKey())
                .collect(Collectors.joining(", "));
    }

    private void warn() {
        try {
            Warnings.OF_PROCESS.say(
                    "the limit "
                            + name
                            + " is reached: all "
                            + most()
                            + " places are taken, by "
                            + whoIsInside()
                            + "; further calls wait in line");
        } catch (Throwable e) {
            // No memory: whoever wants a place goes on.
        }
    }

    @Override
    public String toString() {
        return state();
    }
}
