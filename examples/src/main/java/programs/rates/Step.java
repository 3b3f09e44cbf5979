package programs.rates;

/** What a thread does over and over. */
@FunctionalInterface
interface Step {
    /**
     * Does it once.
     *
     * @return how many operations that was; 0 for one whose partner counts
     * @throws Exception when it can't be done; that ends the program
     */
    int run() throws Exception;
}
