package programs.harness;

/**
 * Two heartbeats side by side: a virtual thread's, and that of a thread of the OS, which shows what
 * the machine itself does to such a thread.
 */
final class Hearts {
    private final Heartbeat virtual = new Heartbeat();
    private final Heartbeat machine = new Heartbeat();

    /** Starts both. */
    Hearts() {
        Thread.ofPlatform().daemon().start(machine);
        Thread.ofVirtual().name("heartbeat").start(virtual);
    }

    Heartbeat virtual() {
        return virtual;
    }

    Heartbeat machine() {
        return machine;
    }

    void reset() {
        virtual.reset();
        machine.reset();
    }

    void stop() {
        virtual.stop();
        machine.stop();
    }

    /** How often a second each of the two beat, and over how many seconds that was counted. */
    record Rates(double virtual, double machine, double seconds) {}

    /** Counts for so long. */
    Rates rates(double seconds) throws InterruptedException {
        long virtualBefore = virtual.beats();
        long machineBefore = machine.beats();
        Stopwatch watch = new Stopwatch();
        Stopwatch.sleep(seconds);
        double passed = watch.seconds();
        return new Rates(
                (virtual.beats() - virtualBefore) / passed,
                (machine.beats() - machineBefore) / passed,
                passed);
    }
}
