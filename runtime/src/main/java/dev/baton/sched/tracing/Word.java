package dev.baton.sched.tracing;

import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A string that traces name by a number. It is made once, and keeps its number as long as the
 * process lasts.
 */
public final class Word {
    private static final AtomicInteger NUMBERS = new AtomicInteger();
    private static final AtomicReference<Word> NEWEST = new AtomicReference<>();
    private static final ConcurrentHashMap<String, Word> BY_TEXT = new ConcurrentHashMap<>();

    /** More different ones than that, names of threads say, are not kept: they have no number. */
    private static final int MOST = 1 << 16;

    final int number;
    final String text;

    /** The one that was made before it. */
    Word before;

    /**
     * Makes one, for who keeps it himself.
     *
     * @param text what it is
     */
    public Word(String text) {
        this.text = text;
        this.number = NUMBERS.incrementAndGet();
        do {
            before = NEWEST.get();
        } while (!NEWEST.compareAndSet(before, this));
    }

    /**
     * The number of some text.
     *
     * @param text not one of very many, for it is kept
     * @return 0 for null and for the empty one, and where there are too many already
     */
    public static int numberOf(String text) {
        if (text == null || text.isEmpty()) {
            return 0;
        }
        Word w = BY_TEXT.get(text);
        if (w == null) {
            if (NUMBERS.get() >= MOST) {
                return 0;
            }
            w = BY_TEXT.computeIfAbsent(text, Word::new);
        }
        return w.number;
    }

    /**
     * Its number.
     *
     * @return at least 1
     */
    public int number() {
        return number;
    }

    static Word newest() {
        return NEWEST.get();
    }
}
