package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.linux.IoUringRefusal;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JDK's channels past the page cache, in a program that knows nothing of Baton. */
class DirectFilesTest {
    @TempDir private Path dir;

    /** Reads and writes by many virtual threads at once, and says what came of it. */
    static final class UsesDirectFiles {
        private static final int BLOCK = 4096;
        private static final int THREADS = 16;
        private static final int ROUNDS = 40;

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            Files.write(file, new byte[THREADS * BLOCK]);
            try (FileChannel channel = open(file)) {
                byAll(THREADS, own -> useBlock(channel, own));
                System.out.println("at " + channel.position());
                byAll(1, own -> growAndMiss(channel));
            }
            byAll(1, own -> closeInTheMidst(file));
            byAll(1, own -> interruptInTheMidst(file));
        }

        private interface Use {
            String of(int own) throws Exception;
        }

        private static void byAll(int n, Use use) throws Exception {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> all = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    int own = i;
                    Callable<String> task = () -> use.of(own);
                    all.add(executor.submit(task));
                }
                for (Future<String> one : all) {
                    System.out.println(one.get());
                }
            }
        }

        private static FileChannel open(Path file) throws Exception {
            Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
            OpenOption direct = null;
            for (Object option : options.getEnumConstants()) {
                if (option.toString().equals("DIRECT")) {
                    direct = (OpenOption) option;
                }
            }
            return FileChannel.open(
                    file, StandardOpenOption.READ, StandardOpenOption.WRITE, direct);
        }

        private static ByteBuffer block() {
            return ByteBuffer.allocateDirect(2 * BLOCK).alignedSlice(BLOCK).slice(0, BLOCK);
        }

        /** Its own block, in memory outside of the heap and on it by turns. */
        private static String useBlock(FileChannel channel, int own) throws IOException {
            ByteBuffer direct = block();
            ByteBuffer heap = ByteBuffer.allocate(BLOCK);
            long at = (long) own * BLOCK;
            int sum = 0;
            for (int i = 0; i < ROUNDS; i++) {
                ByteBuffer written = i % 2 == 0 ? direct : heap;
                ByteBuffer read = i % 2 == 0 ? heap : direct;
                written.clear().put(own, (byte) (own + i));
                sum += channel.write(written, at);
                sum += channel.read(read.clear(), at);
                if (read.get(own) != (byte) (own + i)) {
                    return "read " + read.get(own) + " where " + (own + i) + " was written";
                }
            }
            return own + ": " + sum;
        }

        private static String growAndMiss(FileChannel channel) throws IOException {
            ByteBuffer block = block();
            long end = channel.size();
            StringBuilder said = new StringBuilder();
            said.append(channel.read(block.clear(), end)).append(' ');
            said.append(channel.write(block.clear(), end)).append(' ');
            said.append(channel.read(block.clear(), end)).append(' ');
            said.append(channel.size() - end).append(' ');
            try {
                channel.read(block.clear(), 1);
            } catch (IOException e) {
                said.append(e.getMessage());
            }
            return said.toString();
        }

        private static String closeInTheMidst(Path file) throws Exception {
            FileChannel channel = open(file);
            CountDownLatch under = new CountDownLatch(THREADS);
            Map<String, Integer> ends = new TreeMap<>();
            List<Thread> readers = readers(channel, under, ends);
            under.await();
            channel.close();
            for (Thread reader : readers) {
                reader.join();
            }
            return "closed: " + ends;
        }

        private static String interruptInTheMidst(Path file) throws Exception {
            FileChannel channel = open(file);
            CountDownLatch under = new CountDownLatch(THREADS);
            Map<String, Integer> ends = new TreeMap<>();
            List<Thread> readers = readers(channel, under, ends);
            under.await();
            readers.getFirst().interrupt();
            for (Thread reader : readers) {
                reader.join();
            }
            return "interrupted: " + ends + ", open " + channel.isOpen();
        }

        private static List<Thread> readers(
                FileChannel channel, CountDownLatch under, Map<String, Integer> ends) {
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < THREADS; i++) {
                readers.add(
                        Thread.startVirtualThread(() -> {
                            String end = "";
                            ByteBuffer block = block();
                            try {
                                for (int n = 0; ; n++) {
                                    channel.read(block.clear(), (long) n % THREADS * BLOCK);
                                    if (n == 2) {
                                        under.countDown();
                                    }
                                }
                            } catch (AsynchronousCloseException e) {
                                // Which of them, and whether it had begun, is a matter of chance.
                                boolean interrupted = e instanceof ClosedByInterruptException;
                                boolean said = Thread.currentThread().isInterrupted();
                                end = interrupted == said ? "closed" : "wrong " + e;
                            } catch (ClosedChannelException e) {
                                end = "closed";
                            } catch (IOException e) {
                                end = e.toString();
                            }
                            synchronized (ends) {
                                ends.merge(end, 1, Integer::sum);
                            }
                        }));
            }
            return readers;
        }
    }

    private static long counter(JavaRun run, String name) {
        Matcher line = Pattern.compile("\"" + name + "\":(\\d+)").matcher(run.err());
        assertThat(line.find()).as(run.err()).isTrue();
        return Long.parseLong(line.group(1));
    }

    private String file(String name) {
        return dir.resolve(name).toString();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void theSameComesOutAsOnPlainJava(int procs) throws Exception {
        String stats = "stats,procs=" + procs;
        JavaRun plain = JavaRun.onTheJdk(UsesDirectFiles.class, file("plain"));
        JavaRun byRing = JavaRun.onBaton(stats, UsesDirectFiles.class, file("ring"));
        JavaRun byThreads =
                JavaRun.onBaton(stats + ",io_uring=false", UsesDirectFiles.class, file("threads"));

        assertThat(plain.out())
                .contains("15: 327680\n", "at 0\n", "closed: {closed=16}\n")
                .contains("interrupted: {closed=16}, open false\n");
        assertThat(byRing.out()).as(byRing.err()).isEqualTo(plain.out());
        assertThat(byThreads.out()).as(byThreads.err()).isEqualTo(plain.out());
        assertThat(counter(byThreads, "fileCallsByRing")).isZero();
    }

    @Test
    void theRingMakesThem() throws Exception {
        assumeThat(IoUringRefusal.ask()).as("io_uring").isNull();
        String type = Files.getFileStore(dir).type();
        assumeThat(type).as("a disk").matches("ext[234]|xfs|btrfs|f2fs");

        JavaRun run = JavaRun.onBaton("stats,procs=2", UsesDirectFiles.class, file("ring"));

        // 16 threads, 40 rounds, a write and a read.
        assertThat(counter(run, "fileCallsByRing")).isGreaterThanOrEqualTo(16 * 40 * 2);
    }
}
