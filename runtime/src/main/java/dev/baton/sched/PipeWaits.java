package dev.baton.sched;

import dev.baton.sched.Host.Network;
import dev.baton.sched.netpoll.PollDesc;
import dev.baton.vthread.StackProbe;

/**
 * Waits before a call that would block on a pipe, a FIFO or a terminal, so that the G waits and no
 * thread. Go makes such descriptors non-blocking where it opens them; these are the JDK's, which
 * would take EAGAIN for an error. So it is asked first whether the call would wait, and the call is
 * announced as any: another reader may be faster, and a write may wait for more room than there is.
 *
 * <p>It needs not be told when a descriptor is closed, nor whose its number is: each wait registers
 * anew ({@link PollDesc#watch}). If it is told, those who wait go on to their call.
 *
 * <p>It makes the call as before for a file that never waits or says EAGAIN; for the second one who
 * waits for the same; for a G that was interrupted, which ends no read. One that is pinned parks on
 * its M, as for a socket.
 */
final class PipeWaits {
    private final Scheduler sched;
    private final Host host;
    private final NetPoll netpoll;

    PipeWaits(Scheduler sched, NetPoll netpoll) {
        this.sched = sched;
        this.host = sched.host;
        this.netpoll = netpoll;
    }

    void await(int fd, int event, Object closing) {
        M m = host.currentM();
        if (m == null || m.sched != sched || fd < 0) {
            return;
        }
        NetPoll.Opened o = netpoll.opened();
        if (o == null) {
            return;
        }
        PollDesc desc = o.table().get(fd);
        int seq = desc.seq();
        if (blocks(o.network(), desc, fd, seq)) {
            StackProbe.requireLittle(); // who overflowed in here would stay in the word
            awaitReady(o.network(), desc, fd, event, seq);
            if (desc.seq() != seq) {
                seeItClosed(closing);
            }
        }
    }

    /** Whether its calls block, and it can be waited for. The kernel is asked once in a life. */
    private static boolean blocks(Network network, PollDesc desc, int fd, int seq) {
        if (desc.isKnownNotToBlock(seq)) {
            return false;
        }
        if (!desc.isKnownToBlock(seq)) {
            boolean canBeWaitedFor = desc.watch(seq) == 0;
            if (canBeWaitedFor) {
                desc.unwatch();
            }
            desc.noteWhetherItBlocks(seq, canBeWaitedFor && !network.isNonBlocking(fd));
        }
        return desc.isKnownToBlock(seq);
    }

    /**
     * To park takes a permit that the thread may have been given for a park of its own, and which
     * of two took it out of a park is not to be known. So it leaves with a permit, whoever gave it:
     * to come back from a park for no reason is allowed, to miss one that was given is not.
     */
    private void awaitReady(Network network, PollDesc desc, int fd, int event, int seq) {
        if (!isReady(fd, event) && !network.isInterrupted()) {
            network.takePermit();
            try {
                parkUntilReady(network, desc, fd, event, seq);
            } finally {
                network.unpark(network.self());
            }
        }
    }

    private void parkUntilReady(Network network, PollDesc desc, int fd, int event, int seq) {
        int mode = NetPoll.mode(event);
        Thread self = network.self();
        boolean goesOn = false;
        while (!goesOn && desc.watch(seq) == 0) {
            try {
                if (desc.prepareIfFree(mode, self, seq)) {
                    park(network, desc, mode, self);
                } else {
                    goesOn = desc.isBusy(mode);
                }
            } finally {
                desc.unwatch();
            }
            goesOn |= isReady(fd, event) || network.isInterrupted();
        }
    }

    /** On the M where the G is now: it may be another after each wait. */
    private boolean isReady(int fd, int event) {
        M m = host.currentM();
        return !netpoll.hasReady(m) || m.ready.isReadyNow(fd, event);
    }

    private void park(Network network, PollDesc desc, int mode, Thread self) {
        try {
            netpoll.seeThatSomebodyPolls();
            network.park(0);
        } finally {
            desc.finish(mode, self);
        }
    }

    /** Else the call might begin before the close, and wait in the kernel for ever. */
    private static void seeItClosed(Object closing) {
        synchronized (closing) {
            return;
        }
    }
}
