package dev.baton.agent;

import dev.baton.agent.classfile.CodeEdit;
import dev.baton.agent.classfile.MethodEdit;
import java.util.List;

/**
 * Where files are closed, {@code FileDescriptor.close}: who waits for a pipe is told before and
 * after, see {@link dev.baton.sched.NetPoll#awaitRead}.
 *
 * {@snippet lang=java :
 * int number = fd;
 * Bridge.stopWaiting(number);
 * try {
 *     close0();
 * } finally {
 *     Bridge.stopWaiting(number); // who came in between
 * }
 * }
 */
final class ClosesOfFiles implements MethodEdit {
    private static final String CLASS = "java.io.FileDescriptor";

    private ClosesOfFiles() {}

    static JdkChange change() {
        return new MethodChanges(CLASS).change("close", "()V", new ClosesOfFiles());
    }

    @Override
    public void apply(CodeEdit code) {
        List<Integer> closes = code.calls("close0");
        if (closes.size() != 1) {
            throw new IllegalArgumentException(closes.size() + " calls of close0 in close");
        }
        int close = closes.getFirst();
        int number = code.newLocals(1);
        code.before(close)
                .aload(0)
                .getfield("java/io/FileDescriptor", "fd", "I")
                .istore(number)
                .iload(number)
                .invokestatic(JdkChange.BRIDGE, "stopWaiting", "(I)V");
        code.after(close).iload(number).invokestatic(JdkChange.BRIDGE, "stopWaiting", "(I)V");
        code.whenThrows(close, number)
                .iload(number)
                .invokestatic(JdkChange.BRIDGE, "stopWaiting", "(I)V")
                .athrow();
    }
}
