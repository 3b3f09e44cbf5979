package dev.baton;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits for what no latch can tell, such as another thread's state, by looking again and again. */
final class Await {
    private static final long BETWEEN_LOOKS_NS = 100_000;

    private Await() {}

    /** Returns when it is so; the test's {@link Watchdog} ends a wait for what never comes. */
    static void until(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            LockSupport.parkNanos(BETWEEN_LOOKS_NS);
        }
    }

    /** Returns when the thread is in that state. */
    static void state(Thread thread, Thread.State state) {
        until(() -> thread.getState() == state);
    }
}
