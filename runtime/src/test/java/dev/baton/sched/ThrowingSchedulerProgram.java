package dev.baton.sched;

/** A scheduler of which one part throws in the midst of its work, after it has run some Gs. */
public final class ThrowingSchedulerProgram {
    private static volatile boolean throwsNow;

    private ThrowingSchedulerProgram() {}

    /**
     * Runs it.
     *
     * @param args which part: "dispatch", "unmount", "ready" or "sysmon"
     * @throws InterruptedException never
     */
    public static void main(String[] args) throws InterruptedException {
        String part = args[0];
        LinuxHost host =
                new LinuxHost(StuckWatch.PROC) {
                    private void fail(String where) {
                        if (throwsNow && where.equals(part)) {
                            throw new IllegalArgumentException("as told, in " + where);
                        }
                    }

                    @Override
                    void tellWork(M m, boolean waits) {
                        fail(Thread.currentThread().isVirtual() ? "ready" : "dispatch");
                        super.tellWork(m, waits);
                    }

                    @Override
                    boolean isYielding(G g) {
                        fail("unmount");
                        return super.isYielding(g);
                    }

                    @Override
                    KernelState kernelState(M m) {
                        fail("sysmon");
                        return super.kernelState(m);
                    }
                };
        Scheduler sched = Scheduler.start("throws", 1, 100, host);
        run(sched, Thread::yield);
        throwsNow = true;
        // Two, so that one is readied, and one waits while the other computes.
        Thread computes =
                sched.newThread(
                        null,
                        0,
                        () -> {
                            run(sched, Thread::yield);
                            while (throwsNow) {
                                Thread.onSpinWait();
                            }
                        });
        computes.start();
        computes.join();
    }

    private static void run(Scheduler sched, Runnable task) {
        Thread thread = sched.newThread(null, 0, task);
        thread.start();
        if (!Thread.currentThread().isVirtual()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
