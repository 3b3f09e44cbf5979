package dev.baton.agent;

import dev.baton.bridge.Hooks;
import dev.baton.sched.Scheduler;
import dev.baton.vthread.VirtualThreads;
import java.util.concurrent.Executor;

/** Answers what the JDK's changed classes ask. */
final class BatonHooks extends Hooks {
    private final ProcessBaton baton;
    private final BlockingSites sites;

    BatonHooks(ProcessBaton baton, BlockingSites sites) {
        this.baton = baton;
        this.sites = sites;
    }

    @Override
    public Executor scheduler() {
        Thread maker = Thread.currentThread();
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
    public void exit() {
        Scheduler.exitSyscall();
    }
}
