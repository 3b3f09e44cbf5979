package dev.baton.sched;

/**
 * What came of one seed.
 *
 * @param seed which
 * @param twin of which scheduler
 * @param failure what was wrong, or null
 * @param steps how long it was
 * @param fingerprint a number for all that happened
 * @param report the script, the last steps and the state, when something was wrong
 */
record SimResult(
        long seed, SimTwin twin, String failure, int steps, long fingerprint, String report) {
    @Override
    public String toString() {
        String what = failure == null ? steps + " steps" : failure;
        return "seed " + seed + " (" + twin + "): " + what + "\n" + report;
    }
}
