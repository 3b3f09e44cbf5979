package dev.baton.os;

import dev.baton.sched.Poller;
import dev.baton.sched.netpoll.PollDesc;
import dev.baton.sched.netpoll.PollHost;
import dev.baton.sched.netpoll.PollTable;
import java.util.function.BooleanSupplier;
import java.util.function.LongConsumer;

/**
 * A poller in which a test says what happens at each step of a wait, and in which nobody sleeps: to
 * park is to come back at once. What is registered, and for which life, is the real thing.
 */
class ModelPoller implements Poller, PollHost {
    final PollTable table = new PollTable(this);

    /** How often a descriptor was registered. */
    int adds;

    /** How often somebody parked. */
    int parks;

    /** What the waits return. */
    int result;

    /** Before it is told that somebody waits. */
    Runnable before = () -> {};

    /** When it was told, and he is about to park. */
    Runnable published = () -> {};

    /** In place of parking. */
    LongConsumer parked = nanos -> {};

    @Override
    public int awaitReady(int fd, int event, long nanos, BooleanSupplier mayPark) {
        if (result != 0) {
            return result;
        }
        PollDesc desc = table.get(fd);
        before.run();
        int seq = desc.seq();
        desc.open(seq);
        int mode = PollDesc.mode(event);
        if (desc.prepare(mode, Thread.currentThread(), seq)) {
            return 0;
        }
        try {
            park(nanos, mayPark);
        } finally {
            desc.finish(mode, Thread.currentThread());
        }
        return 0;
    }

    void park(long nanos, BooleanSupplier mayPark) {
        published.run();
        if (mayPark.getAsBoolean()) {
            parks++;
            parked.accept(nanos);
        }
    }

    @Override
    public void lookAgain(int fd, int event) {
        table.lookAgain(fd, PollDesc.mode(event));
    }

    @Override
    public void stop(int fd) {
        table.close(fd);
    }

    @Override
    public int renew(int fd, int seq) {
        return add(fd, seq);
    }

    @Override
    public int add(int fd, int seq) {
        adds++;
        return 0;
    }

    @Override
    public void unpark(Thread waiter) {}
}
