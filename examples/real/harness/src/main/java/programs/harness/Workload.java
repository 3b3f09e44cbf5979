package programs.harness;

/** What a program does, in requests: each worker, a virtual thread, sends one after the other. */
public interface Workload {
    /** Sets a program up. */
    @FunctionalInterface
    interface Setup {
        /**
         * Makes what the program needs.
         *
         * @param options where its files go, among others
         * @return what it does
         * @throws Exception when it can't begin
         */
        Workload with(Options options) throws Exception;
    }

    /**
     * One request. What it throws is counted as an error, and the worker goes on.
     *
     * @param worker which of the workers sends it, from 0
     * @throws Exception when it failed
     */
    void request(int worker) throws Exception;

    /**
     * Told when it begins.
     *
     * @throws Exception when it can't
     */
    default void begin() throws Exception {}

    /** {@return how many requests were answered that came from elsewhere, not from the workers} */
    default long served() {
        return 0;
    }

    /**
     * Gives back what the program holds. All workers have ended.
     *
     * @throws Exception when that failed; it is printed
     */
    default void close() throws Exception {}
}
