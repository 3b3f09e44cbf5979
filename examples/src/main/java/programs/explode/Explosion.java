package programs.explode;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import programs.demo.Heartbeat;

/**
 * Thousands of threads that block in {@code read(2)} at once, each on a FIFO of its own into which
 * nobody has written yet, with a heartbeat beside them; then they are let go, and the program goes
 * on for some seconds. How many threads of the OS that takes, and how much memory, is to be seen
 * from outside.
 *
 * <p>They are let go when their time is over and all have begun, or none more has for two seconds:
 * where each keeps a carrier, most never begin until then.
 *
 * <p>Prints {@link Tally} on standard output. Ends with 0 when all got what was meant for them,
 * with 1 when not, with 2 when it was called wrongly.
 */
public final class Explosion {
    /** Milliseconds between two lines of {@link Tally}. */
    public static final long REPORT_PERIOD_MS = 100;

    /** For how long the heartbeat is alone, so that it's seen what it is like. */
    public static final long ALONE_MS = 500;

    /** When all are started and none more has begun for so long, the others are not waited for. */
    private static final long STANDSTILL_MS = 2_000;

    /** The same while they are started, and when they were let go: then the program gives up. */
    private static final long PATIENCE_MS = 15_000;

    private final Options options;
    private final List<Reader> readers = new ArrayList<>();
    private final Counts counts = new Counts();
    private final Heartbeat heartbeat = new Heartbeat();

    /** Set by the starter. */
    private volatile boolean areStarted;

    private Tally.State state = Tally.State.ALONE;
    private long startNs;
    private long stateSinceMs;
    private long movedMs;
    private int moved;

    private Explosion(Options options, List<RandomAccessFile> fifos) {
        this.options = options;
        for (RandomAccessFile fifo : fifos) {
            readers.add(new Reader(readers.size(), fifo, counts));
        }
    }

    /**
     * Runs it.
     *
     * @param args {@code --n=N} threads, {@code --threads=virtual} or {@code platform}, {@code
     *     --hold=SECONDS} until they are let go, {@code --seconds=SECONDS} from then to the end
     * @throws Exception when it could not be run
     */
    public static void main(String[] args) throws Exception {
        Options options;
        try {
            options = Options.parse(args);
        } catch (IllegalArgumentException e) {
            System.err.println(e.getMessage());
            System.exit(2);
            return;
        }
        Tally.State end = new Explosion(options, Fifos.open(options.n())).run();
        System.exit(end == Tally.State.RIGHT ? 0 : 1);
    }

    /** Called by the main thread, a platform thread: it sees to the end when no other runs. */
    private Tally.State run() throws InterruptedException {
        options.threads().start(heartbeat);
        heartbeat.awaitBegin();
        startNs = System.nanoTime();
        do {
            Thread.sleep(REPORT_PERIOD_MS - ms() % REPORT_PERIOD_MS);
            Tally tally = tally();
            System.out.println(tally.toLine());
            goOn(tally);
        } while (state != Tally.State.RIGHT
                && state != Tally.State.WRONG
                && state != Tally.State.STUCK);
        System.out.println(tally().toLine());
        return state;
    }

    private void goOn(Tally tally) {
        long inStateMs = tally.ms() - stateSinceMs;
        long stillMs = stillMs(tally);
        switch (state) {
            case ALONE -> {
                if (inStateMs >= ALONE_MS) {
                    enter(Tally.State.HELD, tally);
                    // By threads of the OS of their own: this one is to report meanwhile.
                    Thread.ofPlatform().daemon().name("starter").start(this::start);
                }
            }
            case HELD -> {
                boolean isEnough =
                        tally.begun() == readers.size()
                                || stillMs >= (areStarted ? STANDSTILL_MS : PATIENCE_MS);
                if (inStateMs >= options.holdMs() && isEnough) {
                    enter(Tally.State.LET_GO, tally);
                    Thread.ofPlatform().daemon().name("feeder").start(this::letGo);
                }
            }
            case LET_GO -> {
                if (tally.back() == readers.size()) {
                    if (inStateMs >= options.afterMs()) {
                        enter(tally.wrong() == 0 ? Tally.State.RIGHT : Tally.State.WRONG, tally);
                    }
                } else if (stillMs >= PATIENCE_MS) {
                    enter(Tally.State.STUCK, tally);
                }
            }
            case RIGHT, WRONG, STUCK -> {
                // It is over.
            }
        }
    }

    private void enter(Tally.State next, Tally tally) {
        state = next;
        stateSinceMs = tally.ms();
        movedMs = tally.ms();
    }

    /** For how long none has begun or come back. */
    private long stillMs(Tally tally) {
        int now = counts.begun() + counts.back();
        if (now != moved) {
            moved = now;
            movedMs = tally.ms();
        }
        return tally.ms() - movedMs;
    }

    private void start() {
        try {
            for (Reader reader : readers) {
                options.threads().start(reader);
            }
            areStarted = true;
        } catch (OutOfMemoryError e) {
            // The JVM's word for a thread that the system refused.
            System.err.println("after " + counts.begun() + " threads: " + e.getMessage());
            System.exit(1);
        }
    }

    private void letGo() {
        try {
            for (Reader reader : readers) {
                reader.letGo();
            }
        } catch (IOException e) {
            System.err.println("writing to a FIFO: " + e);
        }
    }

    private Tally tally() {
        int back = counts.back(); // first: who is back has begun
        return new Tally(
                ms(),
                heartbeat.beats(),
                heartbeat.silentMs(),
                heartbeat.longestSilenceMs(),
                counts.begun(),
                back,
                counts.wrong(),
                state);
    }

    private long ms() {
        return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - startNs);
    }
}
