package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The option {@code limit}, of programs that know nothing of Baton. */
class LimitsTest {
    private static final int CALLS = 200;
    private static final int MOST = 8;

    /** Threads of Baton's beside those that block. */
    private static final int OTHERS = 10;

    @TempDir private Path dir;

    private Path place() throws IOException {
        return dir.toRealPath();
    }

    private JavaRun openers(String options, int parked, String how) throws Exception {
        Path fifo = Fifos.make(place(), "fifo", 1).getFirst();
        return JavaRun.onBaton(
                "procs=1,netpoll=false,stats" + options,
                LimitedOpeners.class,
                Integer.toString(CALLS),
                Integer.toString(parked),
                how,
                fifo.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "stream, place",
        "file, place",
        "channel, place",
        "read, place",
        "read, device",
        "file, site:java.io.FileInputStream.open",
        "read, site:*RandomAccessFile.read*"
    })
    void whatHangsHoldsAFewThreadsAndOthersGoOn(String how, String of) throws Exception {
        String what =
                switch (of) {
                    case "place" -> place().toString();
                    case "device" -> device();
                    default -> of;
                };
        JavaRun run = openers(",limit=" + what + "=" + MOST, CALLS - MOST, how);

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out()).endsWith(" parked " + (CALLS - MOST) + "\ndone\n");
        assertThat(threads(run)).isLessThanOrEqualTo(MOST + OTHERS);
        assertThat(counter(run, "threadsPeak")).isLessThanOrEqualTo(MOST + OTHERS);
        // A device may have the program's classes on it, too.
        assertThat(counter(run, "limitWaits")).isBetween((long) CALLS - MOST, 2L * CALLS);
        assertThat(counter(run, "longestLimitWaitNs")).isPositive();
        assertThat(run.err().lines().filter(l -> l.contains("is reached")))
                .singleElement()
                .asString()
                .startsWith(
                        "baton: the limit "
                                + what
                                + "="
                                + MOST
                                + " is reached: all 8 places are taken, by ");
    }

    /** The twin: without a limit, and by one of another place, each holds a thread. */
    @ParameterizedTest
    @CsvSource({"''", "',limit=/no/such/place=8'"})
    void withoutALimitEachHoldsAThread(String options) throws Exception {
        JavaRun run = openers(options, 0, "file");

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(threads(run)).isGreaterThan(CALLS / 2);
        assertThat(run.err()).doesNotContain("is reached");
    }

    private String device() throws IOException {
        Path file = Files.createFile(place().resolve("file"));
        long dev = ((Number) Files.getAttribute(file, "unix:dev")).longValue();
        long major = ((dev >>> 8) & 0xfff) | ((dev >>> 32) & ~0xfffL);
        long minor = (dev & 0xff) | ((dev >>> 12) & ~0xffL);
        return "dev:" + major + ":" + minor;
    }

    private static long threads(JavaRun run) {
        Matcher line = Pattern.compile("threads (\\d+) ").matcher(run.out());
        assertThat(line.find()).as(run.out()).isTrue();
        return Long.parseLong(line.group(1));
    }

    private static long counter(JavaRun run, String name) {
        Matcher line = Pattern.compile("\"" + name + "\":(\\d+)").matcher(run.err());
        assertThat(line.find()).as(run.err()).isTrue();
        return Long.parseLong(line.group(1));
    }

    /** One has the only place, while others wait in line of which things happen. */
    static final class Faults {
        private final Path[] fifos;

        private Faults(Path[] fifos) {
            this.fifos = fifos;
        }

        public static void main(String[] args) throws Exception {
            new Faults(Arrays.stream(args).map(Path::of).toArray(Path[]::new)).run();
        }

        private void run() throws Exception {
            RandomAccessFile holds = new RandomAccessFile(fifos[0].toFile(), "rw");
            RandomAccessFile closed = new RandomAccessFile(fifos[1].toFile(), "rw");
            FileChannel channel = open(fifos[1]);
            FileChannel interrupted = open(fifos[1]);
            FutureTask<Integer> holder = start(holds::read);
            RandomAccessFile waits = new RandomAccessFile(fifos[1].toFile(), "rw");
            FutureTask<Integer> closedRead = inLine(closed::read);
            FutureTask<Integer> channelRead = inLine(() -> channel.read(ByteBuffer.allocate(1)));
            FutureTask<Integer> interruptedRead =
                    inLine(() -> interrupted.read(ByteBuffer.allocate(1)));
            Thread interruptee = last;
            FutureTask<String> waitingRead =
                    inLine(() -> waits.read() + " " + Thread.currentThread().isInterrupted());
            last.interrupt(); // which ends no read of a file

            closed.close();
            say("closed", closedRead);
            channel.close();
            say("channel", channelRead);
            interruptee.interrupt();
            say("interrupted", interruptedRead);
            System.out.println("waits on " + !waitingRead.isDone());
            feed(fifos[0], 'h');
            System.out.println("holder " + holder.get());
            feed(fifos[1], 'w');
            System.out.println("waited " + waitingRead.get());
        }

        private static FileChannel open(Path fifo) throws IOException {
            return FileChannel.open(fifo, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }

        /** The thread that was started last. */
        private Thread last;

        private <T> FutureTask<T> start(Callable<T> call) throws Exception {
            FutureTask<T> task = new FutureTask<>(call);
            last = Thread.startVirtualThread(task);
            // In the read, and not in line: then it is in a native method.
            while (Arrays.stream(last.getStackTrace()).noneMatch(f -> f.isNativeMethod())
                    || last.getState() != Thread.State.RUNNABLE) {
                Thread.sleep(1);
            }
            return task;
        }

        private <T> FutureTask<T> inLine(Callable<T> call) throws Exception {
            FutureTask<T> task = new FutureTask<>(call);
            last = Thread.startVirtualThread(task);
            while (last.getState() != Thread.State.WAITING) {
                Thread.sleep(1);
            }
            return task;
        }

        private static void say(String what, Future<?> read) throws Exception {
            try {
                System.out.println(what + " " + read.get());
            } catch (ExecutionException e) {
                System.out.println(what + " " + e.getCause());
            }
        }

        private static void feed(Path fifo, int b) throws IOException {
            try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
                out.write(b);
            }
        }
    }

    @Test
    void whatIsClosedOrInterruptedInLineEndsAsOnTheJdkWithoutWaiting() throws Exception {
        List<Path> fifos = Fifos.make(place(), "fifo", 2);

        JavaRun run =
                JavaRun.onBaton(
                        "procs=1,netpoll=false,limit=" + place() + "=1",
                        Faults.class,
                        fifos.get(0).toString(),
                        fifos.get(1).toString());

        assertThat(run.out())
                .as(run.err())
                .isEqualTo(
                        """
                        closed java.io.IOException: Stream Closed
                        channel java.nio.channels.AsynchronousCloseException
                        interrupted java.nio.channels.ClosedByInterruptException
                        waits on true
                        holder 104
                        waited 119 true
                        """);
        assertThat(run.exitCode()).isZero();
    }

    /** Does with names and files what hangs where a file server does. */
    static final class UsesNames {
        private static final int THREADS = 20;

        public static void main(String[] args) throws Exception {
            Path dir = Path.of(args[0]);
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> all =
                        Stream.iterate(0, i -> i + 1)
                                .limit(THREADS)
                                .map(i -> executor.submit(() -> use(dir.resolve("d" + i))))
                                .toList();
                for (Future<String> one : all) {
                    System.out.println(one.get());
                }
            }
        }

        private static String use(Path own) throws Exception {
            Files.createDirectory(own);
            Path file = Files.writeString(own.resolve("a"), "hello");
            Path copy = Files.copy(file, own.resolve("b"));
            Files.move(copy, own.resolve("c"), StandardCopyOption.ATOMIC_MOVE);
            Files.createSymbolicLink(own.resolve("link"), file);
            StringBuilder seen = new StringBuilder();
            try (Stream<Path> list = Files.list(own)) {
                list.map(p -> p.getFileName().toString()).sorted().forEach(seen::append);
            }
            seen.append(Files.exists(copy)).append(Files.size(file));
            seen.append(own.relativize(own.resolve("link").toRealPath()));
            File old = own.toFile();
            String[] names = old.list();
            Arrays.sort(names);
            seen.append(List.of(names)).append(new File(old, "c").length());
            seen.append(new File(old, "new").createNewFile()).append(new File(old, "new").exists());
            seen.append(new File(old, "new").renameTo(new File(old, "newer")));
            seen.append(new File(old, "none").delete()).append(old.isDirectory());
            try (RandomAccessFile both = new RandomAccessFile(file.toFile(), "rw");
                    FileChannel to =
                            FileChannel.open(
                                    copy,
                                    Set.of(StandardOpenOption.WRITE, StandardOpenOption.CREATE))) {
                both.setLength(3);
                seen.append(both.length()).append(both.getChannel().transferTo(0, 3, to));
                seen.append(to.size()).append(to.truncate(1).size());
            }
            try (FileInputStream in = new FileInputStream(file.toFile())) {
                seen.append(in.available()).append(new String(in.readAllBytes(), UTF_8));
            }
            try (Stream<Path> tree = Files.walk(own)) {
                for (Path p : tree.sorted((a, b) -> b.compareTo(a)).toList()) {
                    Files.delete(p);
                }
            }
            return seen.append(Files.notExists(own)).toString();
        }
    }

    /**
     * All files of all threads are under one limit of one, also those that classes are read from.
     */
    @ParameterizedTest
    @CsvSource({"limit=/=1", "'limit=/=1,netpoll=false'", "limit=site:*=1", "'limit=/=2,procs=1'"})
    void theSameComesOutAsWithoutALimit(String options) throws Exception {
        JavaRun plain = JavaRun.onTheJdk(UsesNames.class, place().toString());
        JavaRun limited =
                JavaRun.java(
                        List.of(
                                JavaRun.agent("strict," + options),
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:+BytecodeVerificationLocal"),
                        UsesNames.class,
                        place().toString());

        assertThat(plain.exitCode()).as(plain.err()).isZero();
        assertThat(limited.out()).as(limited.err()).isEqualTo(plain.out());
        assertThat(limited.exitCode()).isZero();
        assertThat(limited.err().lines().filter(l -> !l.contains("is reached"))).isEmpty();
    }

    @Test
    void theWaysToUseFilesGoOnAsTheyDid() throws Exception {
        String file = place().resolve("file").toString();
        JavaRun plain = JavaRun.onTheJdk(BlockingCallsTest.UsesFiles.class, file);
        JavaRun limited =
                JavaRun.onBaton("limit=" + place() + "=1", BlockingCallsTest.UsesFiles.class, file);

        assertThat(limited.out()).as(limited.err()).isEqualTo(plain.out());
        assertThat(limited.err()).isEmpty();
    }
}
