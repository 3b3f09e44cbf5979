package dev.baton.linux;

import java.lang.foreign.*;
import java.lang.invoke.*;

public final class FutexMutex {
    static final VarHandle W = ValueLayout.JAVA_INT.varHandle();
    final MemorySegment mem = Arena.ofAuto().allocate(64, 64);
    final long addr = mem.address();

    public void lock() {
        if (W.compareAndSet(mem, 0L, 0, 1)) return;
        for (int i = 0; i < 100; i++) {
            Thread.onSpinWait();
            if ((int) W.getVolatile(mem, 0L) == 0 && W.compareAndSet(mem, 0L, 0, 1)) return;
        }
        while ((int) W.getAndSet(mem, 0L, 2) != 0) Libc.sc(202, addr, 128, 2, 0, 0, 0);
    }

    public void unlock() {
        if ((int) W.getAndSet(mem, 0L, 0) == 2) Libc.scc(202, addr, 129, 1, 0, 0, 0);
    }
}
