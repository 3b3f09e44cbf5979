package dev.baton.sched;

import dev.baton.linux.Descriptors;
import dev.baton.linux.Epoll;
import dev.baton.sched.netpoll.EpollHost;
import dev.baton.vthread.FileNumber;
import dev.baton.vthread.Parking;
import dev.baton.vthread.VirtualThreads;
import java.io.FileDescriptor;
import java.io.IOException;
import java.util.concurrent.locks.LockSupport;

/** The network of this machine. */
final class EpollNetwork extends Host.Network {
    private final Epoll epoll;
    private final EpollHost registrar;

    EpollNetwork() throws IOException {
        epoll = new Epoll();
        registrar = new EpollHost(epoll);
    }

    @Override
    public int add(int fd, int seq) {
        return registrar.add(fd, seq);
    }

    @Override
    public int renew(int fd, int seq) {
        return registrar.renew(fd, seq);
    }

    @Override
    boolean isPipeToWaitFor(int fd) {
        return Descriptors.isPipeToWaitFor(fd);
    }

    @Override
    int number(Object file) {
        return FileNumber.of((FileDescriptor) file);
    }

    @Override
    Ready newReady() {
        return new Events();
    }

    @Override
    int poll(Ready ready) {
        return ((Events) ready).await(0);
    }

    @Override
    void await(Ready ready, long timeoutNs) {
        ((Events) ready).await(timeoutNs);
    }

    @Override
    void wakeup() {
        epoll.wakeup();
    }

    @Override
    void close() {
        epoll.close();
    }

    @Override
    Thread self() {
        return Thread.currentThread();
    }

    @Override
    boolean isInterrupted() {
        return VirtualThreads.isInterrupted(Thread.currentThread());
    }

    @Override
    void takePermit() {
        Parking.takePermit(Thread.currentThread());
    }

    @Override
    void park(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(nanos);
        } else {
            LockSupport.park();
        }
    }

    @Override
    public void unpark(Thread waiter) {
        registrar.unpark(waiter);
    }

    private final class Events extends Ready {
        private final Epoll.Events events = new Epoll.Events();
        private int size;

        int await(long timeoutNs) {
            size = epoll.await(events, timeoutNs);
            return size;
        }

        @Override
        boolean isReadyNow(int fd, int event) {
            return events.isReady(fd, event);
        }

        @Override
        int size() {
            return size;
        }

        @Override
        long data(int i) {
            return events.data(i);
        }

        @Override
        boolean isReadable(int i) {
            return (events.events(i) & Epoll.READABLE) != 0;
        }

        @Override
        boolean isWritable(int i) {
            return (events.events(i) & Epoll.WRITABLE) != 0;
        }

        @Override
        boolean stopsShort(int i) {
            return (events.events(i) & Epoll.STOPS_SHORT) != 0;
        }

        @Override
        void clear() {
            size = 0;
        }
    }
}
