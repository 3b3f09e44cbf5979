package dev.baton.agent;

/** Load on the CPUs beside what is tested. */
final class Computing {
    private static final int ROUNDS = 3_000_000;

    private Computing() {}

    /**
     * Has virtual threads compute, some ten milliseconds at a time and with pauses: without those
     * the JDK's scheduler would run nothing else.
     */
    static void start(int threads) {
        for (int i = 0; i < threads; i++) {
            Failure.start(
                    "computes",
                    () -> {
                        for (long x = 1; x != 0; ) {
                            for (int k = 0; k < ROUNDS; k++) {
                                x = x * 6364136223846793005L + 1442695040888963407L | 1;
                            }
                            Thread.sleep(20);
                        }
                    });
        }
    }
}
