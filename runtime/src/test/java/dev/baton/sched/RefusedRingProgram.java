package dev.baton.sched;

import dev.baton.BlockingSite;
import dev.baton.linux.IoUringRefusal;
import dev.baton.linux.RefusedCall;
import dev.baton.linux.RingOp;
import java.io.FileDescriptor;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;

/** Asks for the ring where a sandbox refuses it, as most containers do, and says what it got. */
public final class RefusedRingProgram {
    /** Exit code where the kernel takes no filters. */
    public static final int NO_SECCOMP = 77;

    private RefusedRingProgram() {}

    /**
     * Runs it.
     *
     * @param args anything for the twin: where nothing is refused
     * @throws Exception which ends it
     */
    public static void main(String[] args) throws Exception {
        if (args.length == 0 && !RefusedCall.IO_URING.refuse()) {
            System.exit(NO_SECCOMP);
        }
        System.out.println(IoUringRefusal.ask());
        Scheduler sched = Scheduler.start("refused", 1, 100, StuckWatch.AUTO);
        Thread g =
                sched.newThread(
                        null,
                        0,
                        () -> {
                            RingPoll ring = RingPoll.ofCurrentThread();
                            long result = ring.call(RingOp.NOP, -1, 0, 0, 0, 0);
                            System.out.println("not served: " + (result == RingPoll.NOT_SERVED));
                            System.out.println(
                                    "asked again: " + (RingPoll.ofCurrentThread() != null));
                        });
        g.start();
        g.join();
        readAsTheJdkDoes(sched);
        sched.close();
        System.out.println("done");
    }

    /** A file's first byte, of a reader whose reads block. */
    private static void readAsTheJdkDoes(Scheduler sched) throws Exception {
        Path path = Files.write(Files.createTempFile("refused", null), new byte[] {42});
        BlockingSite site = new BlockingSite();
        site.blocked();
        site.blocked();
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r");
                Arena arena = Arena.ofShared()) {
            FileDescriptor fd = file.getFD();
            long address = arena.allocate(1).address();
            Thread g =
                    sched.newThread(
                            null,
                            0,
                            () -> {
                                int n = JdkFileCalls.read(site, fd, address, 1, 0);
                                boolean isTheJdks = n == JdkFileCalls.NOT_SERVED;
                                System.out.println("read by the JDK: " + isTheJdks);
                            });
            g.start();
            g.join();
        } finally {
            Files.delete(path);
        }
    }
}
