package dev.baton.sched;

import java.util.ArrayDeque;

/**
 * A monitor as HotSpot has it for virtual threads: who finds it taken queues up and leaves its
 * carrier; who releases it has the first of them put on the list of the JDK's unblocker thread.
 */
final class SimMonitor {
    private final SimHost host;
    private final ArrayDeque<SimVirtualThread> queue = new ArrayDeque<>();
    private final ArrayDeque<SimVirtualThread> toUnblock = new ArrayDeque<>();
    private final Host.Note unblocker;
    private SimVirtualThread owner;
    private boolean ending;

    SimMonitor(SimHost host) {
        this.host = host;
        this.unblocker = host.newNote();
    }

    void endUnblocking() {
        ending = true;
        unblocker.wakeup();
    }

    void enter(SimVirtualThread v) {
        for (; ; ) {
            host.stepOfTheJdk();
            if (owner == null) {
                owner = v;
                queue.remove(v);
                return;
            }
            if (queue.contains(v)) {
                v.blockOnMonitor();
            } else {
                queue.add(v); // and try again: it may have been released before this was seen
            }
        }
    }

    void exit() {
        host.stepOfTheJdk();
        owner = null;
        host.stepOfTheJdk();
        SimVirtualThread next = queue.peek();
        if (next != null && !next.onUnblockList) {
            next.onUnblockList = true;
            toUnblock.add(next);
            unblocker.wakeup();
        }
    }

    /** What the JDK's thread does. */
    void unblock() {
        while (!ending) {
            SimVirtualThread v = toUnblock.poll();
            if (v == null) {
                unblocker.sleep(Host.Note.FOREVER);
            } else {
                v.onUnblockList = false;
                v.unblock();
            }
        }
    }
}
