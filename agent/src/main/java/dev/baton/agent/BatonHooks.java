package dev.baton.agent;

import dev.baton.bridge.Hooks;
import dev.baton.sched.BlockingSite;
import dev.baton.sched.Scheduler;
import java.util.concurrent.Executor;

/** Answers what the JDK's changed classes ask. */
final class BatonHooks extends Hooks {
    private final ProcessBaton baton;
    private final BlockingSite[] sites;

    BatonHooks(ProcessBaton baton) {
        this.baton = baton;
        this.sites = new BlockingSite[0];
    }

    @Override
    public Executor scheduler() {
        return baton.scheduler();
    }

    @Override
    public boolean enter(int site) {
        return Scheduler.enterSyscall(-1, sites[site]);
    }

    @Override
    public void exit() {
        Scheduler.exitSyscall();
    }
}
