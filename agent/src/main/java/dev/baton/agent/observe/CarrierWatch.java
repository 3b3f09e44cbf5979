package dev.baton.agent.observe;

import dev.baton.agent.observe.WatchedCarrier.Doing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Looks at the JDK's carriers, every {@link #LOOK_MS}: which of them sleeps in the kernel, or
 * computes, while virtual threads wait for a carrier? What lasts is charged to the place where the
 * virtual thread on it is. A look reads a file of {@code /proc} for each carrier, and the clock of
 * the CPU of each that computes; a stack is taken once for each time that a carrier is kept.
 *
 * <p>The kernel says R of a thread that is on a CPU and of one that waits for one. Who has none
 * keeps nobody waiting, and nothing in the program can be blamed for it: so what is charged for
 * computing is time on a CPU, and the rest is told by itself.
 *
 * <p>Not final for the tests alone.
 */
class CarrierWatch implements Runnable {
    static final int LOOK_MS = 10;

    private static final long CARRIERS_EVERY_NS = 100_000_000;

    /** To find out who is on a carrier may take so much of the time. */
    private static final int SEARCH_SHARE = 200;

    private static final long LEAST_SEARCH_NS = 10_000;

    private static final int MOST_CULPRITS = 1_000;
    private static final int MOST_FRAMES = 64;

    private final Carriers jdk;
    private final long startNs;
    private boolean isWarm;
    private final List<WatchedCarrier> carriers = new ArrayList<>();
    private final Map<List<Object>, Culprit> culprits = new HashMap<>();
    private long carriersNs;

    /** What a search costs, by the ones before. */
    private long searchNs;

    private long nextSearchNs;
    private long lookedNs;

    // Since when somebody waits while all carriers are kept; and of such times the sum, the
    // longest.
    private long starvedSince;
    private long starvedNs;
    private long longestNs;
    private int mostCarriers;

    /** How long carriers had no CPU while virtual threads waited for them. */
    private long noCpuNs;

    CarrierWatch(Carriers jdk) {
        this.jdk = jdk;
        startNs = jdk.nanoTime();
        nextSearchNs = startNs;
        lookedNs = startNs;
    }

    /** Looks once. */
    @Override
    public synchronized void run() {
        if (!isWarm) {
            isWarm = true;
            jdk.mounted(); // the first takes long, and is not to count
        }
        look(jdk.nanoTime());
    }

    private void look(long now) {
        if (now - carriersNs >= CARRIERS_EVERY_NS) {
            carriersNs = now;
            findCarriers();
        }
        boolean waiting = !carriers.isEmpty() && jdk.waiting() > 0;
        int kept = 0;
        boolean search = false;
        for (WatchedCarrier c : carriers) {
            Doing doing = c.look();
            if (!waiting || doing != c.doing) {
                c.begin(doing, now);
                continue;
            }
            boolean hasCpu = hasCpu(c, now);
            if (doing != Doing.OTHER && c.mounted == null) {
                search |= isForLong(c, now);
            } else if (doing != Doing.OTHER && isKept(c, now) && hasCpu) {
                kept++;
            }
        }
        if (search && now >= nextSearchNs) {
            searchMounted(now);
        }
        account(kept > 0 && kept == carriers.size(), now);
        lookedNs = now;
    }

    /** Whether one that computes was on a CPU for most of the time since the last look. */
    private boolean hasCpu(WatchedCarrier c, long now) {
        if (c.doing != Doing.COMPUTING) {
            return true;
        }
        long wasNs = c.lookedCpuNs;
        c.lookedCpuNs = c.cpuNs();
        long onNs = Math.max(c.lookedCpuNs - wasNs, 0);
        long passedNs = now - lookedNs;
        noCpuNs += Math.max(passedNs - onNs, 0);
        return 2 * onNs >= passedNs;
    }

    /** Whether it does what it does for long enough to be worth a word. */
    private boolean isForLong(WatchedCarrier c, long now) {
        return didNs(c, now) >= c.leastNs();
    }

    /** For how long it has slept; or was on a CPU. */
    long didNs(WatchedCarrier c, long now) {
        return c.doing == Doing.COMPUTING ? c.lookedCpuNs - c.sinceCpuNs : now - c.since;
    }

    private void findCarriers() {
        List<Thread> live = jdk.all();
        for (Iterator<WatchedCarrier> i = carriers.iterator(); i.hasNext(); ) {
            WatchedCarrier c = i.next();
            if (!live.remove(c.thread)) {
                i.remove();
                c.close();
            }
        }
        for (Thread thread : live) {
            WatchedCarrier c = jdk.watch(thread);
            if (c != null) {
                carriers.add(c);
            }
        }
        mostCarriers = Math.max(mostCarriers, carriers.size());
    }

    /** Who is on the carriers that do not come back? */
    private void searchMounted(long now) {
        Map<Thread, Thread> mounted = jdk.mounted();
        long tookNs = jdk.nanoTime() - now;
        // The thread may have had no CPU meanwhile: that is no cost, and others tell it from one.
        searchNs = Math.min(tookNs, 2 * searchNs + LEAST_SEARCH_NS);
        nextSearchNs = now + SEARCH_SHARE * searchNs;
        for (WatchedCarrier c : carriers) {
            if (c.mounted == null && c.doing != Doing.OTHER && isForLong(c, now)) {
                c.mounted = mounted.get(c.thread);
                if (c.mounted == null || c.doing == Doing.COMPUTING) {
                    c.beginsAt(now); // it waits for work; or there may have been another just now
                }
            }
        }
    }

    /** Whether the same virtual thread keeps it still; charges that. */
    private boolean isKept(WatchedCarrier c, long now) {
        if (!isStillOn(c)) {
            c.begin(c.doing, now);
            return false;
        }
        if (!isForLong(c, now)) {
            return false;
        }
        charge(c, now);
        return true;
    }

    boolean isStillOn(WatchedCarrier c) {
        return jdk.isOn(c.mounted, c.thread);
    }

    private void charge(WatchedCarrier c, long now) {
        if (c.culprit == null) {
            c.culprit = culprit(c.doing == Doing.ASLEEP, jdk.stack(c.mounted));
            c.culprit.times++;
        }
        long didNs = didNs(c, now);
        c.culprit.totalNs += didNs - c.countedNs;
        c.culprit.longestNs = Math.max(c.culprit.longestNs, didNs);
        c.countedNs = didNs;
    }

    private Culprit culprit(boolean asleep, StackTraceElement[] stack) {
        List<StackTraceElement> frames =
                Arrays.asList(stack).subList(0, Math.min(stack.length, MOST_FRAMES));
        List<Object> key = List.of(asleep, frames);
        Culprit known = culprits.get(key);
        if (known == null) {
            known = new Culprit(asleep, frames);
            if (culprits.size() < MOST_CULPRITS) {
                culprits.put(key, known);
            }
        }
        return known;
    }

    private void account(boolean starves, long now) {
        if (!starves) {
            starvedSince = 0;
            return;
        }
        if (starvedSince == 0) {
            starvedSince = lookedNs;
        }
        starvedNs += now - lookedNs;
        longestNs = Math.max(longestNs, now - starvedSince);
    }

    /** What was seen so far. */
    synchronized Observed observed() {
        List<Culprit> worst = new ArrayList<>(culprits.values());
        worst.sort(Comparator.comparingLong((Culprit c) -> c.totalNs).reversed());
        return new Observed(
                jdk.nanoTime() - startNs,
                mostCarriers,
                starvedNs,
                longestNs,
                noCpuNs,
                List.copyOf(worst));
    }
}
