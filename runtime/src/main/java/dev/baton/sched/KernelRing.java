package dev.baton.sched;

import dev.baton.linux.IoUring;
import dev.baton.vthread.Suspension;

/** The ring of this machine. */
final class KernelRing extends Host.Ring {
    private final IoUring ring;

    KernelRing(IoUring ring) {
        this.ring = ring;
    }

    @Override
    int capacity() {
        return Math.min(ring.sqEntries(), ring.cqEntries());
    }

    @Override
    boolean put(int op, int fd, long offset, long address, int length, int opFlags, long userData) {
        return ring.put(op, fd, offset, address, length, opFlags, userData);
    }

    /** Who were suspended here would keep the turn, and with it the requests of others. */
    @Override
    void submit() {
        boolean begun = Suspension.begin();
        try {
            ring.submit();
        } finally {
            Suspension.end(begun);
        }
    }

    @Override
    boolean hasCompletions() {
        return ring.hasCompletions();
    }

    @Override
    int reap(IoUring.Completions completions) {
        return ring.reap(completions);
    }

    @Override
    void close() {
        ring.close();
    }
}
