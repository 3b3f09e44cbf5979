package dev.baton.bench;

import dev.baton.BlockingSite;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** A stretch of time as {@code nanosleep(2)} takes it, for sleeping it over and over. */
final class Timespec {
    private final MemorySegment memory;

    /**
     * Makes one that is never freed.
     *
     * @param nanos below a second
     */
    Timespec(long nanos) {
        memory = Arena.global().allocate(ValueLayout.JAVA_LONG, 2);
        memory.setAtIndex(ValueLayout.JAVA_LONG, 1, nanos);
    }

    /** Sleeps in the kernel, announced from a call site of which nothing is known. */
    void sleepFromUnknownSite() {
        long r1 = Syscall.syscall(new BlockingSite(), Sysno.SYS_NANOSLEEP, memory.address(), 0, 0);
        if (r1 != 0) {
            throw new IllegalStateException("nanosleep returned " + r1);
        }
    }
}
