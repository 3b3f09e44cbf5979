package dev.baton;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;

/**
 * A few threads that take turns. Whose turn it is does something by which its M or P may come to
 * rest, and wakes the next; that one waits in one of the ways in which a virtual thread can.
 */
final class Ring {
    static final int TURNS = 12;

    /** Much longer than a test: nobody is woken by its timer. */
    private static final long FOR_EVER_NS = Duration.ofHours(1).toNanos();

    private final List<RandomAccessFile> fifos;
    private final AtomicReferenceArray<Thread> threads;
    private final Waiting[] waiting;
    private final Deed[] deeds = new Deed[TURNS];
    private final Object monitor = new Object();
    private volatile int turn;

    /** How a member waits for its turn. */
    private enum Waiting {
        PARKED,
        PARKED_FOR_A_TIME,
        PARKED_IN_A_SECTION,
        IN_WAIT,
        IN_TIMED_WAIT,
        IN_READ,
        IN_ANNOUNCED_READ,
        IN_READ_KNOWN_TO_BLOCK
    }

    /** What a member does in its turn. */
    private enum Deed {
        NOTHING {
            @Override
            void run(Object monitor) {}
        },
        YIELD {
            @Override
            void run(Object monitor) {
                Thread.yield();
            }
        },
        SLEEP {
            @Override
            void run(Object monitor) {
                LockSupport.parkNanos(20_000);
            }
        },
        SHORT_CALL {
            @Override
            void run(Object monitor) {
                Baton.blocking(() -> null);
            }
        },
        CALL {
            @Override
            void run(Object monitor) {
                Baton.blocking(() -> {
                    Posix.nanosleep(Duration.ofNanos(10_000));
                    return null;
                });
            }
        },
        CALL_KNOWN_TO_BLOCK {
            @Override
            void run(Object monitor) {
                Baton.blockingNow(() -> {
                    Posix.nanosleep(Duration.ofNanos(10_000));
                    return null;
                });
            }
        },
        UNANNOUNCED_CALL {
            @Override
            void run(Object monitor) {
                Posix.nanosleep(Duration.ofNanos(10_000));
            }
        },
        MONITOR {
            @Override
            void run(Object monitor) {
                synchronized (monitor) {
                    Thread.yield();
                }
            }
        },
        CHILD {
            @Override
            void run(Object monitor) {
                Thread parent = Thread.currentThread();
                boolean[] done = new boolean[1];
                Thread child =
                        Thread.startVirtualThread(() -> {
                            synchronized (done) {
                                done[0] = true;
                            }
                            LockSupport.unpark(parent);
                        });
                while (true) {
                    synchronized (done) {
                        if (done[0]) {
                            break;
                        }
                    }
                    LockSupport.park(child);
                }
            }
        };

        abstract void run(Object monitor);
    }

    /**
     * Makes a round.
     *
     * @param size how many members
     * @param random what they do
     * @param fifos one for each member, open at both ends: what is left in them from a round before
     *     wakes somebody once too often, which does no harm
     */
    Ring(int size, SplittableRandom random, List<RandomAccessFile> fifos) {
        this.fifos = fifos;
        threads = new AtomicReferenceArray<>(size);
        waiting = new Waiting[size];
        for (int i = 0; i < size; i++) {
            waiting[i] = Waiting.values()[random.nextInt(Waiting.values().length)];
        }
        for (int i = 0; i < TURNS; i++) {
            deeds[i] = Deed.values()[random.nextInt(Deed.values().length)];
        }
    }

    int size() {
        return waiting.length;
    }

    /** Takes a member's turns, in a thread of its own; returns how many they were. */
    int take(int member) throws IOException {
        threads.set(member, Thread.currentThread());
        int taken = 0;
        while (awaitTurn(member)) {
            deeds[turn].run(monitor);
            taken++;
            int next = turn + 1;
            turn = next;
            if (next == TURNS) {
                for (int i = 0; i < size(); i++) {
                    wake(i);
                }
            } else {
                wake(next % size());
            }
        }
        return taken;
    }

    /** False when all turns have been taken. */
    private boolean awaitTurn(int member) throws IOException {
        switch (waiting[member]) {
            case PARKED -> {
                while (!isTurn(member)) {
                    LockSupport.park();
                }
            }
            case PARKED_FOR_A_TIME -> {
                while (!isTurn(member)) {
                    LockSupport.parkNanos(FOR_EVER_NS);
                }
            }
            case PARKED_IN_A_SECTION ->
                    Baton.blocking(() -> {
                        while (!isTurn(member)) {
                            LockSupport.park();
                        }
                        return null;
                    });
            case IN_WAIT -> awaitNotify(member, 0);
            case IN_TIMED_WAIT -> awaitNotify(member, Duration.ofNanos(FOR_EVER_NS).toMillis());
            case IN_READ -> {
                while (!isTurn(member)) {
                    fifos.get(member).read();
                }
            }
            case IN_ANNOUNCED_READ -> {
                while (!isTurn(member)) {
                    Baton.blocking(() -> fifos.get(member).read());
                }
            }
            case IN_READ_KNOWN_TO_BLOCK -> {
                while (!isTurn(member)) {
                    Baton.blockingNow(() -> fifos.get(member).read());
                }
            }
        }
        return turn < TURNS;
    }

    private void awaitNotify(int member, long millis) {
        synchronized (monitor) {
            while (!isTurn(member)) {
                try {
                    monitor.wait(millis);
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private boolean isTurn(int member) {
        int t = turn;
        return t == TURNS || t % size() == member;
    }

    /** One that has not begun yet sees its turn when it does. */
    private void wake(int member) throws IOException {
        switch (waiting[member]) {
            case IN_WAIT, IN_TIMED_WAIT -> {
                synchronized (monitor) {
                    monitor.notifyAll();
                }
            }
            case IN_READ, IN_ANNOUNCED_READ, IN_READ_KNOWN_TO_BLOCK -> fifos.get(member).write(1);
            case PARKED, PARKED_FOR_A_TIME, PARKED_IN_A_SECTION ->
                    LockSupport.unpark(threads.get(member));
        }
    }
}
