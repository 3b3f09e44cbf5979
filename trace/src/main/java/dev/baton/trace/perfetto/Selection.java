package dev.baton.trace.perfetto;

import dev.baton.trace.Trace;
import dev.baton.trace.replay.Call;
import dev.baton.trace.replay.LongIndex;
import dev.baton.trace.replay.Replay;
import dev.baton.trace.replay.Spans;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * What has to be known before the first packet is written: which Gs get a track, which flows have
 * both ends, and where the long calls were made.
 */
final class Selection implements Spans {
    private static final int NO_FLOW = -1;

    private final LongIndex index = new LongIndex();
    private long[] g = new long[64];
    private long[] busyNs = new long[64];
    private long[] longestWaitNs = new long[64];
    private int[] pending = new int[64];
    private int[] lastCall = new int[64];
    private int readied;
    private int handOffs;
    private int calls;
    private final BitSet readiedRan = new BitSet();
    private final BitSet handOffArrived = new BitSet();
    private final Map<Integer, Integer> handOffOfP = new HashMap<>();
    private final Map<Integer, Integer> stackOfCall = new HashMap<>();

    private Selection() {}

    static Selection of(Trace trace) {
        Selection selection = new Selection();
        Replay.of(trace, selection);
        return selection;
    }

    /** Half of them the busiest, half those that waited longest to be run. */
    Set<Long> gs(int most) {
        Set<Long> chosen = new HashSet<>();
        int half = most / 2;
        top(busyNs, most - half, chosen);
        top(longestWaitNs, most, chosen);
        return chosen;
    }

    private void top(long[] by, int upTo, Set<Long> chosen) {
        IntStream.range(0, index.places())
                .boxed()
                .sorted(Comparator.comparingLong((Integer row) -> by[row]).reversed())
                .mapToLong(row -> g[row])
                .takeWhile(each -> chosen.size() < upTo)
                .forEach(chosen::add);
    }

    /** Whether the n-th that was made runnable ran. */
    boolean ran(int n) {
        return readiedRan.get(n);
    }

    /** Whether the n-th P that was handed on arrived. */
    boolean arrived(int n) {
        return handOffArrived.get(n);
    }

    /** The stack of the n-th call; 0 where there is none. */
    int stackOfCall(int n) {
        return stackOfCall.getOrDefault(n, 0);
    }

    private int row(long ofG) {
        int known = index.size();
        int row = index.add(ofG);
        if (index.size() > known) {
            if (row == g.length) {
                int size = 2 * row;
                g = Arrays.copyOf(g, size);
                busyNs = Arrays.copyOf(busyNs, size);
                longestWaitNs = Arrays.copyOf(longestWaitNs, size);
                pending = Arrays.copyOf(pending, size);
                lastCall = Arrays.copyOf(lastCall, size);
            }
            g[row] = ofG;
            pending[row] = NO_FLOW;
            lastCall[row] = NO_FLOW;
        }
        return row;
    }

    @Override
    public void readied(long ofG, long by, int m, long timeNs) {
        int row = row(ofG);
        pending[row] = readied++;
    }

    @Override
    public void stayBegins(long ofG, int m, long timeNs) {
        int row = row(ofG);
        if (pending[row] != NO_FLOW) {
            readiedRan.set(pending[row]);
            pending[row] = NO_FLOW;
        }
    }

    @Override
    public void turnEnds(long ofG, int m, int p, long fromNs, long toNs) {
        int row = row(ofG);
        busyNs[row] += toNs - fromNs;
    }

    @Override
    public void waited(long ofG, int m, int p, long fromNs, long toNs) {
        int row = row(ofG);
        longestWaitNs[row] = Math.max(longestWaitNs[row], toNs - fromNs);
    }

    @Override
    public void handOffBegins(int p, int byM, long timeNs) {
        handOffOfP.put(p, handOffs++);
    }

    @Override
    public void handedOff(int p, int byM, int m, long fromNs, long toNs) {
        handOffArrived.set(handOffOfP.get(p));
    }

    @Override
    public void callBegins(Call call) {
        int row = row(call.g());
        lastCall[row] = calls++;
    }

    @Override
    public void callHasStack(long ofG, long site, long durationNs, int stack) {
        int row = row(ofG);
        if (lastCall[row] != NO_FLOW) {
            stackOfCall.put(lastCall[row], stack);
        }
    }
}
