package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.baton.syscall.Mechanism;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The way into the kernel leaves nothing to the collector, once it is compiled: until then, the
 * interpreter makes objects that the compiler does away with.
 *
 * <p>Through libc there is one object that isn't ours: the JDK's downcall cuts the segment for
 * errno to size ({@code SharedUtils.checkCaptureSegment}) at every call. The compiler does away
 * with it when it happens to inline all that is around, so there may be one a call and no more.
 */
class FileAllocationTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final int CALLS_IN_A_ROUND = 1_000;
    private static final byte[] REFILL = new byte[CALLS_IN_A_ROUND];
    private static final int ROUNDS_TO_COMPILE = 2_000;
    private static final int BYTES_OF_A_SEGMENT = 40;
    private static final int BYTES_ALLOWED =
            Syscall.mechanism() == Mechanism.LIBC ? CALLS_IN_A_ROUND * BYTES_OF_A_SEGMENT : 0;

    @TempDir Path directory;

    @FunctionalInterface
    private interface Operation {
        void run() throws Exception;
    }

    @Test
    void transfersAndSystemCallsAllocateNothing() throws Exception {
        byte[] b = new byte[64];
        ByteBuffer heap = ByteBuffer.wrap(b);
        try (File file = File.create(directory.resolve("file").toString());
                File zero = File.open("/dev/zero");
                File sink = File.openFile("/dev/null", File.O_WRONLY, 0);
                Pipe pipe = Os.pipe();
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(64);
            assertAllocatesNothing("syscall", () -> Syscall.syscall(Sysno.SYS_GETPPID, 0, 0, 0));
            assertAllocatesNothing("read", () -> zero.read(b));
            assertAllocatesNothing("read of a buffer", () -> zero.read(heap.clear()));
            assertAllocatesNothing("read of memory", () -> zero.read(memory));
            assertAllocatesNothing("write", () -> sink.write(b));
            assertAllocatesNothing("pwrite", () -> file.pwrite(b, 0, 64, 0));
            assertAllocatesNothing("pread", () -> file.pread(b, 0, 64, 0));
            pipe.writer().write(new byte[1 << 15]); // so that there is always something
            assertAllocatesNothing("read of a pipe", () -> refilled(pipe).read(b, 0, 1));
        }
    }

    private int reads;

    /** Its end to read from; one call of a thousand puts back what they have read. */
    private File refilled(Pipe pipe) throws Exception {
        if (++reads % CALLS_IN_A_ROUND == 0) {
            pipe.writer().write(REFILL);
        }
        return pipe.reader();
    }

    private static void assertAllocatesNothing(String what, Operation operation) throws Exception {
        long least = Long.MAX_VALUE;
        for (int round = 0; round < ROUNDS_TO_COMPILE && least > BYTES_ALLOWED; round++) {
            long before = THREADS.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < CALLS_IN_A_ROUND; i++) {
                operation.run();
            }
            least = Math.min(least, THREADS.getCurrentThreadAllocatedBytes() - before);
        }
        assertThat(least)
                .as("bytes for " + CALLS_IN_A_ROUND + " × " + what)
                .isLessThanOrEqualTo(BYTES_ALLOWED);
    }
}
