package dev.baton.agent;

import dev.baton.agent.classfile.CodeEdit;
import dev.baton.agent.classfile.MethodEdit;
import java.util.List;

/**
 * Where a socket is read from: {@code NioSocketImpl.tryRead}. A read that is known to find nothing,
 * since the one before got less than it had room for, is not tried:
 *
 * {@snippet lang=java :
 * if (Bridge.isKnownEmpty(fdVal(fd))) {
 *     return IOStatus.UNAVAILABLE;
 * }
 * ...
 * int n = nd.read(fd, address, len);
 * Bridge.hasRead(n, len, fdVal(fd));
 * }
 *
 * <p>Here alone, since what calls it waits then. To read a channel is left as it is: one that does
 * not block is read when its selector says so, which may be before netpoll is told.
 */
final class ReadsOfSockets implements MethodEdit {
    private static final int UNAVAILABLE = -2; // of sun.nio.ch.IOStatus
    private static final int FD = 1;
    private static final int LEN = 4;

    private static final String CLASS = "sun.nio.ch.NioSocketImpl";
    private static final String OWNER = "sun/nio/ch/NioSocketImpl";
    private static final String FD_VAL = "(Ljava/io/FileDescriptor;)I";

    private ReadsOfSockets() {}

    static JdkChange change() {
        return new MethodChanges(CLASS)
                .change("tryRead", "(Ljava/io/FileDescriptor;[BII)I", new ReadsOfSockets())
                .change("timedRead", "(Ljava/io/FileDescriptor;[BIIJ)I", new Timed());
    }

    /**
     * Its time begins with its first try. Where that is left out, so much may pass before it waits
     * that it would say that its time is up, and has not tried once:
     *
     * {@snippet lang=java :
     * long startNanos = System.nanoTime();
     * int n = tryRead(fd, b, off, len);
     * ... nanos - (Bridge.timeOfRead(System.nanoTime(), startNanos, fdVal(fd)) - startNanos)
     * }
     */
    private static final class Timed implements MethodEdit {
        private static final int START_NANOS =
                7; // behind this, the arguments, of which one is long

        @Override
        public void apply(CodeEdit code) {
            List<Integer> times = code.calls("nanoTime");
            if (times.size() != 2) {
                throw new IllegalArgumentException(times.size() + " times in timedRead");
            }
            code.after(times.getLast())
                    .lload(START_NANOS)
                    .aload(FD)
                    .invokestatic(OWNER, "fdVal", FD_VAL)
                    .invokestatic(JdkChange.BRIDGE, "timeOfRead", "(JJI)J");
        }
    }

    @Override
    public void apply(CodeEdit code) {
        List<Integer> reads = code.calls("read");
        if (reads.size() != 1) {
            throw new IllegalArgumentException(reads.size() + " reads in tryRead");
        }
        code.first()
                .aload(FD)
                .invokestatic(OWNER, "fdVal", FD_VAL)
                .invokestatic(JdkChange.BRIDGE, "isKnownEmpty", "(I)Z")
                .ifZeroToEnd()
                .push(UNAVAILABLE)
                .returnInt();
        code.after(reads.getFirst())
                .dup()
                .iload(LEN)
                .aload(FD)
                .invokestatic(OWNER, "fdVal", FD_VAL)
                .invokestatic(JdkChange.BRIDGE, "hasRead", "(III)V");
    }
}
