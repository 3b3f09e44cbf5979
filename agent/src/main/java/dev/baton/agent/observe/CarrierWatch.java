package dev.baton.agent.observe;

import dev.baton.agent.observe.WatchedCarrier.Doing;
import dev.baton.vthread.JdkCarriers;
import dev.baton.vthread.NativeThreadIds;
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
 * virtual thread on it is. A look reads a file of {@code /proc} for each carrier; a stack is taken
 * once for each time that a carrier is kept.
 */
final class CarrierWatch implements Runnable {
    static final int LOOK_MS = 10;

    private static final long CARRIERS_EVERY_NS = 100_000_000;

    /** To find out who is on a carrier may take so much of the time. */
    private static final int SEARCH_SHARE = 200;

    private static final long LEAST_SEARCH_NS = 10_000;

    private static final int MOST_CULPRITS = 1_000;
    private static final int MOST_FRAMES = 64;

    private final long startNs = System.nanoTime();
    private boolean isWarm;
    private final List<WatchedCarrier> carriers = new ArrayList<>();
    private final Map<List<Object>, Culprit> culprits = new HashMap<>();
    private long carriersNs;

    /** What a search costs, by the ones before. */
    private long searchNs;

    private long nextSearchNs = startNs;
    private long lookedNs = startNs;

    // Since when somebody waits while all carriers are kept; and of such times the sum, the
    // longest.
    private long starvedSince;
    private long starvedNs;
    private long longestNs;
    private int mostCarriers;

    /** Looks once. */
    @Override
    public synchronized void run() {
        if (!isWarm) {
            isWarm = true;
            JdkCarriers.mounted(); // the first takes long, and is not to count
        }
        look(System.nanoTime());
    }

    private void look(long now) {
        if (now - carriersNs >= CARRIERS_EVERY_NS) {
            carriersNs = now;
            findCarriers();
        }
        boolean waiting = !carriers.isEmpty() && JdkCarriers.waiting() > 0;
        int kept = 0;
        boolean search = false;
        for (WatchedCarrier c : carriers) {
            Doing doing = c.look();
            if (!waiting || doing != c.doing) {
                c.begin(doing, now);
            } else if (doing != Doing.OTHER && c.mounted == null) {
                search |= now - c.since >= c.leastNs();
            } else if (doing != Doing.OTHER && isKept(c, now)) {
                kept++;
            }
        }
        if (search && now >= nextSearchNs) {
            searchMounted(now);
        }
        account(kept > 0 && kept == carriers.size(), now);
        lookedNs = now;
    }

    private void findCarriers() {
        List<Thread> live = JdkCarriers.all();
        for (Iterator<WatchedCarrier> i = carriers.iterator(); i.hasNext(); ) {
            WatchedCarrier c = i.next();
            if (!live.remove(c.thread)) {
                i.remove();
                c.close();
            }
        }
        for (Thread thread : live) {
            int tid = NativeThreadIds.of(thread);
            if (tid != 0) {
                carriers.add(new WatchedCarrier(thread, tid));
            }
        }
        mostCarriers = Math.max(mostCarriers, carriers.size());
    }

    /** Who is on the carriers that do not come back? */
    private void searchMounted(long now) {
        Map<Thread, Thread> mounted = JdkCarriers.mounted();
        long tookNs = System.nanoTime() - now;
        // The thread may have had no CPU meanwhile: that is no cost, and others tell it from one.
        searchNs = Math.min(tookNs, 2 * searchNs + LEAST_SEARCH_NS);
        nextSearchNs = now + SEARCH_SHARE * searchNs;
        for (WatchedCarrier c : carriers) {
            if (c.mounted == null && c.doing != Doing.OTHER && now - c.since >= c.leastNs()) {
                c.mounted = mounted.get(c.thread);
                if (c.mounted == null || c.doing == Doing.COMPUTING) {
                    c.since = now; // it waits for work; or there may have been another just now
                }
                c.counted = c.since;
            }
        }
    }

    /** Whether the same virtual thread keeps it still; charges that. */
    private boolean isKept(WatchedCarrier c, long now) {
        if (!JdkCarriers.isOn(c.mounted, c.thread)) {
            c.begin(c.doing, now);
            return false;
        }
        if (now - c.since < c.leastNs()) {
            return false;
        }
        charge(c, now);
        return true;
    }

    private void charge(WatchedCarrier c, long now) {
        if (c.culprit == null) {
            c.culprit = culprit(c.doing == Doing.ASLEEP, c.mounted.getStackTrace());
            c.culprit.times++;
        }
        c.culprit.totalNs += now - c.counted;
        c.culprit.longestNs = Math.max(c.culprit.longestNs, now - c.since);
        c.counted = now;
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
                System.nanoTime() - startNs,
                mostCarriers,
                starvedNs,
                longestNs,
                List.copyOf(worst));
    }
}
