package dev.baton.sched;

/**
 * What one call site (or one file descriptor) has shown of its habit to block. Go has no such thing:
 * there, sysmon finds out about every blocking call anew. A site whose calls were found blocking hands
 * its P off at once; when such a call turns out to be short, the site forgets.
 *
 * <p>Races are harmless here, so the field is plain: a lost update costs one hand-off too many or too
 * few, never correctness.
 */
public final class BlockingSite {
    /** From this score on, the site hands its P off at once. */
    static final int HANDS_OFF_FROM = 2;

    /** The score's upper end: so many short calls in a row make a blocking site a quick one again. */
    static final int MAX_SCORE = 4;

    private int score;

    /** Makes a site that has shown nothing yet. */
    public BlockingSite() {}

    /**
     * Whether the next call from here gives its P away at once.
     *
     * @return true when the last calls blocked
     */
    public boolean handsOff() {
        return score >= HANDS_OFF_FROM;
    }

    void blocked() {
        int s = score;
        if (s < MAX_SCORE) {
            score = s + 1;
        }
    }

    void wasShort() {
        int s = score;
        if (s > 0) {
            score = s - 1;
        }
    }
}
