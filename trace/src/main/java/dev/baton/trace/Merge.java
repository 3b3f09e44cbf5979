package dev.baton.trace;

import java.util.Map;

/**
 * All writers' events in one order: that of time.
 *
 * <p>Each writer's own are in order already, so it is a merge, by a heap. A writer reads the clock
 * while what the event is about is its own, before others may see it: so of two events of a G, or
 * of a P, the later one has no earlier time. On a clock that is coarser than what happens they may
 * have the same, and then the numbers that each G and each P gives its events say which is first.
 */
final class Merge {
    private final Event event;
    private final long until;
    private final Stream[] heap;
    private final LastSeq gs = new LastSeq();
    private final LastSeq ps = new LastSeq();
    private int size;

    Merge(Map<Integer, Stream> streams, long startNs, long until) {
        this.event = new Event(startNs);
        this.until = until;
        this.heap = new Stream[streams.size()];
        for (Stream s : streams.values()) {
            if (s.first()) {
                heap[size++] = s;
            }
        }
        for (int i = size / 2 - 1; i >= 0; i--) {
            siftDown(i);
        }
    }

    void run(EventVisitor visitor) {
        while (size > 0 && heap[0].timeNs() <= until) {
            int i = isTied() ? firstOfTied() : 0;
            Stream s = heap[i];
            s.show(event);
            note(s);
            visitor.visit(event);
            if (!s.next()) {
                heap[i] = heap[--size];
                heap[size] = null;
            }
            if (i < size) {
                settle(i);
            }
        }
    }

    /** Whether another stream's next event has the time of the first one's. */
    private boolean isTied() {
        long t = heap[0].timeNs();
        return (size > 1 && heap[1].timeNs() == t) || (size > 2 && heap[2].timeNs() == t);
    }

    /** Of those that have the earliest time, one that is the next of its G or P; else the first. */
    private int firstOfTied() {
        long t = heap[0].timeNs();
        int taking = -1;
        for (int i = 0; i < size; i++) {
            Stream s = heap[i];
            if (s.timeNs() == t && isNext(s)) {
                if (takes(s.type())) {
                    return i; // who it is taken from goes on after that
                }
                taking = taking < 0 ? i : taking;
            }
        }
        return Math.max(taking, 0);
    }

    /** Whether its clock was read before others could see it. */
    private static boolean takes(EventType type) {
        return switch (type) {
            case GO_SYSBLOCK, RETAKE, LEND, GIVE_BACK -> true;
            default -> false;
        };
    }

    private boolean isNext(Stream s) {
        if (s.seq() == 0) {
            return true;
        }
        LastSeq of = s.type().isOfG() ? gs : ps;
        int last = of.get(s.type().isOfG() ? s.g() : s.p() + 1);
        if (last < 0) {
            return true;
        }
        if (s.type() == EventType.GO_SYSBLOCK) {
            return s.seq() == last; // it bears the number of the call
        }
        return s.seq() == (last == Event.SEQ_MASK ? 1 : last + 1);
    }

    private void note(Stream s) {
        if (s.seq() != 0) {
            LastSeq of = s.type().isOfG() ? gs : ps;
            of.put(s.type().isOfG() ? s.g() : s.p() + 1, s.seq());
        }
    }

    private void settle(int from) {
        int i = from;
        while (i > 0 && heap[i].timeNs() < heap[(i - 1) / 2].timeNs()) {
            swap(i, (i - 1) / 2);
            i = (i - 1) / 2;
        }
        siftDown(i);
    }

    private void siftDown(int from) {
        int i = from;
        for (; ; ) {
            int least = i;
            for (int child = 2 * i + 1; child <= 2 * i + 2 && child < size; child++) {
                if (heap[child].timeNs() < heap[least].timeNs()) {
                    least = child;
                }
            }
            if (least == i) {
                return;
            }
            swap(i, least);
            i = least;
        }
    }

    private void swap(int i, int j) {
        Stream s = heap[i];
        heap[i] = heap[j];
        heap[j] = s;
    }
}
