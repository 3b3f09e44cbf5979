package programs.rates;

/** One thing that is measured. */
@FunctionalInterface
interface Case {
    /**
     * Starts the threads that do it.
     *
     * @param crew starts threads and counts what they do
     * @throws Exception when it can't begin
     */
    void start(Crew crew) throws Exception;
}
