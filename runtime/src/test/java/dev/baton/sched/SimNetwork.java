package dev.baton.sched;

import dev.baton.sched.Host.Network;
import dev.baton.sched.Host.Ring;
import dev.baton.sched.SimThread.State;
import dev.baton.sched.netpoll.PollTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A network in which each G has a connection of its own, to which others send, and an epoll that
 * tells, once each time, that something has come. A connection has a number, the lowest that is
 * free when it is opened; what was told of the one before it may still be on its way then.
 */
final class SimNetwork extends Network {
    private static final int NONE = -1;
    private static final int EBADF = 9;

    private final SimHost host;
    private final Connection[] byNumber;
    private final boolean[] renewed;

    /** Told, and not taken by a poll yet. Those of connections that are closed since may stay. */
    private final List<Event> told = new ArrayList<>();

    private long newsSince;
    private SimThread sleeper;

    /** One that is used, and such as came too late, with nothing in them. */
    private final List<SimRing> rings = new ArrayList<>();

    private boolean wokenUp;

    /** The connection of one G. */
    final class Connection {
        int number = NONE;

        /** It was waited for as one whose end is told. */
        boolean wasSocket;

        /** What came and was not received. */
        private int arrived;

        /** Behind so much of it a read stops: urgent data. {@link #NONE} where there is none. */
        private int mark = NONE;

        private boolean hadMark;

        /** By which it was registered; {@link #NONE} when it is not. */
        private int seq = NONE;

        private boolean isRegistered;

        /** One that had this number has registered anew before. */
        private boolean seemsRegistered() {
            return host.twin == SimTwin.A_PIPE_IS_REGISTERED_ONCE && renewed[number];
        }

        void open() {
            host.step();
            int n = 0;
            while (byNumber[n] != null) {
                n++;
            }
            byNumber[n] = this;
            number = n;
        }

        /** The number can be had from here on. */
        void close() {
            host.step();
            byNumber[number] = null;
            number = NONE;
            isRegistered = false;
            hadMark = mark != NONE;
        }

        void send(boolean urgently) {
            host.step();
            if (urgently && arrived > 0 && mark == NONE) {
                mark = arrived;
                hadMark = true;
            }
            arrived++;
            tell();
        }

        /** What there is, up to some; 0 when there is nothing: {@code EAGAIN}. */
        int read(int room) {
            host.step();
            int n = Math.min(room, mark == NONE ? arrived : mark);
            arrived -= n;
            mark = mark == NONE || mark == n ? NONE : mark - n;
            return n;
        }

        private void tell() {
            Event e = new Event(number, seq);
            if (isRegistered && !told.contains(e)) {
                if (told.isEmpty()) {
                    newsSince = host.now();
                }
                told.add(e);
                if (sleeper != null) {
                    host.wake(sleeper);
                }
            }
        }
    }

    private record Event(int number, int seq) {}

    SimNetwork(SimHost host, int numbers) {
        this.host = host;
        this.byNumber = new Connection[numbers];
        this.renewed = new boolean[numbers];
    }

    Connection newConnection() {
        return new Connection();
    }

    /** For how long there has been something to be told. */
    long newsAge() {
        long age = told.isEmpty() ? 0 : host.now() - newsSince;
        for (SimRing ring : rings) {
            age = Math.max(age, ring.newsAge());
        }
        return age;
    }

    private boolean isRingReadable() {
        for (SimRing ring : rings) {
            if (ring.isReadable()) {
                return true;
            }
        }
        return false;
    }

    /** The ring has results: whoever waits does not wait on. */
    void ringIsReadable() {
        if (sleeper != null && host.twin != SimTwin.NOBODY_IS_WOKEN_BY_THE_RING) {
            host.wake(sleeper);
        }
    }

    // ---- As the kernel --------------------------------------------------------------------------

    @Override
    public int add(int fd, int seq) {
        host.step();
        Connection c = byNumber[fd];
        if (c == null) {
            return EBADF; // who is late in its life before
        }
        c.isRegistered = true;
        c.seq = seq;
        if (c.arrived > 0) {
            c.tell();
        }
        return 0;
    }

    @Override
    public int renew(int fd, int seq) {
        Connection c = byNumber[fd];
        if (c != null && c.seemsRegistered()) {
            return 0;
        }
        renewed[fd] = true;
        return add(fd, seq);
    }

    @Override
    boolean isPipeToWaitFor(int fd) {
        return true;
    }

    @Override
    int number(Object file) {
        host.step();
        return ((Connection) file).number;
    }

    @Override
    boolean isInterrupted() {
        return false;
    }

    @Override
    Ready newReady() {
        return new Events();
    }

    @Override
    int poll(Ready ready) {
        host.step();
        ((Events) ready).take();
        return ready.size();
    }

    @Override
    void await(Ready ready, long timeoutNs) {
        host.step();
        if (sleeper != null) {
            host.fail("two wait for the network");
        }
        if (told.isEmpty() && !isRingReadable() && !wokenUp && timeoutNs != 0) {
            sleeper = host.current();
            host.block(
                    State.ASLEEP,
                    timeoutNs == Host.Note.FOREVER ? SimThread.FOREVER : host.now() + timeoutNs);
            sleeper = null;
        }
        wokenUp = false;
        ((Events) ready).take();
    }

    @Override
    void wakeup() {
        host.step();
        wokenUp = true;
        if (sleeper != null) {
            host.wake(sleeper);
        }
    }

    @Override
    Ring openRing() {
        host.step();
        SimRing ring = new SimRing(host, this);
        rings.add(ring);
        return ring;
    }

    @Override
    void close() {}

    @Override
    Thread self() {
        return host.currentVirtual().self;
    }

    @Override
    void takePermit() {
        host.currentVirtual().takePermit();
    }

    @Override
    void park(long nanos) {
        if (nanos > 0) {
            host.currentVirtual().parkNanos(nanos);
        } else {
            host.currentVirtual().park();
        }
    }

    @Override
    public void unpark(Thread waiter) {
        ((SimVirtualThread.Self) waiter).thread().unpark();
    }

    private final class Events extends Ready {
        private Event[] events = {};
        private boolean[] marks = {};

        void take() {
            int most = 1 + host.random.nextInt(4);
            int n = Math.min(most, told.size());
            events = told.subList(0, n).toArray(Event[]::new);
            marks = new boolean[n];
            for (int i = 0; i < n; i++) {
                Connection c = byNumber[events[i].number()];
                marks[i] = c != null && c.hadMark && host.twin != SimTwin.URGENT_DATA_COMES_UNSEEN;
            }
            told.subList(0, n).clear();
            newsSince = host.now();
        }

        @Override
        boolean isReadyNow(int fd, int event) {
            host.step();
            Connection c = byNumber[fd];
            return c == null || c.arrived > 0;
        }

        @Override
        int size() {
            return events.length;
        }

        @Override
        long data(int i) {
            return PollTable.data(events[i].number(), events[i].seq());
        }

        @Override
        boolean isReadable(int i) {
            return true;
        }

        @Override
        boolean isWritable(int i) {
            return host.random.nextInt(4) == 0;
        }

        @Override
        boolean stopsShort(int i) {
            return marks[i];
        }

        @Override
        void clear() {
            events = Arrays.copyOf(events, 0);
        }
    }
}
