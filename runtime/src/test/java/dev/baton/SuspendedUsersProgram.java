package dev.baton;

import dev.baton.sched.buffers.Buffers;
import java.util.concurrent.CountDownLatch;

/**
 * Gs that use what the scheduler has, and that a debugger suspends meanwhile, and one that is to go
 * on: {@link SuspendedUsersTest}.
 */
final class SuspendedUsersProgram {
    static final int USERS = 4;
    private static final int USES = 50;

    /** Of the one that goes on; read by the debugger. */
    @SuppressWarnings("unused")
    private static volatile int steps;

    private static volatile boolean stop; // never

    private SuspendedUsersProgram() {}

    public static void main(String[] args) throws Exception {
        try (Baton baton = Baton.builder().maxProcs(1).build()) {
            CountDownLatch begun = new CountDownLatch(USERS);
            for (int i = 0; i < USERS; i++) {
                baton.startVirtualThread(
                                () -> {
                                    begun.countDown();
                                    use(baton);
                                })
                        .setName("user");
            }
            Thread goesOn = baton.startVirtualThread(() -> goOn(baton));
            begun.await(); // a debugger knows a virtual thread when that begins
            System.out.println("ready");
            goesOn.join();
        }
    }

    private static void use(Baton baton) {
        while (!stop) {
            for (int i = 0; i < USES; i++) {
                takeAndGive();
                baton.stats();
            }
            Thread.yield();
        }
    }

    private static void goOn(Baton baton) {
        for (int i = 0; !stop; i++) {
            takeAndGive();
            baton.stats();
            Thread.yield();
            steps = i;
        }
    }

    private static void takeAndGive() {
        Buffers.give(Buffers.take(1));
    }
}
