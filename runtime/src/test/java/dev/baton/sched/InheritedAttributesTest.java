package dev.baton.sched;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.Posix;
import dev.baton.Watchdog;
import dev.baton.linux.Libc;
import dev.baton.linux.TimerSlack;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * A thread inherits from the one that starts it its timer slack and its policy, and so does a
 * process. What a G starts must come out as if there were no Baton.
 */
class InheritedAttributesTest {
    /** In /proc/PID/stat, counted from the field after the name. */
    private static final int POLICY = 38;

    /** So many Ms that sysmon starts, and some. */
    private static final int BLOCKED = 10;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @TempDir private Path dir;

    @Test
    void whatAGStartsIsBornAsWithoutUs() throws Exception {
        check(new LinuxHost(StuckWatch.AUTO));
    }

    @Test
    void theTwinWhoseMsAreExactIsFound() {
        assumeTrue(TimerSlack.refusal() == null, TimerSlack::refusal);
        assertFound(
                new LinuxHost(StuckWatch.AUTO) {
                    @Override
                    void threadStarted(M m) {
                        super.threadStarted(m);
                        TimerSlack.beExact();
                    }
                });
    }

    @Test
    void theTwinWhoseMsInheritFromSysmonIsFound() {
        assumeTrue(TimerSlack.refusal() == null, TimerSlack::refusal);
        assertFound(
                new LinuxHost(StuckWatch.AUTO) {
                    @Override
                    void startThread(M m) {
                        m.thread = new MThread(m, this);
                        m.thread.start();
                    }
                });
    }

    private void assertFound(LinuxHost twin) {
        assertThatThrownBy(() -> check(twin))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("slack 1,");
    }

    private void check(LinuxHost host) throws Exception {
        Scheduler sched = Scheduler.start("inherited", 1, 100, host);
        watchdog.watch(sched::dump, sched::close);
        Path fifo = Posix.mkfifo(dir.resolve("fifo"));
        Queue<String> seen = new ConcurrentLinkedQueue<>();
        CountDownLatch blocked = new CountDownLatch(BLOCKED);
        List<Thread> gs = new ArrayList<>();
        for (int i = 0; i < BLOCKED; i++) {
            FutureTask<Void> task =
                    new FutureTask<>(() -> {
                        LockSupport.parkNanos(1_000_000); // its M may have waited for that
                        seen.add(ofNewThread());
                        blocked.countDown();
                        // Announced to nobody: sysmon has to find another M for the next.
                        try (FileInputStream in = new FileInputStream(fifo.toFile())) {
                            in.read();
                        }
                        seen.add(ofThisThread());
                        seen.add(ofNewThread());
                        return null;
                    });
            gs.add(sched.newThread(null, 0, task));
        }
        FutureTask<String> child = new FutureTask<>(InheritedAttributesTest::ofNewProcess);
        gs.add(sched.newThread(null, 0, child));
        gs.forEach(Thread::start);
        blocked.await();
        try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
            out.write(new byte[BLOCKED]);
            for (Thread g : gs) {
                g.join(); // while there is a writer, a reader that comes late can open
            }
        }

        assertThat(child.get()).isEqualTo(ofNewProcess());
        assertThat(seen).hasSize(3 * BLOCKED).containsOnly(ofNewThread());
    }

    private static String ofNewProcess() throws IOException, InterruptedException {
        String shell = "echo slack $(cat /proc/$$/timerslack_ns), $(cat /proc/$$/stat)";
        Process p = new ProcessBuilder("sh", "-c", shell).redirectErrorStream(true).start();
        String all = new String(p.getInputStream().readAllBytes(), UTF_8);
        p.waitFor();
        return all.substring(0, all.indexOf(',') + 1) + " policy " + policy(all);
    }

    private static String ofNewThread() {
        FutureTask<String> task = new FutureTask<>(InheritedAttributesTest::ofThisThread);
        Thread.ofPlatform().start(task);
        try {
            return task.get();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static String ofThisThread() throws IOException {
        Path proc = Path.of("/proc/" + Libc.gettid());
        String slack = Files.readString(proc.resolve("timerslack_ns")).strip();
        return "slack " + slack + ", policy " + policy(Files.readString(proc.resolve("stat")));
    }

    private static String policy(String stat) {
        return stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1)[POLICY];
    }
}
