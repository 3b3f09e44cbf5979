package dev.baton.sched;

import dev.baton.linux.Epoll;
import dev.baton.sched.netpoll.EpollHost;
import dev.baton.sched.netpoll.PollDesc;
import dev.baton.sched.netpoll.PollTable;
import dev.baton.vthread.StackProbe;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Where threads wait for descriptors that no instance of Baton serves: platform threads, and
 * virtual ones of the JDK's scheduler. A thread of its own sleeps in epoll and unparks them; it is
 * started by the first one that waits, and lasts as long as the process, for there are no Ms here
 * that could ask in passing.
 */
final class PollerThread implements Poller, Runnable {
    private static volatile PollerThread ofProcess;

    private final Epoll epoll;
    private final PollTable table;
    private final Epoll.Events events = new Epoll.Events();

    /**
     * One that nobody serves before {@link #run}.
     *
     * @throws IOException when the kernel refuses epoll
     */
    PollerThread() throws IOException {
        epoll = new Epoll();
        table = new PollTable(new EpollHost(epoll));
    }

    /** The one of the process, started if need be; null when it can't be. */
    static PollerThread ofProcess() {
        PollerThread p = ofProcess;
        return p != null ? p : startOfProcess();
    }

    private static synchronized PollerThread startOfProcess() {
        if (ofProcess == null) {
            ofProcess = start();
        }
        return ofProcess;
    }

    private static PollerThread start() {
        PollerThread started;
        try {
            started = new PollerThread();
        } catch (IOException e) {
            return null;
        }
        Thread thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("baton-poll")
                        .inheritInheritableThreadLocals(false)
                        .unstarted(started);
        thread.setContextClassLoader(null); // not the program's, which may want it unloaded
        try {
            thread.start();
        } catch (OutOfMemoryError e) {
            started.epoll.close(); // no thread to be had; perhaps the next time
            return null;
        }
        return started;
    }

    @Override
    public int awaitReady(int fd, int event, long nanos, BooleanSupplier mayPark) {
        StackProbe.requireLittle(); // who overflowed in here would stay in the descriptor's word
        PollDesc desc = table.get(fd);
        int seq = desc.seq(); // it is the caller's own as long as it is in here
        int errno = desc.open(seq);
        if (errno > 0) {
            return errno;
        }
        int mode = PollDesc.mode(event);
        Thread self = Thread.currentThread();
        if (errno == PollDesc.CLOSED || desc.prepare(mode, self, seq)) {
            return 0;
        }
        try {
            if (mayPark.getAsBoolean()) {
                if (nanos > 0) {
                    LockSupport.parkNanos(nanos);
                } else {
                    LockSupport.park();
                }
            }
        } finally {
            desc.finish(mode, self);
        }
        return 0;
    }

    @Override
    public void lookAgain(int fd, int event) {
        table.lookAgain(fd, PollDesc.mode(event));
    }

    @Override
    public void stop(int fd) {
        table.close(fd);
    }

    /** Serves those who wait, for ever. */
    @Override
    public void run() {
        while (true) {
            int n = epoll.await(events, Host.Note.FOREVER);
            for (int i = 0; i < n; i++) {
                unpark(EpollHost.ready(events, i, table, PollDesc.READ));
                unpark(EpollHost.ready(events, i, table, PollDesc.WRITE));
            }
        }
    }

    private static void unpark(Thread waiter) {
        try {
            LockSupport.unpark(waiter);
        } catch (Throwable e) {
            // Its own scheduler refuses it, or has no memory for it; the others are to be served.
        }
    }
}
