package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
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
            BlockedReaders readers = new BlockedReaders(Path.of(args[1]), n);
            System.out.println("threads " + threadsOfBaton());
            readers.end();
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

    /** More than may block before others wait without a thread. */
    private static final int MANY = 30;

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
                        plain.toString(),
                        "0");

        JavaRun run =
                JavaRun.onBaton(
                        "procs=" + procs,
                        PipesProgram.class,
                        baton.toString(),
                        Integer.toString(MANY));

        assertThat(run.out()).isEqualTo(onTheJdk.out());
        assertThat(onTheJdk.err()).isEqualTo("waits 0\n");
        // 13 reads that block a round, in the first one some in the kernel
        Matcher waits = Pattern.compile("waits (\\d+)\n").matcher(run.err());
        assertThat(waits.matches()).as(run.err()).isTrue();
        assertThat(Integer.parseInt(waits.group(1))).isGreaterThan(20);
    }

    /**
     * On the JDK the reader goes on reading what is closed; here it is told, also where it comes
     * amid the close, and the number is another's at once.
     */
    static final class IsClosed {
        public static void main(String[] args) throws Exception {
            Path dir = Path.of(args[0]);
            Path fifo = dir.resolve("fifo");
            Path empty = dir.resolve("empty");
            Fifos.make(fifo, empty);
            BlockedReaders many = new BlockedReaders(dir, MANY);
            RandomAccessFile out = new RandomAccessFile(fifo.toFile(), "rw");
            RandomAccessFile held = new RandomAccessFile(empty.toFile(), "rw");
            try (out;
                    held) {
                InputStream in = new FileInputStream(fifo.toFile());
                Thread waits = reader(in);
                while (waits.getState() != Thread.State.WAITING) {
                    Thread.sleep(1);
                }
                in.close();
                waits.join();
                System.out.println(told);
                for (int i = 0; i < ROUNDS; i++) {
                    InputStream again = new FileInputStream(fifo.toFile());
                    begun = false;
                    Thread t = reader(again);
                    while (!begun) {
                        Thread.onSpinWait();
                    }
                    for (int spin = i % 200; spin > 0; spin--) {
                        Thread.onSpinWait();
                    }
                    again.close();
                    // Its number, and nothing to read.
                    InputStream other = new FileInputStream(empty.toFile());
                    out.write(1); // for one that was in its call before the close
                    t.join();
                    if (!told.equals("1")) {
                        out.read();
                    }
                    other.close();
                }
                System.out.println("all " + ROUNDS + " ended");
            }
            many.end();
        }

        private static final int ROUNDS = 2000;
        private static volatile String told;
        private static volatile boolean begun;

        private static Thread reader(InputStream in) {
            return Thread.ofVirtual()
                    .start(() -> {
                        try {
                            begun = true;
                            told = "" + in.read();
                        } catch (IOException e) {
                            told = e.getMessage();
                        }
                    });
        }
    }

    @Test
    void whoWaitsForWhatIsClosedIsTold() throws Exception {
        JavaRun run = JavaRun.onBaton("procs=2", IsClosed.class, dir.toString());

        assertThat(run.out()).isEqualTo("Stream Closed\nall 2000 ended\n");
    }

    /** What waits for nothing, and the kernel's way to say that a read would wait. */
    static final class WaitsForNothing {
        public static void main(String[] args) throws Exception {
            Path dir = Path.of(args[0]);
            Path fifo = dir.resolve("fifo");
            Fifos.make(fifo);
            BlockedReaders many = new BlockedReaders(dir, Integer.parseInt(args[1]));
            try (RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw");
                    FileInputStream in = new FileInputStream(fifo.toFile());
                    FileOutputStream out = new FileOutputStream(fifo.toFile())) {
                Thread.ofVirtual()
                        .start(() -> {
                            say(() -> in.read(new byte[0]));
                            say(() -> both.read(new byte[3], 3, 0));
                            say(() -> both.read(null, 0, 0));
                            say(() -> both.read(new byte[3], 2, 5));
                            say(() -> new FileInputStream(out.getFD()).read());
                            say(() -> System.in.read());
                        })
                        .join();
            }
            many.end();
        }

        private static void say(Callable<Integer> read) {
            try {
                System.out.println(read.call());
            } catch (Exception e) {
                System.out.println(e);
            }
        }
    }

    @Test
    void whatWaitsForNothingWaitsForNothing() throws Exception {
        JavaRun onTheJdk = waitsForNothing("plain", 0);

        JavaRun run = waitsForNothing("baton", MANY);

        assertThat(run.out()).isEqualTo(onTheJdk.out());
        assertThat(run.out().lines()).hasSize(6).last().asString().contains("unavailable");
    }

    /** Standard input says EAGAIN: dd makes the open file so, which those after it share. */
    private JavaRun waitsForNothing(String name, int many) throws Exception {
        Path input = Files.createDirectory(dir.resolve(name)).resolve("input");
        Fifos.make(input);
        List<String> flags = many == 0 ? List.of() : List.of(JavaRun.agent("procs=2"));
        String script = "exec <>\"$0\"; dd iflag=nonblock count=0 2>/dev/null; exec \"$@\"";
        List<String> command = new ArrayList<>(List.of("sh", "-c", script, input.toString()));
        command.addAll(
                JavaRun.command(
                        flags,
                        WaitsForNothing.class,
                        dir.resolve(name).toString(),
                        Integer.toString(many)));
        return JavaRun.start(command, Map.of()).end();
    }
}
