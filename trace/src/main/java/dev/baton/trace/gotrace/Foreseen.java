package dev.baton.trace.gotrace;

import dev.baton.trace.Event;
import dev.baton.trace.EventType;
import dev.baton.trace.Trace;
import dev.baton.trace.replay.LongIndex;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a trace says later than Go's format wants to know it: which Gs there were at the start and
 * what they did then, what Gs are called, and where the long calls were made.
 */
final class Foreseen {
    /** What a G did when the trace began. */
    enum Start {
        RUNNABLE,
        WAITING,
        IN_CALL,
    }

    /**
     * A G that was there.
     *
     * @param g which
     * @param start what it did; what ran is runnable until it is first seen
     */
    record Early(long g, Start start) {}

    private final List<Early> early = new ArrayList<>();
    private final Map<Long, Long> names = new HashMap<>();
    private final LongIndex seen = new LongIndex();
    private final LongIndex longCalls = new LongIndex();
    private long[] lastCall = new long[64];
    private int[] stacks = new int[64];
    private long calls;

    private Foreseen() {}

    static Foreseen of(Trace trace) {
        Foreseen foreseen = new Foreseen();
        trace.forEach(foreseen::visit);
        return foreseen;
    }

    /** In the order in which they are first seen. */
    List<Early> early() {
        return early;
    }

    /** The string that is a G's name; 0 where it has none. */
    long name(long g) {
        return names.getOrDefault(g, 0L);
    }

    /**
     * The stack of a call.
     *
     * @param call its number, in the order in which they begin, from 0
     * @return 0 where there is none
     */
    int stackOfCall(long call) {
        int place = longCalls.find(call);
        return place == LongIndex.NONE ? 0 : stacks[place];
    }

    private void visit(Event e) {
        EventType type = e.type();
        if (type == EventType.GO_NAME) {
            names.put(e.g(), e.arg(0));
        }
        if (!type.isOfG()) {
            return;
        }
        int known = seen.size();
        int place = seen.add(e.g());
        if (seen.size() > known && type != EventType.GO_CREATE && type != EventType.GO_NAME) {
            early.add(new Early(e.g(), before(e)));
        }
        if (type == EventType.GO_SYSCALL) {
            lastCall = ensure(lastCall, place);
            lastCall[place] = calls++;
        } else if (type == EventType.LONG_CALL && place < lastCall.length) {
            int callPlace = longCalls.add(lastCall[place]);
            if (callPlace >= stacks.length) {
                stacks = Arrays.copyOf(stacks, 2 * callPlace);
            }
            stacks[callPlace] = e.stackId();
        }
    }

    private static long[] ensure(long[] array, int place) {
        return place < array.length
                ? array
                : Arrays.copyOf(array, Math.max(2 * array.length, place + 1));
    }

    private static Start before(Event e) {
        return switch (e.type()) {
            case GO_UNPARK -> Start.WAITING;
            case GO_SYSEXIT, GO_NO_P, GO_IN_SYSCALL -> Start.IN_CALL;
            default -> Start.RUNNABLE;
        };
    }
}
