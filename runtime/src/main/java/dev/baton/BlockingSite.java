package dev.baton;

import dev.baton.sched.Limit;
import dev.baton.sched.tracing.Word;

/**
 * What one call site (or one direction of one file) has shown of its habit to block. Go has no such
 * thing: there, sysmon finds out about every blocking call anew, which takes it 20 µs to 10 ms.
 * Here the first call of a site is timed. A site that blocks hands its P off at once from then on,
 * until its calls turn out not to block again; a site that is quick pays for no clock, until sysmon
 * catches it blocking. To block is to sleep: a call that copies for long keeps its thread on a CPU,
 * and a second one beside it would only take that away.
 *
 * <p>Threads race on the field and it is plain: a lost update costs one hand-off too many or too
 * few, never correctness.
 */
public final class BlockingSite {
    /** A call that slept and took at least this long would have been worth a hand-off. */
    public static final long SHORT_CALL_NS = 20_000;

    private static final int QUICK = 0;
    private static final int UNKNOWN = 1;
    private static final int BLOCKS = 2;
    private static final int BLOCKS_OFTEN = 4;

    private int score = UNKNOWN;

    private boolean hasBlocked;

    private final String label;

    /** How many calls from here there may be at a time; null without a limit. */
    private final Limit limit;

    /** The label, for traces; null before the first one. */
    private Word word;

    /** Makes a site that has shown nothing yet. */
    public BlockingSite() {
        this(null);
    }

    /**
     * Makes a site that has shown nothing yet.
     *
     * @param label what it is called in dumps and messages, or null
     */
    public BlockingSite(String label) {
        this(label, null);
    }

    /**
     * For Baton's own callers, who look at the limit themselves: makes a site that has shown
     * nothing yet.
     *
     * @param label what it is called in dumps and messages, or null
     * @param limit of calls from here; or null
     */
    @SuppressWarnings("exports") // the agent is in the same module
    public BlockingSite(String label, Limit limit) {
        this.label = label;
        this.limit = limit;
    }

    /**
     * For Baton's own callers: what the calls from here are to be counted by.
     *
     * @return null without a limit
     */
    @SuppressWarnings("exports") // as above
    public Limit limit() {
        return limit;
    }

    /**
     * What the site is called.
     *
     * @return the label, or null
     */
    public String label() {
        return label;
    }

    /**
     * For Baton's own callers: what a label says of the call, to stand after "in" in a message.
     *
     * @param label of a site, or null
     * @return the label without the "in" that it may begin with, or null
     */
    public static String callOf(String label) {
        return label != null && label.startsWith("in ") ? label.substring("in ".length()) : label;
    }

    /**
     * Whether the next call from here gives its P away at once.
     *
     * @return true when the last calls blocked
     */
    public boolean handsOff() {
        return score >= BLOCKS;
    }

    /**
     * Whether any call from here has ever blocked: from then on it is worth asking of each
     * descriptor whether it can be waited for in another way.
     *
     * @return false in a program that reads from page caches, say
     */
    public boolean hasBlocked() {
        return hasBlocked;
    }

    /**
     * For the scheduler: what traces call it. Allocates once.
     *
     * @param site a site, or null
     * @return a word's number, or 0 where it has no label
     */
    public static int word(BlockingSite site) {
        if (site == null || site.label == null) {
            return 0;
        }
        Word w = site.word;
        if (w == null) {
            try {
                w = new Word(site.label);
            } catch (OutOfMemoryError e) {
                return 0;
            }
            site.word = w; // two threads may do so: then it has two numbers
        }
        return w.number();
    }

    /**
     * For the scheduler: whether the next call is to be timed.
     *
     * @return true of all but a quick site
     */
    public boolean isTimed() {
        return score != QUICK;
    }

    /**
     * For the scheduler: a call slept and took {@link #SHORT_CALL_NS} or longer, or sysmon saw it
     * asleep.
     */
    public void blocked() {
        hasBlocked = true;
        score = Math.min(Math.max(score, UNKNOWN) + 1, BLOCKS_OFTEN);
    }

    /** For the scheduler: a timed call was shorter, or its thread was on a CPU all the time. */
    public void wasShort() {
        score = Math.max(score - 1, QUICK);
    }
}
