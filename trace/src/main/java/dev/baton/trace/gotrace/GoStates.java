package dev.baton.trace.gotrace;

import dev.baton.trace.replay.LongIndex;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Gs and Ps as Go's parser will see them, and the writing of their events so that it accepts them:
 * each method brings a G or P into a state by the events that lead there from the one it is in.
 * That is one event where the trace holds all; where some were lost, it is those, too. A G that
 * runs on without a P is, to Go, in a system call that blocks.
 */
final class GoStates {
    private static final byte DEAD = 0;
    private static final byte RUNNABLE = 1;
    private static final byte RUNNING = 2;
    private static final byte WAITING = 3;

    /** A P that nobody runs. */
    private static final long STOPPED = -1;

    private static final long NOBODY = 0;

    private final GoFile file;
    private final LongIndex index = new LongIndex();
    private byte[] state = new byte[64];
    private long[] seq = new long[64];
    private int[] pOfG = new int[64];
    private boolean[] isInCall = new boolean[64];

    /** Whether the parser knows since when it is in a call without a P. */
    private boolean[] isBlocked = new boolean[64];

    /** When it came back from it, in ticks; 0 where it has not, or goes on at once. */
    private long[] exitTick = new long[64];

    /** By P: the G that runs there, {@link #NOBODY} or {@link #STOPPED}. */
    private final Map<Integer, Long> gOfP = new HashMap<>();

    private long ns;

    GoStates(GoFile file) {
        this.file = file;
    }

    /** When what follows is. */
    void at(long timeNs) {
        ns = timeNs;
    }

    boolean isKnown(long g) {
        return index.find(g) != LongIndex.NONE;
    }

    boolean isRunning(long g) {
        int row = index.find(g);
        return row != LongIndex.NONE && state[row] == RUNNING;
    }

    long gOf(int p) {
        return Math.max(NOBODY, gOfP.getOrDefault(p, STOPPED));
    }

    int pOf(long g) {
        int row = index.find(g);
        return row != LongIndex.NONE && state[row] == RUNNING ? pOfG[row] : GoFile.NO_P;
    }

    /** On which P it can say that "by" did something: on that of "by", if it runs there. */
    private int placeOf(int p, long by) {
        return p >= 0 && gOfP.getOrDefault(p, STOPPED) == by ? p : GoFile.NO_P;
    }

    void create(long g, int p, long by, int nameStack) {
        if (!isKnown(g)) {
            file.event(placeOf(p, by), ns, GoEvent.GO_CREATE, g, nameStack, 0);
            int row = index.add(g);
            ensure(row);
            state[row] = RUNNABLE;
            seq[row] = 1;
            isInCall[row] = false;
            isBlocked[row] = false;
            exitTick[row] = 0;
        }
    }

    /** Right after its creation: it waited before the trace began. */
    void waitedBefore(long g, boolean inCall) {
        int row = index.find(g);
        file.event(GoFile.NO_P, ns, inCall ? GoEvent.GO_IN_SYSCALL : GoEvent.GO_WAITING, g);
        state[row] = WAITING;
        seq[row]++;
        isInCall[row] = inCall;
        isBlocked[row] = inCall;
    }

    void start(long g, int p, int m) {
        int row = index.find(g);
        if (p < 0 || (state[row] == RUNNING && pOfG[row] == p)) {
            return;
        }
        if (state[row] == RUNNING) {
            block(g);
        }
        if (state[row] == WAITING) {
            exit(g);
        }
        long other = gOf(p);
        if (other != NOBODY) {
            block(other);
        }
        if (gOfP.getOrDefault(p, STOPPED) == STOPPED) {
            startProc(p, m);
        }
        file.event(p, ns, GoEvent.GO_START, g, seq[row]++);
        state[row] = RUNNING;
        pOfG[row] = p;
        gOfP.put(p, g);
    }

    /** It leaves its P by an event that makes it wait. To Go, one that never ran can't. */
    void wait(long g, GoEvent by, int stack) {
        int row = index.find(g);
        if (state[row] == RUNNING) {
            leave(row, by, stack);
            state[row] = WAITING;
        }
        isInCall[row] = false;
        isBlocked[row] = false;
    }

    /** It leaves its P by an event that leaves it runnable. */
    void givesWay(long g, GoEvent by) {
        int row = index.find(g);
        if (state[row] == RUNNING) {
            leave(row, by, 0);
            state[row] = RUNNABLE;
        } else {
            exit(g);
        }
    }

    private void leave(int row, GoEvent by, int stack) {
        file.event(pOfG[row], ns, by, stack);
        gOfP.put(pOfG[row], NOBODY);
    }

    void unblock(long g, int p, long by, int stack) {
        int row = index.find(g);
        if (state[row] == WAITING) {
            file.event(placeOf(p, by), ns, GoEvent.GO_UNBLOCK, g, seq[row]++, stack);
            state[row] = RUNNABLE;
        }
    }

    /** It enters a call. */
    void call(long g, int stack) {
        int row = index.find(g);
        if (state[row] == RUNNING) {
            file.event(pOfG[row], ns, GoEvent.GO_SYS_CALL, stack);
        }
        isInCall[row] = true;
    }

    /** It loses its P. */
    void block(long g) {
        int row = index.find(g);
        if (state[row] == RUNNING) {
            file.event(pOfG[row], ns, GoEvent.GO_SYS_BLOCK);
            gOfP.put(pOfG[row], NOBODY);
            state[row] = WAITING;
            isBlocked[row] = true;
            exitTick[row] = 0;
        }
    }

    /** It came back from a call that blocked, and has no P yet: it is to be known when that was. */
    void returned(long g) {
        int row = index.find(g);
        if (state[row] == WAITING && isBlocked[row]) {
            exitTick[row] = file.takeTick(ns);
        }
    }

    boolean isInCall(long g) {
        return isInCall[index.find(g)];
    }

    void callEnds(long g) {
        isInCall[index.find(g)] = false;
    }

    /** From a call that blocked: it is runnable. */
    void exit(long g) {
        int row = index.find(g);
        if (state[row] == RUNNING) {
            leave(row, GoEvent.GO_SCHED, 0);
        } else if (state[row] == WAITING) {
            // By no P: it has none, whichever it will get.
            file.event(GoFile.NO_P, ns, GoEvent.GO_SYS_EXIT, g, seq[row]++, exitTick[row]);
        }
        exitTick[row] = 0;
        isBlocked[row] = false;
        state[row] = RUNNABLE;
        isInCall[row] = false;
    }

    void end(long g) {
        int row = index.find(g);
        if (state[row] == RUNNING) {
            file.event(pOfG[row], ns, GoEvent.GO_END);
            gOfP.put(pOfG[row], NOBODY);
        }
        state[row] = DEAD;
        index.remove(g);
    }

    void startProc(int p, int m) {
        long was = gOfP.getOrDefault(p, STOPPED);
        if (was > NOBODY) {
            return; // it is the same G's, on the same M
        }
        if (was == NOBODY) {
            file.event(p, ns, GoEvent.PROC_STOP);
        }
        file.event(p, ns, GoEvent.PROC_START, Math.max(0, m));
        gOfP.put(p, NOBODY);
    }

    void stopProc(int p) {
        if (gOfP.getOrDefault(p, STOPPED) == NOBODY) {
            file.event(p, ns, GoEvent.PROC_STOP);
            gOfP.put(p, STOPPED);
        }
    }

    private void ensure(int row) {
        if (row >= state.length) {
            int size = 2 * row;
            state = Arrays.copyOf(state, size);
            seq = Arrays.copyOf(seq, size);
            pOfG = Arrays.copyOf(pOfG, size);
            isBlocked = Arrays.copyOf(isBlocked, size);
            exitTick = Arrays.copyOf(exitTick, size);
            isInCall = Arrays.copyOf(isInCall, size);
        }
    }
}
