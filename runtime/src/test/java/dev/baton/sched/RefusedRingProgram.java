package dev.baton.sched;

import dev.baton.linux.IoUringRefusal;
import dev.baton.linux.RefusedCall;
import dev.baton.linux.RingOp;

/** Asks for the ring where a sandbox refuses it, as most containers do, and says what it got. */
public final class RefusedRingProgram {
    /** Exit code where the kernel takes no filters. */
    public static final int NO_SECCOMP = 77;

    private RefusedRingProgram() {}

    /**
     * Runs it.
     *
     * @param args anything for the twin: where nothing is refused
     * @throws InterruptedException which ends it
     */
    public static void main(String[] args) throws InterruptedException {
        if (args.length == 0 && !RefusedCall.IO_URING.refuse()) {
            System.exit(NO_SECCOMP);
        }
        System.out.println(IoUringRefusal.ask());
        Scheduler sched = Scheduler.start("refused", 1, 100, StuckWatch.AUTO);
        Thread g =
                sched.newThread(
                        null,
                        0,
                        () -> {
                            RingPoll ring = RingPoll.ofCurrentThread();
                            long result = ring.call(RingOp.NOP, -1, 0, 0, 0, 0);
                            System.out.println("not served: " + (result == RingPoll.NOT_SERVED));
                            System.out.println(
                                    "asked again: " + (RingPoll.ofCurrentThread() != null));
                        });
        g.start();
        g.join();
        sched.close();
        System.out.println("done");
    }
}
