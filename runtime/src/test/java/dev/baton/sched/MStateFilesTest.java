package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Posix;
import dev.baton.Watchdog;
import dev.baton.linux.StatFiles;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The file by which sysmon looks at an M is open while the M lives, and closed when it ends. */
class MStateFilesTest {
    private static final int BLOCKED = 8;

    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @TempDir private Path dir;

    @Test
    void itIsClosedWhenTheMEnds() throws Exception {
        LinuxHost host = new LinuxHost(StuckWatch.PROC);
        Scheduler sched = Scheduler.start("state", 1, 2 * BLOCKED, host);
        List<Thread> gs = new ArrayList<>();
        List<FileOutputStream> pipes = new ArrayList<>();
        List<Path> fifos = new ArrayList<>();
        for (int i = 0; i < BLOCKED; i++) {
            Path fifo = Posix.mkfifo(dir.resolve("fifo" + i));
            fifos.add(fifo);
            Thread g = sched.newThread(null, 0, () -> read(fifo));
            g.start();
            gs.add(g);
        }
        for (Path fifo : fifos) {
            pipes.add(new FileOutputStream(fifo.toFile())); // the G has had its turn
        }
        assertThat(StatFiles.open("")).isNotEmpty();
        for (FileOutputStream pipe : pipes) {
            pipe.close();
        }
        for (Thread g : gs) {
            g.join();
        }
        List<M> ms = new ArrayList<>();
        for (M m = sched.ms.first(); m != null; m = m.allNext) {
            ms.add(m);
        }
        sched.close();
        for (M m : ms) {
            m.thread.join();
            assertThat(StatFiles.open(Integer.toString(m.tid))).as("files of %s", m).isEmpty();
            assertThat(host.kernelState(m)).isEqualTo(Host.KernelState.GONE);
        }
    }

    private static void read(Path fifo) {
        try (FileInputStream in = new FileInputStream(fifo.toFile())) {
            in.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
