package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's scheduler is watched, and nothing taken over. */
class ObserveTest {
    private static final String TWO = "-Djdk.virtualThreadScheduler.parallelism=2";

    @TempDir private Path dir;

    private String fifo() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return fifo.toString();
    }

    /**
     * Four virtual threads read a FIFO, which is written to when there is something to read here.
     */
    static final class Starves {
        private static final int READERS = 4;

        public static void main(String[] args) throws Exception {
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                readers.add(Thread.startVirtualThread(() -> readTheFifo(args[0])));
            }
            System.out.println("ready");
            System.in.read(); // until it was seen
            try (RandomAccessFile out = new RandomAccessFile(args[0], "rw")) {
                out.write(new byte[READERS]);
                for (Thread reader : readers) {
                    reader.join();
                }
            }
        }

        private static void readTheFifo(String fifo) {
            try (FileInputStream in = new FileInputStream(fifo)) {
                in.read();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Runs it until a dump on SIGQUIT shows both carriers, then to its end. */
    private JavaRun starve(String option) throws Exception {
        List<String> command =
                JavaRun.command(List.of(TWO, JavaRun.agent(option)), Starves.class, fifo());
        JavaRun.Started started = JavaRun.start(command, Map.of());
        try {
            started.process().inputReader(UTF_8).readLine();
            String quit = "kill -QUIT " + started.process().pid();
            while (!SEEN.matcher(Files.readString(started.errors())).find()) {
                assertThat(new ProcessBuilder(quit.split(" ", -1)).start().waitFor()).isZero();
                Thread.sleep(200); // between two signals
            }
            started.process().outputWriter().append('\n').flush();
        } catch (Throwable e) {
            started.process().destroyForcibly();
            throw e;
        }
        return started.end();
    }

    private static final Pattern SEEN =
            Pattern.compile(" asleep in the kernel, 2 times|\"asleep\":true,\"times\":2,");

    @Test
    void thePlaceThatKeepsTheCarriersIsNamed() throws Exception {
        JavaRun run = starve("observe");

        assertThat(run.err().lines()).allMatch(line -> line.startsWith("baton: "));
        assertThat(run.err())
                .contains("2 carriers; nothing was taken over\n", "baton run COMMAND")
                .containsPattern("were kept while virtual threads waited for [\\d.]+ m?s of that")
                .containsPattern(" asleep in the kernel, 2 times, up to [\\d.]+ m?s, at\n")
                .contains("    dev.baton.agent.ObserveTest$Starves.readTheFifo(ObserveTest.java:");
    }

    @Test
    void theSameIsThereForPrograms() throws Exception {
        assertThat(starve("observe=json").err().lines())
                .last()
                .asString()
                .startsWith("baton: {\"watchedNs\":")
                .contains("\"carriers\":2,", "\"asleep\":true,\"times\":", "Starves.readTheFifo");
    }

    @Test
    void virtualThreadsStayOnTheJdksScheduler() throws Exception {
        JavaRun run = JavaRun.java(List.of(JavaRun.agent("observe")), OptionsTest.OneThread.class);

        assertThat(run.out()).contains("@ForkJoinPool-1-worker-");
    }

    /** Virtual threads that wait for each other, and none for a carrier. */
    static final class DoesNotStarve {
        public static void main(String[] args) throws Exception {
            for (int i = 0; i < 200; i++) {
                Thread.startVirtualThread(DoesNotStarve::nap).join();
            }
        }

        private static void nap() {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aProgramThatDoesNotStarveIsToldSo() throws Exception {
        JavaRun run = JavaRun.java(List.of(TWO, JavaRun.agent("observe")), DoesNotStarve.class);

        assertThat(run.err())
                .contains("no virtual thread was seen to wait", "nothing was taken over");
        assertThat(run.err()).doesNotContain(" at\n");
    }

    @Test
    void aProgramWithoutVirtualThreadsIsToldSo() throws Exception {
        JavaRun run = JavaRun.java(List.of(JavaRun.agent("observe")), OptionsTest.Empty.class);

        assertThat(run.err()).contains("there was no virtual thread");
    }
}
