package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** The OS refuses another thread: nothing is lost, and it is tried again. */
class RefusedThreadTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    /**
     * Has itself refused threads: the test gives each a stack of 1 GiB, and the program forbids its
     * address space to grow by that much.
     */
    static final class Program {
        private static final int GS = 10;
        private static final int ROUNDS = 2;
        private static final long ROOM_BYTES = 512L << 20;

        private static final AtomicBoolean FREE = new AtomicBoolean();
        private static final Semaphore INSIDE = new Semaphore(0);
        private static final AtomicInteger CALLS = new AtomicInteger();

        private Program() {}

        public static void main(String[] args) throws Exception {
            Baton baton = Baton.builder().maxProcs(2).build();
            baton.startVirtualThread(Program::call).join(); // there is an M, and all is loaded
            Posix.limitAddressSpace(addressSpaceBytes() + ROOM_BYTES);

            List<Thread> gs = new ArrayList<>();
            for (int i = 0; i < GS; i++) {
                gs.add(baton.startVirtualThread(Program::call));
            }
            for (Thread g : gs) {
                g.join();
            }
            System.out.println("calls: " + CALLS);

            // As many as there are Ms block. Who would free them waits for another M.
            int ms = countMs();
            for (int i = 0; i < ms; i++) {
                gs.add(baton.startVirtualThread(Program::blockUntilFree));
            }
            INSIDE.acquire(ms);
            gs.add(baton.startVirtualThread(() -> FREE.set(true)));
            Posix.limitAddressSpace(-1);
            for (Thread g : gs) {
                g.join();
            }
            System.out.println("freed");
            baton.close();
            System.out.println("closed");
        }

        private static void call() {
            for (int i = 0; i < ROUNDS; i++) {
                Baton.blockingNow(() -> {
                    Posix.nanosleep(Duration.ofNanos(100_000));
                    return CALLS.incrementAndGet();
                });
                Posix.nanosleep(Duration.ofNanos(100_000)); // unannounced
                Thread.yield();
            }
        }

        private static void blockUntilFree() {
            INSIDE.release();
            while (!FREE.get()) {
                Posix.nanosleep(Duration.ofMillis(1));
            }
        }

        /** As the kernel counts: Baton's own count includes one that is about to be refused. */
        private static int countMs() throws IOException {
            int count = 0;
            try (DirectoryStream<Path> tasks =
                    Files.newDirectoryStream(Path.of("/proc/self/task"))) {
                for (Path task : tasks) {
                    if (Files.readString(task.resolve("comm")).startsWith("baton-1-M")) {
                        count++;
                    }
                }
            }
            return count;
        }

        private static long addressSpaceBytes() throws IOException {
            for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
                if (line.startsWith("VmSize:")) {
                    return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
                }
            }
            throw new IOException("no VmSize in /proc/self/status");
        }
    }

    @Test
    void gsWaitUntilTheOsHasAThreadAgain() throws Exception {
        List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
        flags.add("-Dbaton.fatal=halt");
        flags.add("-Xss1g");
        flags.add("-Xmx64m");

        JavaProcess process = JavaProcess.run(flags, Program.class);

        assertThat(process.exitCode()).as(process.output()).isZero();
        assertThat(process.output().lines())
                .contains("calls: " + (1 + Program.GS) * Program.ROUNDS, "freed", "closed")
                .filteredOn(line -> line.startsWith("baton: "))
                .singleElement()
                .asString()
                .contains("the OS refused another thread");
    }
}
