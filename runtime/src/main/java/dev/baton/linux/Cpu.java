package dev.baton.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** The CPU that the caller runs on. */
final class Cpu {
    private static final MethodHandle GETCPU =
            Linkage.libc(
                    "sched_getcpu",
                    FunctionDescriptor.of(ValueLayout.JAVA_INT),
                    Linker.Option.critical(false));

    private Cpu() {}

    /** Its number; it may be another one by the time of return. */
    static int current() {
        try {
            return (int) GETCPU.invokeExact();
        } catch (Throwable t) {
            throw Linkage.unexpected(t);
        }
    }
}
