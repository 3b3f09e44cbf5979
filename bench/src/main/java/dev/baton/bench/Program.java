package dev.baton.bench;

/** What an experiment does, on any Java side. */
@FunctionalInterface
public non-sealed interface Program extends Subject {
    /**
     * Runs one side of the experiment once and {@linkplain Run#report reports} its figures. Called
     * on a platform thread.
     *
     * @param run the side, how long, and where the figures go
     * @throws Exception when it could not be run
     */
    void run(Run run) throws Exception;
}
