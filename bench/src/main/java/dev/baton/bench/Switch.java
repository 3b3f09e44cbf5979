package dev.baton.bench;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;

/**
 * {@code yield}, {@code pingpong} and {@code spawn}: what it costs to go from one G to another, on
 * 2 Ps, in nanoseconds. Each is the mean over the whole measurement and no median: a scheduler may
 * go a fast way now and a slow one then, and each is to count as often as it was gone.
 *
 * <ul>
 *   <li>{@code yield}: one G that calls {@link Thread#yield} over and over with nobody else to run
 *       (Go: {@code runtime.Gosched}).
 *   <li>{@code pingpong}: two Gs that wake each other by {@link LockSupport#unpark} and wait by
 *       {@link LockSupport#park} (Go: two channels without a buffer). A round trip: two switches.
 *   <li>{@code spawn}: one G starts 1000 that end at once, and waits for the last; divided by 1000
 *       (Go: {@code go} and a {@code WaitGroup}).
 * </ul>
 */
final class Switch {
    private static final int YIELDS_PER_WINDOW = 5_000;
    private static final int ROUND_TRIPS_PER_WINDOW = 2_000;
    private static final int SPAWNED_PER_WINDOW = 1_000;

    private Switch() {}

    static void yielding(Run run) throws Exception {
        double[] ns =
                run.inG(() ->
                        run.windows(
                                YIELDS_PER_WINDOW,
                                n -> {
                                    for (int i = 0; i < n; i++) {
                                        Thread.yield();
                                    }
                                }));
        run.report("yield", Statistics.mean(ns));
    }

    static void pingPong(Run run) throws Exception {
        double[] ns =
                run.inG(() -> {
                    Table table = new Table(Thread.currentThread());
                    Thread other = run.side().start(table::pong);
                    double[] windows =
                            run.windows(ROUND_TRIPS_PER_WINDOW, n -> table.ping(n, other));
                    table.hit(Table.OVER, other);
                    other.join();
                    return windows;
                });
        run.report("pingpong", Statistics.mean(ns));
    }

    /** Where the ball is. */
    private static final class Table {
        static final int PING = 0;
        static final int PONG = 1;
        static final int OVER = 2;

        private final Thread pinger;
        private volatile int ball = PING;

        Table(Thread pinger) {
            this.pinger = pinger;
        }

        void hit(int to, Thread whose) {
            ball = to;
            LockSupport.unpark(whose);
        }

        void ping(int n, Thread other) {
            for (int i = 0; i < n; i++) {
                hit(PONG, other);
                while (ball != PING) {
                    LockSupport.park();
                }
            }
        }

        void pong() {
            while (true) {
                switch (ball) {
                    case PONG -> hit(PING, pinger);
                    case PING -> LockSupport.park();
                    default -> {
                        return;
                    }
                }
            }
        }
    }

    static void spawn(Run run) throws Exception {
        double[] ns =
                run.inG(() -> run.windows(SPAWNED_PER_WINDOW, n -> spawnAndWait(run.side(), n)));
        run.report("spawn", Statistics.mean(ns));
    }

    private static void spawnAndWait(Side side, int n) {
        CountDownLatch ended = new CountDownLatch(n);
        for (int i = 0; i < n; i++) {
            side.start(ended::countDown);
        }
        try {
            ended.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException("nobody interrupts", e);
        }
    }
}
