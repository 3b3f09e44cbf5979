package dev.baton.linux;

import java.lang.foreign.*;
import java.lang.invoke.*;

public final class Libc {
    static final MethodHandle SYSCALL, SYSCALLC;

    static {
        var l = Linker.nativeLinker();
        var a = l.defaultLookup().find("syscall").get();
        var J = ValueLayout.JAVA_LONG;
        var fd = FunctionDescriptor.of(J, J, J, J, J, J, J, J);
        SYSCALL = l.downcallHandle(a, fd, Linker.Option.firstVariadicArg(1));
        SYSCALLC =
                l.downcallHandle(
                        a, fd, Linker.Option.firstVariadicArg(1), Linker.Option.critical(false));
    }

    static long sc(long n, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) SYSCALL.invokeExact(n, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw new Error(t);
        }
    }

    static long scc(long n, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) SYSCALLC.invokeExact(n, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw new Error(t);
        }
    }

    public static void setTimerSlack(long n) {
        sc(157, 29, n, 0, 0, 0, 0);
    }

    public static int gettid() {
        return (int) sc(186, 0, 0, 0, 0, 0, 0);
    }
}
