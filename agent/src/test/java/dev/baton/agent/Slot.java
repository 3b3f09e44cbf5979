package dev.baton.agent;

import java.util.Random;

/**
 * Where one connection after the other leads its {@link Life}: a new one takes its place as soon as
 * one has ended.
 */
final class Slot {
    private final int number;
    private final long seed;
    private final Servers servers;
    private final int pauseMs;
    private final Tally tally;

    /** Up one with whatever goes on here. By one thread; who watches reads it. */
    private volatile long steps;

    /** What is going on, for who reads why it ended. */
    private volatile Life life;

    Slot(int number, long seed, Servers servers, int pauseMs, Tally tally) {
        this.number = number;
        this.seed = seed;
        this.servers = servers;
        this.pauseMs = pauseMs;
        this.tally = tally;
    }

    Servers servers() {
        return servers;
    }

    Tally tally() {
        return tally;
    }

    long steps() {
        return steps;
    }

    /** Something went on. */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    void step() {
        steps++;
    }

    /** Lets some time pass. */
    void pause(Random random) throws InterruptedException {
        Thread.sleep(random.nextInt(pauseMs + 1));
    }

    /** The n-th life in here. What is left to chance in it depends on the seed, and on n, alone. */
    void live(int n) throws Exception {
        Random random = new Random(seed + 31L * number + 1_000_003L * n);
        life = Life.any(random);
        step();
        life.lead(this, random);
        tally.ended(life);
    }

    @Override
    public String toString() {
        return "slot " + number + ", " + life + ", step " + steps;
    }
}
