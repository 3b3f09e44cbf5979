package dev.baton.agent;

import dev.baton.BlockingSite;
import dev.baton.Gate;
import dev.baton.bridge.Hooks;
import dev.baton.sched.JdkFileCalls;
import dev.baton.sched.NetPoll;
import dev.baton.sched.Scheduler;
import dev.baton.vthread.VirtualThreads;
import java.io.FileDescriptor;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Answers what the JDK's changed classes ask. Where there are limits {@link LimitedHooks} does;
 * what is asked for their sake is asked there alone.
 */
class BatonHooks extends Hooks {
    private final ProcessBaton baton;
    final BlockingSites sites;

    /** Null until the JDK's instruments ask. */
    private SchedulerAsPool shown;

    BatonHooks(ProcessBaton baton, BlockingSites sites) {
        this.baton = baton;
        this.sites = sites;
    }

    @Override
    public Executor scheduler() {
        Thread maker = Thread.currentThread();
        if (baton.hasFailed()) {
            return null; // and of this JDK's virtual threads nothing may be known
        }
        if (maker.isVirtual() && !VirtualThreads.isOnDefaultScheduler(maker)) {
            return null; // the new thread inherits: from a G, that makes it a G
        }
        // Another agent's virtual threads may be older than Baton; what they start is not.
        return baton.scheduler();
    }

    @Override
    public boolean enter(int site) {
        return Scheduler.enterSyscall(-1, sites.get(site));
    }

    @Override
    public boolean enterRead(int number, FileDescriptor fd) {
        BlockingSite site = sites.get(number);
        if (site.hasBlocked() && fd != null) {
            awaitRead(fd);
        }
        return Scheduler.enterSyscall(-1, site);
    }

    @Override
    public boolean enterPath(int site, Object path, boolean always) {
        return always && enter(site);
    }

    @Override
    public boolean enterFile(int site, FileDescriptor fd, FileDescriptor other, boolean always) {
        return always && enter(site);
    }

    @Override
    public boolean enterNumber(int site, int fd, boolean always) {
        return always && enter(site);
    }

    @Override
    public void closing(FileDescriptor fd) {}

    static void awaitRead(FileDescriptor fd) {
        NetPoll netpoll = NetPoll.ofProcess();
        if (netpoll != null) {
            netpoll.awaitRead(fd);
        }
    }

    @Override
    public int pread(int site, FileDescriptor fd, long address, int count, long offset) {
        return orNotServed(JdkFileCalls.read(sites.get(site), fd, address, count, offset));
    }

    /** The changed classes know it by a number that a class file can push in one instruction. */
    private static int orNotServed(int n) {
        return n == JdkFileCalls.NOT_SERVED ? NOT_SERVED : n;
    }

    @Override
    public int pwrite(int site, FileDescriptor fd, long address, int count, long offset) {
        return orNotServed(JdkFileCalls.write(fd, address, count, offset));
    }

    @Override
    public void exit() {
        Scheduler.exitSyscall();
    }

    @Override
    public boolean await(int fd, int event, long nanos, BooleanSupplier isOpen) throws IOException {
        NetPoll netpoll = NetPoll.ofProcess();
        return netpoll != null && netpoll.await(fd, event, nanos, isOpen);
    }

    @Override
    public void stopWaiting(int fd) {
        NetPoll netpoll = NetPoll.ofProcess();
        if (netpoll != null) {
            netpoll.stop(fd);
        }
    }

    @Override
    public boolean isKnownEmpty(int fd) {
        NetPoll netpoll = NetPoll.ofProcess();
        return netpoll != null && netpoll.isKnownEmpty(fd);
    }

    @Override
    public boolean isUntried(int fd) {
        NetPoll netpoll = NetPoll.ofProcess();
        return netpoll != null && netpoll.isUntried(fd);
    }

    @Override
    public void hasRead(int fd, int n, int room) {
        NetPoll netpoll = NetPoll.ofProcess();
        if (netpoll != null) {
            netpoll.hasRead(fd, n, room);
        }
    }

    @Override
    public boolean isNetworkOurs() {
        NetPoll netpoll = NetPoll.ofProcess();
        return netpoll != null && netpoll.isThere();
    }

    @Override
    public synchronized Executor shown() {
        if (shown == null) {
            shown = new SchedulerAsPool(baton, VirtualThreads.defaultScheduler());
        }
        return shown;
    }

    @Override
    public String poller() {
        return isNetworkOurs() ? baton.poller() : null;
    }

    @Override
    public Object blocking(Callable<?> call) throws Exception {
        return Gate.blocking(call);
    }

    @Override
    public void checkpoint() {
        Gate.checkpoint();
    }

    @Override
    public boolean isOn() {
        return Gate.isOn();
    }

    /** Of the one scheduler that there is, on whatever thread. */
    @Override
    public Map<String, Long> counters() {
        return baton.counters();
    }
}
