package dev.baton;

import dev.baton.sched.Limit;
import dev.baton.sched.Scheduler;
import java.time.Duration;
import java.util.Objects;

/**
 * At most so many calls at a time to something that may hang: a file server, a device, a library.
 * Further callers wait in line before the call is made, first come first let in. A virtual thread
 * of Baton's waits parked, and holds neither a thread of the OS nor the right to run: so what hangs
 * holds so many threads and no more, and everything else goes on.
 *
 * {@snippet lang=java :
 * private static final Limiter ARCHIVE = Limiter.of("archive", 8);
 *
 * byte[] load(Path file) throws IOException {
 *     return ARCHIVE.blocking(() -> Files.readAllBytes(file));
 * }
 * }
 *
 * <p>The first time that somebody has to wait a warning tells which calls have the places. A limit
 * does not give way, however long nobody comes back: what only one of those in line can bring to
 * its end never ends. A thread that has a place makes further calls under the same limiter by it;
 * who holds places of several is to take them in one order.
 *
 * <p>All threads count, platform threads too: those wait in their line, with their own thread.
 *
 * <p>Who runs the program can say the same of files and call sites by the option {@code limit}: of
 * the agent, or {@code -Dbaton.limit} where the program has its own Baton, for calls of {@link
 * Baton#blocking}.
 */
public final class Limiter {
    private final Limit limit;

    private Limiter(String name, int most) {
        this.limit = new Limit(name, most);
    }

    /**
     * Makes a limiter. It has no end: nobody waits in one that nobody has.
     *
     * @param name what warnings and dumps call it
     * @param most how many calls at a time, at least 1
     * @return a new one
     * @throws IllegalArgumentException for less than 1
     */
    public static Limiter of(String name, int most) {
        if (most < 1) {
            throw new IllegalArgumentException(
                    "Limiter " + name + ": most=" + most + ": must be at least 1");
        }
        return new Limiter(Objects.requireNonNull(name, "name"), most);
    }

    /**
     * Makes a call that may block, as {@link Baton#blocking} does, when there is room. When
     * interrupted in line, goes on waiting, and the call finds the interrupt status set.
     *
     * @param call the call
     * @param <T> its result
     * @param <X> what it throws
     * @return what the call returns
     * @throws X what the call throws
     */
    public <T, X extends Throwable> T blocking(BlockingCall<T, X> call) throws X {
        BlockingSite site = Baton.siteOf(call.getClass());
        return make(limit, limit.enter(BlockingSite.callOf(site.label()), null), site, call);
    }

    /**
     * The same, where an interrupt ends the wait in line: then the call is not made. An interrupt
     * during the call is for the call to see.
     *
     * @param call the call
     * @param <T> its result
     * @param <X> what it throws
     * @return what the call returns
     * @throws X what the call throws
     * @throws InterruptedException when interrupted in line
     */
    public <T, X extends Throwable> T blockingInterruptibly(BlockingCall<T, X> call)
            throws X, InterruptedException {
        BlockingSite site = Baton.siteOf(call.getClass());
        Limit.Entry entry = limit.enterInterruptibly(BlockingSite.callOf(site.label()));
        if (entry == Limit.Entry.INTERRUPTED) {
            throw new InterruptedException("in line for " + limit.name());
        }
        return make(limit, entry, site, call);
    }

    /** A call of a site that is under a limit by configuration. */
    static <T, X extends Throwable> T under(Limit limit, BlockingSite site, BlockingCall<T, X> call)
            throws X {
        return make(limit, limit.enter(BlockingSite.callOf(site.label()), null), site, call);
    }

    private static <T, X extends Throwable> T make(
            Limit limit, Limit.Entry entry, BlockingSite site, BlockingCall<T, X> call) throws X {
        boolean entered = false;
        try {
            entered = Scheduler.enterSyscall(-1, site);
            return call.call();
        } finally {
            try {
                if (entered) {
                    Scheduler.exitSyscall(); // it may wait for a P, with its thread
                }
            } finally {
                if (entry == Limit.Entry.IN) {
                    limit.leave();
                }
            }
        }
    }

    /**
     * What warnings and dumps call it.
     *
     * @return as it was made with
     */
    public String name() {
        return limit.name();
    }

    /**
     * How many calls at a time.
     *
     * @return at least 1
     */
    public int most() {
        return limit.most();
    }

    /**
     * How many calls are being made.
     *
     * @return a moment's answer
     */
    public int inside() {
        return limit.inside();
    }

    /**
     * How many wait for their turn.
     *
     * @return a moment's answer
     */
    public int waiting() {
        return limit.waiting();
    }

    /**
     * How many have had to wait, and do no more.
     *
     * @return since it was made
     */
    public long waits() {
        return limit.waits();
    }

    /**
     * The longest that one of these did.
     *
     * @return zero where none had to
     */
    public Duration longestWait() {
        return Duration.ofNanos(limit.longestWaitNs());
    }

    @Override
    public String toString() {
        return "Limiter " + limit;
    }
}
