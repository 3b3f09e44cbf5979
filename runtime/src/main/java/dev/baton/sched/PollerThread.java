package dev.baton.sched;

import dev.baton.sched.Host.Network;
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

    private final Network network = new EpollNetwork();
    private final PollTable table = new PollTable(network);
    private final Network.Ready ready = network.newReady();

    /**
     * One that nobody serves before {@link #run}.
     *
     * @throws IOException when the kernel refuses epoll
     */
    PollerThread() throws IOException {}

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
            started.network.close(); // no thread to be had; perhaps the next time
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
        Thread self = network.self();
        if (errno == PollDesc.CLOSED || desc.prepare(mode, self, seq)) {
            return 0;
        }
        try {
            if (mayPark.getAsBoolean()) {
                network.park(nanos);
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
            network.await(ready, Host.Note.FOREVER);
            for (int i = 0; i < ready.size(); i++) {
                if (ready.isReadable(i)) {
                    unpark(table.ready(ready.data(i), PollDesc.READ));
                }
                if (ready.isWritable(i)) {
                    unpark(table.ready(ready.data(i), PollDesc.WRITE));
                }
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
