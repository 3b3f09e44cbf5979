package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.baton.agent.BlockingCalls.Descriptor;
import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The JDK's own file classes, in a program that knows nothing of Baton. */
class BlockingCallsTest {
    @TempDir private Path dir;

    /** More readers than Ps block in FIFOs, and who feeds them is a virtual thread as well. */
    static final class ReadersAreFed {
        public static void main(String[] args) throws Exception {
            int readers = Integer.parseInt(args[0]);
            Path dir = Path.of(args[1]);
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> reads = new ArrayList<>();
                for (int i = 0; i < readers; i++) {
                    String fifo = dir.resolve("fifo" + i).toString();
                    reads.add(executor.submit(() -> read(fifo)));
                }
                Future<?> fed =
                        executor.submit(() -> {
                            for (int i = 0; i < readers; i++) {
                                try (FileOutputStream out =
                                        new FileOutputStream(dir.resolve("fifo" + i).toString())) {
                                    out.write(i);
                                }
                            }
                            return null;
                        });
                long sum = 0;
                for (Future<Integer> read : reads) {
                    sum += read.get();
                }
                fed.get();
                System.out.println(sum);
            }
        }

        private static int read(String fifo) throws IOException {
            try (FileInputStream in = new FileInputStream(fifo)) {
                return in.read();
            }
        }
    }

    @ParameterizedTest(name = "{0} readers, {1} Ps")
    @CsvSource({"4, 1", "4, 2", "300, 1", "300, 2"})
    void readersOfFifosAreFedByAnotherVirtualThread(int readers, int procs) throws Exception {
        Fifos.make(dir, "fifo", readers);

        JavaRun run =
                JavaRun.onBaton(
                        "stats,procs=" + procs,
                        ReadersAreFed.class,
                        Integer.toString(readers),
                        dir.toString());

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEqualTo(sumOfBytes(readers) + "\n");
        assertThat(counter(run, "syscalls")).isGreaterThanOrEqualTo(2L * readers);
    }

    /** What the readers get: the lowest byte of each number. */
    private static long sumOfBytes(int readers) {
        long sum = 0;
        for (int i = 0; i < readers; i++) {
            sum += i & 0xff;
        }
        return sum;
    }

    private static long counter(JavaRun run, String name) {
        Matcher line = Pattern.compile("\"" + name + "\":(\\d+)").matcher(run.err());
        assertThat(line.find()).as(run.err()).isTrue();
        return Long.parseLong(line.group(1));
    }

    /** Uses a file in all ways that are announced, and shows what came of it. */
    static final class UsesFiles {
        public static void main(String[] args) throws Exception {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            useFile(Path.of(args[0]));
                            useMissingFiles();
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .join();
        }

        private static void useFile(Path file) throws IOException {
            Files.writeString(file, "hello");
            System.out.println(Files.readString(file));
            try (FileOutputStream out = new FileOutputStream(file.toFile())) {
                out.write('A');
                out.write("BCD".getBytes(UTF_8));
            }
            try (FileInputStream in = new FileInputStream(file.toFile())) {
                System.out.println(in.read() + " " + in.read(new byte[10]) + " " + in.read());
            }
            for (String mode : List.of("rw", "rws")) { // rws: the JDK's own Blocker is around it
                try (RandomAccessFile both = new RandomAccessFile(file.toFile(), mode)) {
                    both.seek(2);
                    both.write('F');
                    both.write(new byte[] {1, 2});
                    both.seek(0);
                    System.out.println(both.read() + " " + both.read(new byte[3]));
                }
            }
            try (FileChannel channel =
                    FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap("zzz".getBytes(UTF_8)), 1);
                channel.write(new ByteBuffer[] {ByteBuffer.allocate(1), ByteBuffer.allocate(2)});
                channel.force(true);
                System.out.println(channel.read(ByteBuffer.allocate(20), 0));
                ByteBuffer[] scatter = {ByteBuffer.allocate(1), ByteBuffer.allocate(2)};
                System.out.println(channel.position(0).read(scatter));
                System.out.println(channel.transferTo(0, 3, Channels.newChannel(System.out)));
            }
        }

        private static void useMissingFiles() {
            try (FileInputStream in = new FileInputStream("/missing")) {
                System.out.println(in);
            } catch (IOException e) {
                show(e);
            }
            try (FileInputStream in = new FileInputStream("/")) {
                System.out.println(in.read());
            } catch (IOException e) {
                show(e);
            }
            try {
                System.out.println(Files.newInputStream(Path.of("/missing")));
            } catch (IOException e) {
                show(e);
            }
        }

        /** With all frames: none is to be of Baton, and lines are to be the JDK's own. */
        private static void show(IOException e) {
            System.out.println(e);
            for (StackTraceElement frame : e.getStackTrace()) {
                System.out.println("  " + frame);
            }
        }
    }

    @Test
    void filesWorkAndExceptionsLookAsWithoutBaton() throws Exception {
        JavaRun plain = JavaRun.onTheJdk(UsesFiles.class, dir.resolve("plain").toString());
        JavaRun onBaton = JavaRun.onBaton("stats", UsesFiles.class, dir.resolve("b").toString());

        assertThat(plain.out()).contains("FileInputStream.open0");
        assertThat(onBaton.out()).isEqualTo(plain.out());
        assertThat(counter(onBaton, "syscalls")).isGreaterThan(20);
    }

    /** The verifier is off for the JDK's own classes; here it says whether they are well-formed. */
    @Test
    void theChangedClassesVerify() throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(
                                JavaRun.agent("strict=true"),
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:+BytecodeVerificationLocal"),
                        UsesFiles.class,
                        dir.resolve("file").toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    @Test
    void aClassWithoutTheNativeMethodIsNotTouched() throws Exception {
        BlockingCalls change =
                new BlockingCalls(
                                new BlockingSites(),
                                "java.io.FileInputStream",
                                Descriptor.NONE,
                                false)
                        .blocking("readBytes9");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> change.apply(JavaBase.classFile("java.io.FileInputStream")))
                .withMessage("no native method readBytes9");
    }
}
