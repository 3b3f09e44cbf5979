package dev.baton.linux;

import java.lang.foreign.*;
import java.lang.invoke.*;

public final class Futex {
    static final VarHandle W = ValueLayout.JAVA_INT.varHandle();
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);
    final MemorySegment mem = Arena.ofAuto().allocate(64, 64);
    final long addr = mem.address();
    final MemorySegment ts = Arena.ofAuto().allocate(16, 8);

    public boolean await(long ns) {
        long end = ns < 0 ? 0 : System.nanoTime() + ns;
        for (; ; ) {
            int v = (int) W.getVolatile(mem, 0L);
            if (v == 1) {
                W.setVolatile(mem, 0L, 0);
                return true;
            }
            if (ns == 0) {
                return false;
            }
            if (v == 0 && !W.compareAndSet(mem, 0L, 0, -1)) continue;
            if (ns < 0) Libc.sc(202, addr, 128, -1 & 0xffffffffL, 0, 0, 0);
            else {
                long left = end - System.nanoTime();
                if (left <= 0) {
                    if (W.compareAndSet(mem, 0L, -1, 0)) return false;
                    continue;
                }
                ts.set(ValueLayout.JAVA_LONG, 0, left / 1000000000L);
                ts.set(ValueLayout.JAVA_LONG, 8, left % 1000000000L);
                Libc.sc(202, addr, 128, -1 & 0xffffffffL, ts.address(), 0, 0);
            }
        }
    }

    public void signal() {
        int v = (int) W.getAndSet(mem, 0L, 1);
        if (v == -1) Libc.scc(202, addr, 129, 1, 0, 0, 0);
    }

    public void close() {}
}
