package dev.baton.sched;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Who goes on at each step, all from one seed. Half of the seeds walk at random, with anything from
 * a switch at every other step to one in sixty-four. The other half go by random priorities that
 * change at a few random points: a bug that needs few switches at the right places, with long
 * undisturbed runs in between, is found far sooner that way.
 */
final class SimSchedule {
    /** After so many steps others come first: it may be spinning for what another is to do. */
    private static final int LONGEST_TURN = 2_000;

    private static final int LENGTH_GUESS = 2_500;

    private final SplittableRandom random;
    private final boolean byPriority;
    private final int switchMask;
    private final long[] changeAt;
    private int nextChange;
    private int lowest;
    private long step;
    private boolean awoken;

    SimSchedule(SplittableRandom random) {
        this.random = random;
        this.byPriority = random.nextBoolean();
        this.switchMask = (1 << (1 + random.nextInt(6))) - 1;
        this.changeAt = new long[1 + random.nextInt(6)];
        for (int i = 0; i < changeAt.length; i++) {
            changeAt[i] = random.nextInt(LENGTH_GUESS);
        }
        Arrays.sort(changeAt);
    }

    void started(SimThread t) {
        t.priority = 1 + random.nextInt(1 << 20);
        awoken = true;
    }

    void awoke(SimThread t) {
        awoken = true;
    }

    /** Whether the thread that runs is to be interrupted here. */
    boolean interrupts(SimThread current) {
        step++;
        if (++current.turn > LONGEST_TURN) {
            current.turn = 0;
            current.priority = --lowest;
            return true;
        }
        if (!byPriority) {
            return (random.nextInt() & switchMask) == 0;
        }
        boolean changed = false;
        while (nextChange < changeAt.length && changeAt[nextChange] <= step) {
            nextChange++;
            current.priority = --lowest;
            changed = true;
        }
        if (awoken) {
            awoken = false;
            changed = true;
        }
        return changed;
    }

    /** Who goes on now. */
    SimThread next(List<SimThread> runnable) {
        if (!byPriority) {
            return runnable.get(random.nextInt(runnable.size()));
        }
        SimThread best = runnable.get(0);
        for (int i = 1; i < runnable.size(); i++) {
            SimThread t = runnable.get(i);
            if (t.priority > best.priority) {
                best = t;
            }
        }
        return best;
    }
}
