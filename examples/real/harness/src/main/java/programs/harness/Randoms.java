package programs.harness;

import java.util.SplittableRandom;

/** Random numbers for each worker, the same in every run. */
public final class Randoms {
    private final SplittableRandom[] randoms;

    /**
     * Makes them.
     *
     * @param workers for how many
     */
    public Randoms(int workers) {
        randoms = new SplittableRandom[workers];
        for (int i = 0; i < workers; i++) {
            randoms[i] = new SplittableRandom(i);
        }
    }

    /**
     * One worker's; for it alone.
     *
     * @param worker from 0
     * @return its random numbers
     */
    public SplittableRandom of(int worker) {
        return randoms[worker];
    }
}
