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

    /** Of those that have the earliest time, the one that is the surest to be next. */
    private int firstOfTied() {
        long t = heap[0].timeNs();
        int best = 0;
        int most = -1;
        for (int i = 0; i < size && most < SURE_AND_TAKES; i++) {
            if (heap[i].timeNs() == t) {
                int sure = sureness(heap[i]);
                if (sure > most) {
                    most = sure;
                    best = i;
                }
            }
        }
        return best;
    }

    private static final int LATER = 0;
    private static final int MAYBE = 1;

    /** It is sure, but for somebody who took its P and said so at that time. */
    private static final int SURE_AND_LACKS = 2;

    private static final int SURE = 3;

    /** Who it is taken from goes on after that. */
    private static final int SURE_AND_TAKES = 4;

    private int sureness(Stream s) {
        int seq = s.seq();
        LastSeq of = s.type().isOfG() ? gs : ps;
        int last = seq == 0 ? -1 : of.get(s.type().isOfG() ? s.g() : s.p() + 1);
        boolean sure;
        if (s.type() == EventType.GO_SYSBLOCK) {
            sure = seq == last; // it bears the number of the call
        } else {
            sure = seq == 0 || seq == 1 || (last >= 0 && seq == after(last));
        }
        if (sure) {
            return takes(s.type()) ? SURE_AND_TAKES : lacks(s) ? SURE_AND_LACKS : SURE;
        }
        return last < 0 ? MAYBE : LATER;
    }

    private static int after(int seq) {
        return seq == Event.SEQ_MASK ? 1 : seq + 1;
    }

    /** Whether its clock was read before others could see it. */
    private static boolean takes(EventType type) {
        return switch (type) {
            case GO_SYSBLOCK, RETAKE, LEND, GIVE_BACK -> true;
            default -> false;
        };
    }

    /** Whether it says that its M has no P. */
    private static boolean lacks(Stream s) {
        return s.p() < 0
                && switch (s.type()) {
                    case GO_SYSEXIT, GO_PARK, GO_SCHED, GO_PREEMPT, GO_END -> true;
                    default -> false;
                };
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
