package dev.baton.os;

import dev.baton.syscall.Errno;
import java.util.function.LongSupplier;

/** Calls that a signal interrupted are made again: Go's {@code ignoringEINTR}. */
final class Eintr {
    private static final long EINTR = -Errno.EINTR.number();

    private Eintr() {}

    static long ignoring(LongSupplier call) {
        long r1;
        do {
            r1 = call.getAsLong();
        } while (r1 == EINTR);
        return r1;
    }
}
