package programs.explode;

import java.util.concurrent.atomic.AtomicInteger;

/** How many readers have begun, and come back. Any thread may ask. */
final class Counts {
    private final AtomicInteger begun = new AtomicInteger();
    private final AtomicInteger back = new AtomicInteger();
    private final AtomicInteger wrong = new AtomicInteger();

    /** One is about to make its call. */
    void began() {
        begun.incrementAndGet();
    }

    /**
     * The call of one has returned.
     *
     * @param right whether with what was meant for it
     */
    void cameBack(boolean right) {
        if (!right) {
            wrong.incrementAndGet();
        }
        back.incrementAndGet();
    }

    int begun() {
        return begun.get();
    }

    int back() {
        return back.get();
    }

    int wrong() {
        return wrong.get();
    }
}
