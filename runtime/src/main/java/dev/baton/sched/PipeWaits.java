package dev.baton.sched;

import dev.baton.sched.Host.Network;
import dev.baton.sched.netpoll.PollDesc;
import dev.baton.vthread.StackProbe;

/**
 * Waits before a read that would block on a pipe or a FIFO, where many threads block already: so
 * the G waits and no thread. Go makes such descriptors non-blocking where it opens them; these are
 * the JDK's, which would take EAGAIN for an error. So it is asked first whether the read would
 * wait, and the read is announced as any: another reader may be faster.
 *
 * <p>It costs some calls of the kernel's more than to block there, which is what the first few do.
 *
 * <p>It needs not be told when a descriptor is closed, nor whose its number is: each wait registers
 * anew ({@link PollDesc#watch}). But who waits would wait on, so who closes it says so, before the
 * number can be another's and after: one that comes in between has seen the number, and neither.
 *
 * <p>Not final for the tests alone.
 *
 * <p>The read is made as before of all else, for poll(2) does not say of a terminal or a socket
 * whether a read would wait, nor of a pipe whether a write would; by the second one who waits for
 * the same pipe; by a G that was interrupted, which ends no read. One that is pinned parks on its
 * M, as for a socket.
 */
class PipeWaits {
    private static final int POLLIN = 1;

    /** So many threads may block, beside those that run, before a G waits without one. */
    private static final int FEW_THREADS = 8;

    private final Scheduler sched;
    private final Host host;
    private final NetPoll netpoll;

    PipeWaits(Scheduler sched, NetPoll netpoll) {
        this.sched = sched;
        this.host = sched.host;
        this.netpoll = netpoll;
    }

    void await(Object file) {
        M m = host.currentM();
        if (m == null || m.sched != sched || !areThreadsMany()) {
            return;
        }
        NetPoll.Opened o = netpoll.opened();
        if (o == null) {
            return;
        }
        int fd = o.network().number(file);
        if (fd < 0) {
            return;
        }
        PollDesc desc = o.table().get(fd);
        int seq = desc.seq();
        // Else it was closed meanwhile, and the life is that of the number's next owner.
        if (o.network().number(file) == fd && blocks(o.network(), desc, fd, seq)) {
            StackProbe.requireLittle(); // who overflowed in here would stay in the word
            awaitReady(o.network(), desc, file, fd, seq);
            if (desc.seq() != seq) {
                seeItClosed(file);
            }
        }
    }

    /** A few that block in the kernel are no burden, and are woken sooner. */
    boolean areThreadsMany() {
        return sched.ms.count() - sched.ms.idle() > sched.ps.maxprocs() + FEW_THREADS;
    }

    /** The kernel is asked once in a life. */
    private static boolean blocks(Network network, PollDesc desc, int fd, int seq) {
        if (desc.isKnownNotToBlock(seq)) {
            return false;
        }
        if (!desc.isKnownToBlock(seq)) {
            desc.noteWhetherItBlocks(seq, network.isPipeToWaitFor(fd));
        }
        return desc.isKnownToBlock(seq);
    }

    /**
     * To park takes a permit that the thread may have been given for a park of its own, and which
     * of two took it out of a park is not to be known. So it leaves with a permit, whoever gave it:
     * to come back from a park for no reason is allowed, to miss one that was given is not.
     */
    private void awaitReady(Network network, PollDesc desc, Object file, int fd, int seq) {
        if (!isReady(fd) && !network.isInterrupted()) {
            network.takePermit();
            try {
                parkUntilReady(network, desc, file, fd, seq);
            } finally {
                network.unpark(network.self());
            }
        }
    }

    private void parkUntilReady(Network network, PollDesc desc, Object file, int fd, int seq) {
        Thread self = network.self();
        boolean goesOn = false;
        while (!goesOn && desc.watch(seq) == 0) {
            try {
                if (desc.prepareIfFree(PollDesc.READ, self, seq)) {
                    park(network, desc, file, fd, self);
                } else {
                    goesOn = desc.isBusy(PollDesc.READ);
                }
            } finally {
                desc.unwatch();
            }
            goesOn |= isReady(fd) || network.isInterrupted();
        }
    }

    /** On the M where the G is now: it may be another after each wait. */
    private boolean isReady(int fd) {
        M m = host.currentM();
        return !netpoll.hasReady(m) || m.ready.isReadyNow(fd, POLLIN);
    }

    private void park(Network network, PollDesc desc, Object file, int fd, Thread self) {
        try {
            netpoll.seeThatSomebodyPolls();
            // Who closes it takes the number away, and then says so once more.
            if (network.number(file) == fd) {
                network.park(0);
            }
        } finally {
            desc.finish(PollDesc.READ, self);
        }
    }

    /** Else the call might begin before the close, and wait in the kernel for ever. */
    private static void seeItClosed(Object file) {
        synchronized (file) {
            return;
        }
    }
}
