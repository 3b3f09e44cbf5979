package dev.baton.linux;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/** Closing a file descriptor, for all that open one here. */
final class Descriptors {
    private static final MethodHandle CLOSE =
            Linkage.libc(
                    "close", FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_INT));

    private Descriptors() {}

    /** Linux has closed it whatever it answers, so the answer tells nothing. */
    static void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable t) {
            throw Linkage.unexpected(t);
        }
    }
}
