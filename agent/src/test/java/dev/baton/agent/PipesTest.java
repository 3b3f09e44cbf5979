package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pipes and FIFOs of programs that know nothing of Baton: who waits for them needs no thread. */
class PipesTest {
    @TempDir private Path dir;

    /** Many read FIFOs of which nothing comes, and the threads of the process are counted. */
    static final class ManyReaders {
        public static void main(String[] args) throws Exception {
            int n = Integer.parseInt(args[0]);
            Path dir = Path.of(args[1]);
            List<String> command = new ArrayList<>(List.of("mkfifo"));
            for (int i = 0; i < n; i++) {
                command.add(dir.resolve("fifo" + i).toString());
            }
            new ProcessBuilder(command).inheritIO().start().waitFor();
            List<RandomAccessFile> writers = new ArrayList<>();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                writers.add(new RandomAccessFile(dir.resolve("fifo" + i).toFile(), "rw"));
                String fifo = dir.resolve("fifo" + i).toString();
                readers.add(Thread.ofVirtual().start(() -> read(fifo)));
            }
            while (readers.stream().filter(ManyReaders::isReading).count() < n) {
                Thread.sleep(1);
            }
            System.out.println("threads " + threadsOfBaton());
            for (RandomAccessFile w : writers) {
                w.write(1);
            }
            for (Thread t : readers) {
                t.join();
            }
        }

        private static void read(String fifo) {
            try (InputStream in = new FileInputStream(fifo)) {
                if (in.read() != 1) {
                    System.out.println("something else came");
                }
            } catch (IOException e) {
                System.out.println(e);
            }
        }

        private static boolean isReading(Thread t) {
            StackTraceElement[] trace = t.getStackTrace();
            return t.getState() == Thread.State.WAITING
                    || (trace.length > 0 && trace[0].getMethodName().startsWith("read"));
        }

        private static long threadsOfBaton() throws IOException {
            try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
                return tasks.filter(ManyReaders::isOfBaton).count();
            }
        }

        private static boolean isOfBaton(Path task) {
            try {
                return Files.readString(task.resolve("comm")).startsWith("baton");
            } catch (IOException e) {
                return false; // it has ended
            }
        }
    }

    private static final int READERS = 1000;

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void manyWhoReadFifosNeedFewThreads(String procs) throws Exception {
        assertThat(threads("procs=" + procs)).isLessThan(READERS / 10);
    }

    /** The twin: without netpoll each needs a thread, and that is counted. */
    @Test
    void aThreadForEachIsCounted() throws Exception {
        assertThat(threads("procs=2,netpoll=false")).isGreaterThan(READERS);
    }

    private int threads(String options) throws Exception {
        JavaRun run =
                JavaRun.onBaton(
                        options, ManyReaders.class, Integer.toString(READERS), dir.toString());
        assertThat(run.exitCode()).as(run.err()).isZero();
        Matcher line = Pattern.compile("threads (\\d+)\n").matcher(run.out());
        assertThat(line.matches()).as(run.out()).isTrue();
        return Integer.parseInt(line.group(1));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "2"})
    void whatComesOfThemIsAsOnTheJdk(String procs) throws Exception {
        Path plain = Files.createDirectory(dir.resolve("plain"));
        Path baton = Files.createDirectory(dir.resolve("baton"));
        JavaRun onTheJdk =
                JavaRun.java(
                        List.of("-Djdk.virtualThreadScheduler.parallelism=8"), // else they starve
                        PipesProgram.class,
                        plain.toString());

        JavaRun run = JavaRun.onBaton("procs=" + procs, PipesProgram.class, baton.toString());

        assertThat(run.out()).isEqualTo(onTheJdk.out());
        assertThat(onTheJdk.err()).isEqualTo("waits 0\n");
        // 15 blocked calls a round, of which some keep their thread; in the first round more.
        Matcher waits = Pattern.compile("waits (\\d+)\n").matcher(run.err());
        assertThat(waits.matches()).as(run.err()).isTrue();
        assertThat(Integer.parseInt(waits.group(1))).isGreaterThan(20);
    }

    /** On the JDK the reader goes on reading what is closed; here it is told. */
    static final class IsClosed {
        public static void main(String[] args) throws Exception {
            Path fifo = Path.of(args[0]);
            try (RandomAccessFile out = new RandomAccessFile(fifo.toFile(), "rw");
                    InputStream first = new FileInputStream(fifo.toFile())) {
                Thread warm = reader(first);
                while (!isInRead(warm)) {
                    Thread.sleep(1);
                }
                Thread.sleep(100); // until sysmon has seen it asleep: from then on it is known
                out.write(1);
                warm.join();
                InputStream second = new FileInputStream(fifo.toFile());
                Thread t = reader(second);
                while (t.getState() != Thread.State.WAITING) {
                    Thread.sleep(1);
                }
                second.close();
                t.join();
            }
        }

        private static boolean isInRead(Thread t) {
            StackTraceElement[] trace = t.getStackTrace();
            return trace.length > 0 && trace[0].isNativeMethod();
        }

        private static Thread reader(InputStream in) {
            return Thread.ofVirtual()
                    .start(() -> {
                        try {
                            System.out.println(in.read());
                        } catch (IOException e) {
                            System.out.println(e.getMessage());
                        }
                    });
        }
    }

    @Test
    void whoWaitsForWhatIsClosedIsTold() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();

        JavaRun run = JavaRun.onBaton("procs=2", IsClosed.class, fifo.toString());

        assertThat(run.out()).isEqualTo("1\nStream Closed\n");
    }

    /** Standard input says EAGAIN, and nobody knows. */
    static final class ReadsInput {
        public static void main(String[] args) throws Exception {
            try (RandomAccessFile out = new RandomAccessFile(args[0], "rw");
                    InputStream in = new FileInputStream(args[0])) {
                Thread warm = Thread.ofVirtual().start(() -> read(in));
                while (!IsClosed.isInRead(warm)) {
                    Thread.sleep(1);
                }
                Thread.sleep(100); // as above
                out.write(1);
                warm.join();
                Thread.ofVirtual().start(() -> read(System.in)).join();
            }
        }

        private static void read(InputStream in) {
            try {
                System.out.println(in.read());
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    @Test
    void whatSaysThatItWouldBlockSaysSoStill() throws Exception {
        Path fifo = dir.resolve("fifo");
        Path input = dir.resolve("input");
        assertThat(
                        new ProcessBuilder("mkfifo", fifo.toString(), input.toString())
                                .start()
                                .waitFor())
                .isZero();
        List<String> java =
                JavaRun.command(List.of(JavaRun.agent("")), ReadsInput.class, fifo.toString());
        // dd makes the open file non-blocking that it shares with those that come after it.
        String script = "exec <>\"$0\"; dd iflag=nonblock count=0 2>/dev/null; exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, input.toString()));
        command.addAll(java);

        JavaRun run = JavaRun.start(command, Map.of()).end();

        assertThat(run.out()).isEqualTo("1\nResource temporarily unavailable\n");
    }
}
