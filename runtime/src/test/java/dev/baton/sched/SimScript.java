package dev.baton.sched;

import dev.baton.sched.SimOp.What;
import dev.baton.sched.queues.RunQueue;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What all Gs and threads of a world do, from a seed. It is written down as one sequence in which
 * every wait comes after what it waits for, and dealt out to the Gs and threads: so it can't
 * deadlock by itself, whoever runs first. (Nobody waits for another while he holds a monitor.)
 */
final class SimScript {
    private static final int PLACES = 3;
    private static final int PLENTY = 1000;
    private static final int PACES = 300;

    /** Longer than anybody may wait. */
    private static final long DEPRIVED_NS = 250_000_000;

    /** Of all of them: more take too many steps. */
    private static final int MOST_CALLS = 6000;

    private static final int YIELDS = 100;

    private static final long THROUGH_CALLS_NS = 60_000_000;
    private static final int BEATS = 100;

    /** The place of a call of Baton's own, by its number. */
    static final int OWN_PLACE = 2;

    /** So many Gs that a P's ring runs over. */
    private static final int CROWD = RunQueue.CAPACITY + 20;

    /** What a script is made to show. */
    enum Kind {
        /** A bit of everything, and nothing often. */
        MIXED,
        /** The same, and things that are done over and over: what the scheduler learns from. */
        BUSY,
        /** Nothing but computing, yielding and sleeping, in short bursts and long ones. */
        LANES,
        /** Calls that are quick at first, and then each sleep for a moment. */
        PACED,
        /** Gs that lose their P in each burst, beside one that computes and yields. */
        DEPRIVED,
        /** Gs that compute through many short calls, beside such as wake for a moment. */
        THROUGH_CALLS,
        /** Gs that wait for what a thread sends now and then, with or without a native frame. */
        NETWORK,
        /** Gs that have the kernel do things by the ring, beside others that sleep. */
        DISK,
        /** More Gs than a P's queue has room for. */
        CROWD,
        /** As MIXED; the scheduler is closed while threads still start Gs. */
        CLOSED_EARLY
    }

    final int maxProcs;
    final int maxThreads;
    final int gs;
    final int threads;

    /** The OS refuses one thread in so many, or 0. */
    final int refuseOneIn;

    /** The Gs' first, then the threads'. */
    final List<List<SimOp>> ops = new ArrayList<>();

    final Kind kind;

    private final SplittableRandom random;
    private final int[] signals;
    private final int[] sent;
    private final boolean[] over;
    private final List<Integer> started = new ArrayList<>();
    private int nextG;
    private long work;

    SimScript(SplittableRandom random) {
        this.random = random;
        int k = random.nextInt(1000);
        this.kind =
                k < 850
                        ? Kind.MIXED
                        : k < 860
                                ? Kind.DISK
                                : k < 940
                                        ? Kind.BUSY
                                        : k < 966
                                                ? Kind.LANES
                                                : k < 968
                                                        ? Kind.PACED
                                                        : k < 974
                                                                ? Kind.NETWORK
                                                                : k < 976 ? Kind.CROWD : kindOf(k);
        this.maxProcs = kind == Kind.DEPRIVED ? 1 : 1 + random.nextInt(4);
        this.gs = kind == Kind.CROWD ? CROWD : 2 + random.nextInt(11);
        this.threads = 1 + random.nextInt(3);
        this.maxThreads = random.nextInt(8) == 0 ? 1 + random.nextInt(4) : PLENTY;
        this.refuseOneIn = random.nextInt(8) == 0 ? 1 + random.nextInt(3) : 0;
        this.signals = new int[gs];
        this.sent = new int[gs];
        this.over = new boolean[gs + threads];
        for (int i = 0; i < gs + threads; i++) {
            ops.add(new ArrayList<>());
        }
        switch (kind) {
            case LANES -> writeLanes();
            case PACED -> writePaced();
            case DEPRIVED -> writeDeprived();
            case THROUGH_CALLS -> writeThroughCalls();
            case NETWORK -> writeNetwork();
            case DISK -> writeDisk();
            case CROWD -> writeCrowd();
            default -> write();
        }
    }

    private static Kind kindOf(int k) {
        return k < 978 ? Kind.DEPRIVED : k < 979 ? Kind.THROUGH_CALLS : Kind.CLOSED_EARLY;
    }

    /**
     * No G waits for longer: a dozen of others may be before it, each of which has its P until
     * sysmon finds it computing for a slice. Where all that is before it computes for a slice each
     * time, it is what {@link Discipline} states: four sources, slices of 11 ms, and three before
     * it.
     */
    long longestWaitNs() {
        return kind == Kind.THROUGH_CALLS ? 220_000_000 : 100_000_000;
    }

    boolean threadsAreFree() {
        return maxThreads == PLENTY && refuseOneIn == 0;
    }

    /** A bound for the time that all of it takes, were it done one after the other. */
    long work() {
        return work;
    }

    private void write() {
        int left = 8 + random.nextInt(50);
        startOne(gs);
        while (left > 0 || nextG < gs) {
            left--;
            int threadOrG = random.nextInt(started.size() + threads);
            int who = threadOrG < threads ? gs + threadOrG : started.get(threadOrG - threads);
            if (nextG < gs && (left <= 0 || random.nextInt(3) == 0)) {
                startOne(over[who] ? gs : who);
            } else if (!over[who]) {
                ops.get(who).add(next(who));
            }
        }
    }

    /** Gs that run for a moment, and Gs that run for long, more of both than there are Ps. */
    private void writeLanes() {
        while (nextG < gs) {
            List<SimOp> script = ops.get(nextG);
            startOne(gs);
            int times = 20 + random.nextInt(40);
            boolean isLong = random.nextInt(3) == 0;
            long ns = isLong ? random.nextLong(150_000, 550_000) : random.nextLong(5_000, 75_000);
            time(ns * times);
            SimOp rest =
                    random.nextInt(4) == 0
                            ? new SimOp(What.SLEEP, 1_000, -1)
                            : new SimOp(What.YIELD, 0, -1);
            script.add(new SimOp(What.REPEAT, 0, times, new SimOp(What.COMPUTE, ns, -1), rest));
        }
    }

    /** A few Gs read what comes now and then, and the others wake each millisecond. */
    private void writePaced() {
        long ns = random.nextLong(200_000, 900_000);
        int readers = 1 + random.nextInt(gs - 1);
        while (nextG < gs) {
            List<SimOp> script = ops.get(nextG);
            boolean reads = nextG < readers;
            int place = random.nextInt(PLACES);
            startOne(gs);
            if (reads) {
                script.add(new SimOp(What.REPEAT, 0, 20, new SimOp(What.SYSCALL, 500, place)));
            }
            SimOp op =
                    reads
                            ? new SimOp(What.SYSCALL, ns, place)
                            : new SimOp(What.SLEEP, 1_000_000, -1);
            script.add(new SimOp(What.REPEAT, 0, PACES, op));
            time(1_000_000L * PACES);
        }
    }

    /**
     * One yields all the time; the others sleep in calls, from which they come so often that
     * between them they could have the P all the time, and none of them ends a burst with it.
     */
    private void writeDeprived() {
        int sleepers = gs - 1;
        long ns = random.nextLong(100_000, 1_000_000);
        long burst = ns / sleepers + random.nextLong(20_000);
        int place = random.nextInt(PLACES);
        SimOp call =
                random.nextInt(3) != 0
                        ? new SimOp(What.SYSCALL, ns, place)
                        : new SimOp(What.UNANNOUNCED, ns, -1);
        int times = (int) Math.min(DEPRIVED_NS / (ns + burst), MOST_CALLS / sleepers);
        while (nextG < sleepers) {
            SimOp work = new SimOp(What.COMPUTE, burst, -1);
            ops.get(nextG).add(new SimOp(What.REPEAT, 0, times, call, work));
            startOne(gs);
            time(times * (ns + burst));
        }
        SimOp work = new SimOp(What.COMPUTE, random.nextLong(100_000, 400_000), -1);
        SimOp yield = new SimOp(What.YIELD, 0, -1);
        ops.get(nextG).add(new SimOp(What.REPEAT, 0, YIELDS, work, yield));
        time(YIELDS * work.ns());
        startOne(gs);
    }

    /**
     * More that compute than there are Ps, each through calls that never sleep. The others begin
     * first: who has never run waits for all of those that have never run before it.
     */
    private void writeThroughCalls() {
        int computing = Math.min(gs - 1, maxProcs + 1 + random.nextInt(3));
        while (nextG < gs) {
            List<SimOp> script = ops.get(nextG);
            if (nextG >= gs - computing) {
                long ns = random.nextLong(20_000, 150_000);
                SimOp work = new SimOp(What.COMPUTE, ns, -1);
                SimOp call = new SimOp(What.SECTION, 0, random.nextInt(OWN_PLACE), work);
                int times = (int) (THROUGH_CALLS_NS / ns);
                script.add(new SimOp(What.REPEAT, 0, times, call));
                time(ns * times);
            } else {
                script.add(new SimOp(What.REPEAT, 0, BEATS, new SimOp(What.SLEEP, 1_000_000, -1)));
                time(1_000_000 * BEATS);
            }
            startOne(gs);
        }
    }

    /** Whether a G of this script computes for long each time, whatever it looks like. */
    boolean computesForLong(int g) {
        return kind == Kind.THROUGH_CALLS
                && ops.get(g).getFirst().body().getFirst().what() == What.SECTION;
    }

    /** Servers and nothing else; a thread has what they ask for. */
    private void writeNetwork() {
        int pinnedOneIn = maxThreads < PLENTY ? 0 : 1 + random.nextInt(3);
        List<Integer> to = new ArrayList<>();
        while (nextG < gs) {
            int times = 1 + random.nextInt(20);
            SimOp receive = new SimOp(What.RECEIVE, 0, -1);
            boolean pinned = pinnedOneIn > 0 && random.nextInt(pinnedOneIn) == 0;
            SimOp op = pinned ? new SimOp(What.PINNED, 0, -1, receive) : receive;
            SimOp[] body = {op, new SimOp(What.REOPEN, 0, -1)};
            SimOp[] each = random.nextInt(4) == 0 ? body : new SimOp[] {op};
            ops.get(nextG).add(new SimOp(What.REPEAT, 0, times, each));
            for (int i = 0; i < times; i++) {
                to.add(random.nextInt(to.size() + 1), nextG);
            }
            startOne(gs);
        }
        for (int g : to) {
            long ns = time(random.nextLong(1_000, 3_000_000));
            ops.get(gs).add(new SimOp(What.UNANNOUNCED, ns, -1));
            ops.get(gs).add(new SimOp(What.SEND, random.nextInt(2), g));
        }
    }

    /** Requests of any length; some are made with a native frame on the stack. */
    private void writeDisk() {
        int pinnedOneIn = maxThreads < PLENTY ? 0 : 1 + random.nextInt(4);
        while (nextG < gs) {
            List<SimOp> script = ops.get(nextG);
            startOne(gs);
            int times = 1 + random.nextInt(12);
            long ns = random.nextInt(3) == 0 ? random.nextLong(3_000_000) : random.nextLong(9_000);
            time(2 * ns * times);
            SimOp call = new SimOp(What.RING_CALL, ns, -1);
            SimOp op =
                    pinnedOneIn > 0 && random.nextInt(pinnedOneIn) == 0
                            ? new SimOp(What.PINNED, 0, -1, call)
                            : call;
            SimOp other =
                    switch (random.nextInt(4)) {
                        case 0 -> new SimOp(What.SLEEP, time(20_000L * times) / times, -1);
                        case 1 -> new SimOp(What.COMPUTE, time(9_000L * times) / times, -1);
                        case 2 -> new SimOp(What.YIELD, 0, -1);
                        default -> new SimOp(What.SYSCALL, time(9_000L * times) / times, 0);
                    };
            script.add(new SimOp(What.REPEAT, 0, times, op, other));
        }
    }

    /** One G starts all others, and most of them sleep until the same moment. */
    private void writeCrowd() {
        startOne(gs);
        List<SimOp> first = ops.getFirst();
        long ns = random.nextLong(1_000, 400_000);
        while (nextG < gs) {
            ops.get(nextG).add(new SimOp(What.SLEEP, ns, -1));
            startOne(0);
            if (random.nextInt(100) == 0) {
                first.add(new SimOp(What.YIELD, 0, -1));
            }
        }
        time(ns * gs);
    }

    private void startOne(int who) {
        ops.get(who).add(new SimOp(What.START, 0, nextG));
        started.add(nextG++);
    }

    private SimOp next(int who) {
        if (who >= gs) {
            return ofThread();
        }
        return kind == Kind.BUSY && random.nextInt(3) == 0
                ? busily()
                : ofG(who, true, true, false, false);
    }

    /** The same few things over and over: what the scheduler learns from. */
    private SimOp busily() {
        int times = 5 + random.nextInt(40);
        SimOp[] body = new SimOp[1 + random.nextInt(2)];
        for (int i = 0; i < body.length; i++) {
            int n = random.nextInt(100);
            int most = n < 60 ? 20_000 : 500_000;
            long ns = random.nextLong(200, most);
            time(ns * times);
            body[i] =
                    switch (n % 6) {
                        case 0 -> new SimOp(What.COMPUTE, ns, -1);
                        case 1 -> new SimOp(What.SLEEP, ns, -1);
                        case 2, 3 -> new SimOp(What.SYSCALL, ns, 0);
                        case 4 -> new SimOp(What.YIELD, 0, -1);
                        default -> new SimOp(What.UNPARK, 0, anyG());
                    };
        }
        return new SimOp(What.REPEAT, 0, times, body);
    }

    /**
     * Mostly far below sysmon's delays, sometimes as long, now and then about a slice or longer,
     * and once in a while longer than idle threads live.
     */
    private long duration() {
        int n = random.nextInt(5000);
        if (n == 0) {
            return time(random.nextLong(900_000_000, 2 * Ms.IDLE_THREAD_NS));
        } else if (n < 150) {
            return time(random.nextLong(Retake.SLICE_NS - 200_000, Retake.SLICE_NS + 200_000));
        }
        int most = n < 2750 ? 5_000 : n < 4000 ? 60_000 : n < 4800 ? 2_000_000 : 25_000_000;
        return time(random.nextLong(100, most));
    }

    private long time(long ns) {
        work += ns;
        return ns;
    }

    private SimOp ofThread() {
        int n = random.nextInt(100);
        if (n < 35) {
            return signal();
        } else if (n < 45) {
            return new SimOp(What.UNPARK, 0, anyG());
        } else if (n < 65) {
            return new SimOp(What.STACK_TRACE, 0, anyG());
        } else if (n < 85) {
            return new SimOp(What.UNANNOUNCED, duration(), -1);
        }
        return rare(n);
    }

    private SimOp rare(int n) {
        return switch (n % 7) {
            case 0, 1, 2 -> new SimOp(What.SET_MAX_PROCS, 0, 1 + random.nextInt(4));
            case 3, 4, 5 -> new SimOp(What.STOP_THE_WORLD, time(random.nextInt(5_000)), -1);
            default -> new SimOp(What.STATS, 0, -1);
        };
    }

    private int anyG() {
        return started.get(random.nextInt(started.size()));
    }

    private SimOp signal() {
        int g = anyG();
        if (random.nextInt(3) == 0) {
            sent[g]++;
            return new SimOp(What.SEND, random.nextInt(2), g);
        }
        signals[g]++;
        return new SimOp(What.SIGNAL, 0, g);
    }

    /**
     * One for a G.
     *
     * @param outermost whether it may end the script
     * @param nests whether it may have a body
     * @param pinned inside PINNED
     * @param locked inside SYNCHRONIZED, where it waits for nobody
     */
    private SimOp ofG(int who, boolean outermost, boolean nests, boolean pinned, boolean locked) {
        int n = random.nextInt(100);
        if (n < 14) {
            return new SimOp(What.COMPUTE, duration(), -1);
        } else if (n < 17) {
            return new SimOp(What.COMPUTE_WITH_CHECKPOINTS, duration(), -1);
        } else if (n < 30) {
            return new SimOp(What.SYSCALL, duration(), random.nextInt(PLACES));
        } else if (n < 35) {
            return new SimOp(What.SYSCALL_KNOWN_TO_BLOCK, duration(), -1);
        } else if (n < 38) {
            return new SimOp(What.JDK_BLOCKER, duration(), -1);
        } else if (n < 42) {
            return new SimOp(What.UNANNOUNCED, duration(), -1);
        } else if (n < 48) {
            return new SimOp(What.SLEEP, duration(), -1);
        } else if (n < 52) {
            return new SimOp(What.PARK_NANOS, duration(), -1);
        } else if (n < 60) {
            return signal();
        } else if (n < 70) {
            // A parked M that waits for what another M is to do needs that other M.
            boolean may = !locked && !(pinned && maxThreads < PLENTY);
            if (!may || kind == Kind.CLOSED_EARLY) { // who would signal may never be started
                return signal();
            } else if (sent[who] > 0 && random.nextBoolean()) {
                sent[who]--;
                return new SimOp(What.RECEIVE, random.nextBoolean() ? 0 : duration(), -1);
            } else if (signals[who] > 0) {
                signals[who]--;
                return new SimOp(What.AWAIT, 0, -1);
            }
            return random.nextInt(4) == 0 ? new SimOp(What.REOPEN, 0, -1) : signal();
        } else if (n < 76) {
            return new SimOp(What.YIELD, 0, -1);
        } else if (n < 78) {
            return new SimOp(What.UNPARK, 0, anyG());
        } else if (n < 80) {
            return new SimOp(What.STACK_TRACE, 0, anyG());
        } else if (n < 84 && !locked && !pinned) {
            return rare(random.nextInt(7));
        } else if (n < 89 && nests) {
            int place = random.nextInt(PLACES);
            return new SimOp(What.SECTION, 0, place, body(who, pinned, locked));
        } else if (n < 91 && nests) {
            return new SimOp(What.SECTION_KNOWN_TO_BLOCK, 0, -1, body(who, pinned, locked));
        } else if (n < 95 && nests) {
            return new SimOp(What.PINNED, 0, -1, body(who, true, locked));
        } else if (n < 99 && nests && !pinned && !locked) {
            return new SimOp(What.SYNCHRONIZED, 0, -1, body(who, pinned, true));
        } else if (n < 99 || !outermost) {
            return new SimOp(What.YIELD, 0, -1);
        }
        over[who] = true;
        return new SimOp(What.END_INSIDE, 0, -1);
    }

    private SimOp[] body(int who, boolean pinned, boolean locked) {
        SimOp[] body = new SimOp[1 + random.nextInt(3)];
        for (int i = 0; i < body.length; i++) {
            body[i] = ofG(who, false, random.nextInt(4) == 0, pinned, locked);
        }
        return body;
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        out.append(kind)
                .append(", maxProcs ")
                .append(maxProcs)
                .append(", maxThreads ")
                .append(maxThreads);
        out.append(", one thread refused in ").append(refuseOneIn).append('\n');
        for (int i = 0; i < ops.size(); i++) {
            out.append(i < gs ? "G" + i : "T" + (i - gs)).append(": ").append(ops.get(i));
            out.append('\n');
        }
        return out.toString();
    }
}
