package dev.baton.agent;

import dev.baton.bridge.Hooks;
import dev.baton.sched.Scheduler;
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
