package dev.baton.sched;

import dev.baton.linux.IoUring;
import dev.baton.sched.Host.Ring;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * A ring whose requests take the kernel as long as they say in place of an offset, each in a thread
 * of its own, once they are submitted. The result is the address; or, now and then, that the thread
 * which submitted the request has ended.
 */
final class SimRing extends Ring {
    private static final int CAPACITY = 6;
    private static final int MOST_PUT = 3;
    private static final int CANCELLED_ONE_IN = 16;
    private static final int ECANCELED = 125;

    private final SimHost host;
    private final SimNetwork network;
    private final List<Request> put = new ArrayList<>();
    private final ArrayDeque<Result> results = new ArrayDeque<>();
    private long newsSince;
    private boolean isBeingReaped;
    private boolean isClosed;

    private record Request(long ns, int result, long userData) {}

    private record Result(long userData, int result) {}

    SimRing(SimHost host, SimNetwork network) {
        this.host = host;
        this.network = network;
    }

    /** For how long there have been results. */
    long newsAge() {
        return results.isEmpty() ? 0 : host.now() - newsSince;
    }

    boolean isReadable() {
        return !results.isEmpty();
    }

    @Override
    int capacity() {
        return CAPACITY;
    }

    @Override
    boolean put(int op, int fd, long offset, long address, int length, int opFlags, long userData) {
        host.step();
        return put.size() < MOST_PUT && put.add(new Request(offset, (int) address, userData));
    }

    @Override
    void submit() {
        host.step();
        while (!put.isEmpty()) {
            Request r = put.removeFirst();
            host.start("disk", null, () -> serve(r));
            host.step();
        }
    }

    private void serve(Request r) {
        host.sleepInKernel(r.ns());
        boolean cancelled = host.random.nextInt(CANCELLED_ONE_IN) == 0;
        if (results.isEmpty()) {
            newsSince = host.now();
        }
        results.add(new Result(r.userData(), cancelled ? -ECANCELED : r.result()));
        network.ringIsReadable();
    }

    @Override
    boolean hasCompletions() {
        host.step();
        if (isClosed) {
            host.fail("a ring is looked at that is closed");
        }
        return !results.isEmpty();
    }

    @Override
    int reap(IoUring.Completions completions) {
        if (isBeingReaped) {
            host.fail("two take results from the ring");
        }
        isBeingReaped = true;
        int n = 0;
        try {
            while (hasCompletions()) {
                Result r = results.remove();
                newsSince = host.now();
                completions.completed(r.userData(), r.result());
                n++;
            }
        } finally {
            isBeingReaped = false;
        }
        return n;
    }

    @Override
    void close() {
        isClosed = true;
        if (isBeingReaped) {
            host.fail("the ring is closed while its results are taken");
        }
        if (!put.isEmpty() || !results.isEmpty()) {
            host.fail("the ring is closed with requests in it");
        }
    }
}
