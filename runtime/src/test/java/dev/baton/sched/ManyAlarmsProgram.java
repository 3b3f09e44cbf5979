package dev.baton.sched;

import dev.baton.Posix;
import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/**
 * Blocks in calls that nobody announced, more often at a time than it has descriptors to spare, and
 * says how many are taken by alarms. Arguments: a FIFO, and "twin" for one without a limit.
 */
public final class ManyAlarmsProgram {
    /** What the process may have. */
    public static final int DESCRIPTORS = 256;

    private static final int BLOCKED = 60;

    private ManyAlarmsProgram() {}

    /**
     * Runs it.
     *
     * @param args see above
     * @throws Exception which ends it
     */
    public static void main(String[] args) throws Exception {
        Posix.limitOpenFiles(DESCRIPTORS);
        LinuxHost host =
                args.length == 1
                        ? new LinuxHost(StuckWatch.AUTO)
                        : new LinuxHost(StuckWatch.AUTO) {
                            @Override
                            int mostAlarms() {
                                return Integer.MAX_VALUE;
                            }
                        };
        Scheduler sched = Scheduler.start("alarms", 1, 2 * BLOCKED, host);
        // Each but the last was found by sysmon, or the next would not have had its turn.
        CountDownLatch blocked = new CountDownLatch(BLOCKED);
        for (int i = 0; i < BLOCKED; i++) {
            sched.newThread(
                            null,
                            0,
                            () -> {
                                blocked.countDown();
                                try (FileInputStream in = new FileInputStream(args[0])) {
                                    in.read();
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            })
                    .start();
        }
        blocked.await();
        System.out.println("alarms: " + countAlarms());
        Runtime.getRuntime().halt(0); // nobody will ever write
    }

    private static int countAlarms() throws IOException {
        int count = 0;
        try (DirectoryStream<Path> all = Files.newDirectoryStream(Path.of("/proc/self/fd"))) {
            for (Path descriptor : all) {
                try {
                    count += Files.readSymbolicLink(descriptor).toString().contains("perf") ? 1 : 0;
                } catch (IOException e) {
                    // closed meanwhile
                }
            }
        }
        return count;
    }
}
