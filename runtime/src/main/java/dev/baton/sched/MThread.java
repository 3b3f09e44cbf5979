package dev.baton.sched;

import dev.baton.linux.StateFile;
import dev.baton.linux.ThreadUsage;
import dev.baton.sched.buffers.BufferCache;
import dev.baton.sched.buffers.CacheHolder;
import dev.baton.vthread.Carrier;

/** The OS thread of an M: a carrier in the JDK's eyes. */
final class MThread extends Carrier implements CacheHolder {
    final M m;
    final ThreadUsage usage = new ThreadUsage();
    final StateFile stateFile = new StateFile();
    private final LinuxHost host;
    private final Dispatcher dispatcher;

    MThread(M m, LinuxHost host) {
        this.m = m;
        this.host = host;
        this.dispatcher = m.sched.dispatcher;
        setName("baton-" + m.sched.name + "-M" + m.id);
        setDaemon(true);
    }

    @Override
    public void run() {
        if (Thread.currentThread() != this) {
            return; // called by a program, which may find the thread; Thread.run does nothing, too
        }
        try {
            host.threadStarted(m);
            dispatcher.mstart(m);
        } catch (Throwable e) {
            throw m.sched.died(m, e);
        } finally {
            LinuxHost.threadEnds(m);
        }
    }

    /** Whether Gs wait in the queue of the M's P, as far as the M knows. */
    void tellWork(boolean waits) {
        setWorkWaits(waits);
    }

    @Override
    public BufferCache enterCache() {
        return !m.hasP && m.comeIn() ? m.p.buffers : null;
    }

    @Override
    public void leaveCache() {
        m.goOut();
    }

    @Override
    public void requireRoom() {
        StackRoom.require();
    }

    @Override
    protected void unmounted() {
        dispatcher.unmounted(m);
    }

    @Override
    protected boolean enterBlocking() {
        return m.sched.syscalls.enterBlocker(m);
    }

    @Override
    protected void leaveBlocking() {
        m.sched.syscalls.exitBlocker(m);
    }
}
