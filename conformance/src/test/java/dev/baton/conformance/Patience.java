package dev.baton.conformance;

import java.time.Duration;

/**
 * How long checks wait for what must happen, before they call it a failure. It is counted in short
 * steps: a process that was stopped for a while, as a whole, has lost one step and not its
 * patience.
 */
enum Patience {
    /** For a whole check. */
    FOR_A_CHECK(45),

    /** For one thing in a check: much less than that, so that the check can say what it was. */
    FOR_ONE_THING(20),

    /**
     * For a thread to get into a state: less again, for the check may wait for who waits for it.
     */
    FOR_A_STATE(15);

    private static final long STEPS_A_SECOND = 20;
    private static final Duration STEP = Duration.ofSeconds(1).dividedBy(STEPS_A_SECOND);

    private final long steps;

    /** Waits for one step, or less when there is no more to wait for. */
    @FunctionalInterface
    interface Step {
        /** True when what was waited for is there. */
        boolean waitUpTo(Duration step) throws InterruptedException;
    }

    Patience(int seconds) {
        steps = seconds * STEPS_A_SECOND;
    }

    /** False when it did not happen. */
    boolean waitFor(Step step) throws InterruptedException {
        for (long i = 0; i < steps; i++) {
            if (step.waitUpTo(STEP)) {
                return true;
            }
        }
        return false;
    }
}
