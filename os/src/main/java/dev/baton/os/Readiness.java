package dev.baton.os;

import dev.baton.sched.Poller;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fds;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Waiting until a descriptor is ready, without a thread: with deadlines, and until it is closed.
 * Go's {@code pollDesc} of fd_poll_runtime.go.
 *
 * <p>It is waited in the poller of the first who waits; when that ends, in the next one's. All who
 * are in here have a reference of the {@link FdMutex}, and who waits has the turn of its direction.
 *
 * <p>Who changes what somebody waits for (a deadline, that it is open) writes that and then has the
 * poller wake him. Who waits tells the poller first, and then is asked {@link
 * Direction#getAsBoolean} whether it still is as he saw it. So one sees the other.
 */
final class Readiness {
    /** No deadline. */
    static final long NONE = 0;

    /** So far away a deadline may be, some 140 years: nanoseconds are compared by differences. */
    private static final long MOST_SECONDS = (Long.MAX_VALUE >> 1) / 1_000_000_000;

    /** Where there is no poller, so often it is looked whether the file is closed. */
    private static final long LOOK_EVERY_NS = 100_000_000;

    private static final long EINTR = -Errno.EINTR.number();

    private final int fd;
    private final String name;
    private final FdMutex mutex;
    private final Supplier<Poller> pollers;

    /** Where it is waited; null before the first wait, and when that one has ended. */
    private final AtomicReference<Poller> poller = new AtomicReference<>();

    final Direction reading = new Direction(Fds.POLLIN);
    final Direction writing = new Direction(Fds.POLLOUT);

    /**
     * For a descriptor on which calls say EAGAIN.
     *
     * @param fd the descriptor
     * @param name what errors call it
     * @param mutex who uses it
     * @param pollers the poller for the calling thread, or null where there is none
     */
    Readiness(int fd, String name, FdMutex mutex, Supplier<Poller> pollers) {
        this.fd = fd;
        this.name = name;
        this.mutex = mutex;
        this.pollers = pollers;
    }

    /** Reading or writing: what is waited for, and until when. */
    final class Direction implements BooleanSupplier {
        private final int event;

        /** Of {@link System#nanoTime}, or {@link #NONE}. */
        private volatile long deadline = NONE;

        /** What the one who waits saw of it. By him. */
        private long seen;

        /** The one who waits was interrupted. By him. */
        private boolean interrupted;

        private Direction(int event) {
            this.event = event;
        }

        /**
         * Whether the one who has said that he waits may park: nothing has changed since he looked.
         */
        @Override
        public boolean getAsBoolean() {
            return deadline == seen && !mutex.isClosed();
        }

        /**
         * An operation begins: it is not even tried when its time is over. By who has the turn.
         *
         * @param op what errors call it
         */
        void begin(String op) throws PathError {
            check(op, deadline, 0);
        }

        /** The operation is over. An interrupt meanwhile had no effect on it, but is kept. */
        void end() {
            if (interrupted) {
                interrupted = false;
                Thread.currentThread().interrupt();
            }
        }

        /**
         * Waits until it may be ready. It was tried, and said EAGAIN; and is to be tried again. By
         * who has the turn.
         *
         * @param op what errors call it
         * @param done how many bytes it has transferred
         * @throws ErrClosed when it is closed
         * @throws ErrDeadlineExceeded when its time is over
         */
        void await(String op, long done) throws PathError {
            int result;
            do {
                seen = deadline;
                long nanos = check(op, seen, done);
                Poller p = poller();
                result = p == null ? awaitByCall(nanos) : p.awaitReady(fd, event, nanos, this);
                if (result == Poller.GONE) {
                    poller.compareAndSet(p, null);
                }
                // Else the next park would end at once.
                interrupted |= Thread.interrupted();
            } while (result == Poller.GONE);
            if (result != 0) {
                throw PathError.of(op, name, Errno.of(result), done);
            }
            check(op, deadline, done);
        }

        /** A call that holds its thread, where the kernel forbids epoll. */
        private int awaitByCall(long nanos) {
            long most = nanos == 0 ? LOOK_EVERY_NS : Math.min(nanos, LOOK_EVERY_NS);
            long r1 = Fds.ppoll(fd, event, most);
            return Errno.isError(r1) && r1 != EINTR ? (int) -r1 : 0;
        }

        /** Sets the time; who waits is told. By who has a reference. */
        void setDeadline(long deadline) {
            this.deadline = deadline;
            Poller p = poller.get();
            if (p != null) {
                p.lookAgain(fd, event);
            }
        }
    }

    /** How many nanoseconds are left, or 0 when there is no limit. */
    private long check(String op, long deadline, long done) throws PathError {
        if (mutex.isClosed()) {
            throw new ErrClosed(op, name, done);
        }
        if (deadline == NONE) {
            return 0;
        }
        long nanos = deadline - System.nanoTime();
        if (nanos <= 0) {
            throw new ErrDeadlineExceeded(op, name, done);
        }
        return nanos;
    }

    private Poller poller() {
        Poller p = poller.get();
        if (p != null) {
            return p;
        }
        Poller own = pollers.get();
        return own == null || poller.compareAndSet(null, own) ? own : poller();
    }

    /**
     * Those who wait go on. When the descriptor was closed, and once more when its number is about
     * to be: who was late may have told the poller of it in between.
     */
    void stop() {
        Poller p = poller.get();
        if (p != null) {
            p.stop(fd);
        }
    }

    /**
     * A deadline as it is set.
     *
     * @param when the time by the clock of the day as it is now, or null
     * @return the same of {@link System#nanoTime}, or {@link #NONE}
     */
    static long deadline(Instant when) {
        if (when == null) {
            return NONE;
        }
        Duration left = Duration.between(Instant.now(), when);
        if (left.toSeconds() > MOST_SECONDS) {
            return NONE;
        }
        long deadline = System.nanoTime() + (left.isNegative() ? -1 : left.toNanos());
        return deadline == NONE ? deadline + 1 : deadline;
    }
}
