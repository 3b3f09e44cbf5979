package dev.baton.agent;

import dev.baton.BlockingSite;
import dev.baton.sched.ConfiguredLimits;
import dev.baton.sched.Limit;
import dev.baton.sched.Scheduler;
import java.io.FileDescriptor;
import java.nio.channels.AsynchronousCloseException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hooks of a program that has limits. A call counts for one limit: that of its place in the
 * code, else that of its file. It waits for its turn before it is announced, and after it has
 * waited in the network's poller, if it does: who waits there needs no place.
 *
 * <p>A place is held from right before the native method until its thread has a P again after it,
 * and nothing of the program's runs in between: so no two limits can wait for each other. Were the
 * place given back before, those that wait for a P would be threads beyond the limit.
 */
final class LimitedHooks extends BatonHooks {
    private final ConfiguredLimits limits;
    private final OpenFileLimits files;
    private final boolean takesNetwork;
    private final Map<Thread, Held> held = new ConcurrentHashMap<>();

    LimitedHooks(
            ProcessBaton baton,
            BlockingSites sites,
            ConfiguredLimits limits,
            boolean takesNetwork) {
        super(baton, sites);
        this.limits = limits;
        this.files = new OpenFileLimits(limits);
        this.takesNetwork = takesNetwork;
    }

    /** What a thread has that makes a call under a limit. */
    private static final class Held {
        final Limit limit;

        /** Whether the call is announced, too. */
        boolean entered;

        Held(Limit limit) {
            this.limit = limit;
        }
    }

    @Override
    public boolean enter(int number) {
        BlockingSite site = sites.get(number);
        return enter(site, site.limit(), null, true);
    }

    @Override
    public boolean enterRead(int number, FileDescriptor fd) {
        BlockingSite site = sites.get(number);
        if (takesNetwork && site.hasBlocked() && fd != null) {
            awaitRead(fd);
        }
        return enterFile(number, fd, null, true);
    }

    @Override
    public boolean enterPath(int number, Object path, boolean always) {
        BlockingSite site = sites.get(number);
        Limit limit = site.limit();
        if (limit == null && path != null) {
            limit = limits.ofPath(path.toString());
        }
        return enter(site, limit, null, always);
    }

    @Override
    public boolean enterFile(int number, FileDescriptor fd, FileDescriptor other, boolean always) {
        BlockingSite site = sites.get(number);
        Limit limit = site.limit();
        FileDescriptor its = fd;
        if (limit == null) {
            limit = files.of(fd);
            if (limit == null && other != null) {
                limit = files.of(other);
                its = other;
            }
        }
        return enter(site, limit, its, always);
    }

    @Override
    public boolean enterNumber(int number, int fd, boolean always) {
        BlockingSite site = sites.get(number);
        Limit limit = site.limit() != null || fd < 0 ? site.limit() : limits.ofOpen(fd);
        return enter(site, limit, null, always);
    }

    private boolean enter(BlockingSite site, Limit limit, FileDescriptor file, boolean always) {
        if (limit == null) {
            return always && Scheduler.enterSyscall(-1, site);
        }
        Limit.Entry entry = limit.enter(BlockingSite.callOf(site.label()), file);
        if (entry == Limit.Entry.CLOSING) {
            throw LimitedHooks.<RuntimeException>asThrown(new AsynchronousCloseException());
        }
        return entry == Limit.Entry.IN
                ? enterFromPlace(site, limit)
                : Scheduler.enterSyscall(-1, site);
    }

    private boolean enterFromPlace(BlockingSite site, Limit limit) {
        boolean isOwed = false;
        try {
            Held h = new Held(limit);
            held.put(Thread.currentThread(), h);
            h.entered = Scheduler.enterSyscall(-1, site);
            isOwed = true;
        } finally {
            if (!isOwed) {
                held.remove(Thread.currentThread());
                limit.leave();
            }
        }
        return true;
    }

    /** The callers say that they throw it. */
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <X extends Throwable> X asThrown(Throwable e) throws X {
        throw (X) e;
    }

    @Override
    public void exit() {
        Held h = held.remove(Thread.currentThread());
        if (h == null) {
            Scheduler.exitSyscall();
            return;
        }
        try {
            if (h.entered) {
                Scheduler.exitSyscall(); // it may wait for a P, with its thread
            }
        } finally {
            h.limit.leave();
        }
    }

    @Override
    public void stopWaiting(int fd) {
        if (takesNetwork) {
            super.stopWaiting(fd);
        }
        limits.closed(fd);
    }

    @Override
    public void closing(FileDescriptor fd) {
        limits.closing(fd);
    }
}
