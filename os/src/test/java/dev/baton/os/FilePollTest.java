package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.Baton;
import dev.baton.os.Crew.Kind;
import dev.baton.os.Crew.Member;
import dev.baton.sched.Poller;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Files that are waited for without a thread: what is waited for so, who waits at the same time,
 * and closing it; as Go's os/pipe_test.go and internal/poll have it.
 */
class FilePollTest {
    private static final long SECONDS = 120;

    /** More than a pipe holds. */
    private static final int MUCH = 1 << 20;

    @TempDir Path directory;

    // ---- What is waited for --------------------------------------------------------------------

    private static boolean blocks(File file) {
        return (Syscall.fcntl(file.fd(), Fcntl.F_GETFL, 0) & Fcntl.O_NONBLOCK) == 0;
    }

    private static boolean isWaitedFor(File file) throws PathError {
        try {
            file.setDeadline(null);
            return true;
        } catch (ErrNoDeadline e) {
            return false;
        }
    }

    @Test
    void whatEpollTakesIsMadeNonBlockingWhereItIsOpened() throws Exception {
        String fifo = directory.resolve("fifo").toString();
        Os.mkfifo(fifo, 0600);
        try (Pipe pipe = Os.pipe();
                File both = File.openFile(fifo, File.O_RDWR | File.O_APPEND, 0);
                File reader = File.openFile(fifo, File.O_RDONLY | Fcntl.O_NONBLOCK, 0);
                File regular = File.create(directory.resolve("file").toString());
                File dir = File.open(directory.toString());
                File zero = File.open("/dev/zero")) {
            for (File each : new File[] {pipe.reader(), pipe.writer(), both, reader}) {
                assertThat(isWaitedFor(each)).as(each.name()).isTrue();
                assertThat(blocks(each)).as(each.name()).isFalse();
            }
            for (File each : new File[] {regular, dir, zero}) {
                assertThat(isWaitedFor(each)).as(each.name()).isFalse();
                assertThat(blocks(each)).as(each.name()).isTrue();
            }
            assertThat(Syscall.fcntl(both.fd(), Fcntl.F_GETFL, 0) & Fcntl.O_APPEND)
                    .as("the other flags stay")
                    .isEqualTo(Fcntl.O_APPEND);
        }
    }

    @Test
    void aDescriptorThatWasMadeElsewhereStaysAsItIs() throws Exception {
        int[] fds = new int[2];
        Syscall.pipe2(fds, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        try (Pipe blocking = BlockingPipe.make();
                File reader = File.newFile(fds[0], "reader");
                File writer = File.newFile(fds[1], "writer")) {
            assertThat(blocks(blocking.reader())).isTrue();
            assertThat(isWaitedFor(blocking.reader())).isFalse();
            assertThat(blocks(reader)).isFalse();
            assertThat(isWaitedFor(reader)).isTrue();
            assertThat(isWaitedFor(writer)).isTrue();
        }
    }

    @Test
    void whereEpollRefusesAFifoBlocksAsItDid() throws Exception {
        String fifo = directory.resolve("fifo").toString();
        Os.mkfifo(fifo, 0600);
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_EPOLL_CTL, Errno.EPERM)
                        .fails(Sysno.SYS_FCNTL, Errno.EPERM)) {
            for (int i = 0; i < 2; i++) { // epoll refuses it, and then fcntl
                try (File file = File.openFile(fifo, File.O_RDWR, 0)) {
                    assertThat(isWaitedFor(file)).isFalse();
                    kernel.next(Sysno.SYS_FCNTL, FaultyKernel.Request::passOn);
                    file.write(new byte[3]);
                    assertThat(file.read(new byte[8])).isEqualTo(3);
                }
            }
            assertThat(kernel.calls(Sysno.SYS_EPOLL_CTL)).as("2, and one out again").isEqualTo(3);
        }
    }

    @Test
    void nothingStaysInTheEpollThatIsAsked() throws Exception {
        try (FaultyKernel kernel = FaultyKernel.forThisThread()) {
            String fifo = directory.resolve("fifo").toString();
            Os.mkfifo(fifo, 0600);
            for (int i = 1; i <= 3; i++) {
                File.openFile(fifo, File.O_RDWR, 0).close();
                assertThat(kernel.calls(Sysno.SYS_EPOLL_CTL)).isEqualTo(2 * i);
            }
        }
    }

    // ---- Who waits -----------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReaderAndAWriterWaitForEachOtherOverAndOver(Kind kind) throws Exception {
        int bytes = 3 * MUCH;
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            Member<Integer> writer = crew.start(() -> pipe.writer().write(new byte[bytes]));
            Member<Integer> reader =
                    crew.start(() -> pipe.reader().inputStream().readNBytes(bytes).length);
            assertThat(reader.get()).isEqualTo(bytes);
            assertThat(writer.get()).isEqualTo(bytes);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theEndOfTheOtherEndWakesReaderAndWriter(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind)) {
            Pipe first = Os.pipe();
            Member<Integer> reader = crew.start(() -> first.reader().read(new byte[8]));
            reader.awaitParked();
            first.writer().close();
            assertThat(reader.get()).isEqualTo(-1);
            first.close();

            Pipe second = Os.pipe();
            Member<Integer> writer = crew.start(() -> second.writer().write(new byte[MUCH]));
            writer.awaitParked();
            second.reader().close();
            assertThat(writer.thrown())
                    .isInstanceOfSatisfying(
                            PathError.class, e -> assertThat(e.errno()).isSameAs(Errno.EPIPE));
            second.close();
        }
    }

    @Test
    void whoWaitsHoldsNoBufferAndNoArena() throws Exception {
        long out = Buffers.out();
        try (Crew crew = Crew.of(Kind.BATON);
                Pipe pipe = Os.pipe();
                Pipe full = Os.pipe()) {
            Member<Integer> reader = crew.start(() -> pipe.reader().read(new byte[MUCH]));
            Member<Integer> writer = crew.start(() -> full.writer().write(new byte[MUCH]));
            reader.awaitParked();
            writer.awaitParked();
            assertThat(Buffers.out()).isEqualTo(out);
            pipe.reader().close();
            full.writer().close();
            reader.thrown();
            writer.thrown();
        }
        try (Crew crew = Crew.of(Kind.BATON);
                Pipe pipe = Os.pipe();
                Pipe full = Os.pipe()) {
            Member<Long> reader;
            Member<Long> writer;
            try (Arena arena = Arena.ofShared()) {
                MemorySegment memory = arena.allocate(MUCH);
                reader = crew.start(() -> pipe.reader().read(memory));
                writer = crew.start(() -> full.writer().write(memory));
                reader.awaitParked();
                writer.awaitParked();
            }
            pipe.writer().write(new byte[1]);
            full.reader().inputStream().readNBytes(1 << 16);
            assertThat(reader.thrown())
                    .isInstanceOf(ErrInvalid.class)
                    .hasMessage("read |0: the segment's arena is closed");
            assertThat(writer.thrown())
                    .isInstanceOf(PathError.class)
                    .hasMessage("write |1: the segment's arena is closed");
            assertThat(pipe.reader().read(new byte[8])).as("it is still there").isOne();
        }
    }

    // ---- Readers that race, and their broken twin ----------------------------------------------

    /** Go's TestRacyRead: each byte is read once. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void readersThatRaceReadEachByteOnce(Kind kind) throws Exception {
        int readers = 8;
        int rounds = 250;
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            List<Member<long[]>> all = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                all.add(
                        crew.start(() -> {
                            long[] sum = new long[1];
                            byte[] b = new byte[16];
                            for (int n = 0; (n = pipe.reader().read(b)) > 0; ) {
                                for (int k = 0; k < n; k++) {
                                    sum[0] += b[k];
                                }
                            }
                            return sum;
                        }));
            }
            long sent = 0;
            for (int i = 0; i < rounds; i++) {
                byte[] b = new byte[1 + i % 40];
                for (int k = 0; k < b.length; k++) {
                    b[k] = (byte) (1 + (i + k) % 100);
                    sent += b[k];
                }
                pipe.writer().write(b);
            }
            pipe.writer().close();
            long read = 0;
            for (Member<long[]> reader : all) {
                read += reader.get()[0];
            }
            assertThat(read).isEqualTo(sent);
        }
    }

    /** Readers don't take turns. */
    private static final class FdMutexWithoutTurns extends FdMutex {
        @Override
        boolean lockToRead() {
            return incref();
        }

        @Override
        boolean unlockAfterRead() {
            return decref();
        }
    }

    /** What becomes of two that read from an empty pipe, of which one writes when both wait. */
    private static List<Throwable> twoReaders(FdMutex mutex) throws Exception {
        int[] fds = new int[2];
        Syscall.pipe2(fds, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
        Descriptor reader = new Descriptor(fds[0], "reader", mutex, Poller::ofCurrentThread);
        List<Throwable> thrown = new ArrayList<>();
        try (Crew crew = Crew.of(Kind.BATON);
                File writer = File.newFile(fds[1], "writer")) {
            List<Member<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                readers.add(
                        crew.start(() ->
                                reader.read("read", new byte[1], 0, 1, Descriptor.AT_POSITION)));
            }
            for (Member<Integer> each : readers) {
                while (!each.isParked() && !each.found().isDone()) {
                    Thread.onSpinWait();
                }
            }
            writer.write(new byte[2]);
            for (Member<Integer> each : readers) {
                thrown.add(each.thrown());
            }
        }
        reader.close();
        return thrown;
    }

    @Test
    void twoReadersOfAnEmptyPipeTakeTurns() throws Exception {
        assertThat(twoReaders(new FdMutex())).containsOnlyNulls();
    }

    @Test
    void readersWithoutTurnsAreCaught() throws Exception {
        assertThat(twoReaders(new FdMutexWithoutTurns()))
                .hasAtLeastOneElementOfType(IllegalStateException.class);
    }

    // ---- Closing -------------------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Kind.class)
    void closeWakesThoseThatReadAndThoseInLine(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe();
                CountedCloses closes = CountedCloses.of(pipe.reader().fd())) {
            List<Member<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(crew.start(() -> pipe.reader().read(new byte[8])).awaitParked());
            }
            pipe.reader().close();
            for (Member<Integer> reader : readers) {
                assertThat(reader.thrown())
                        .isInstanceOf(ErrClosed.class)
                        .hasMessage("read |0: file already closed");
            }
            assertThat(closes.count()).as("by the last one").isOne();
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void closeWakesThoseThatWriteAndTellsHowMuchThePipeTook(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            Member<Integer> first = crew.start(() -> pipe.writer().write(new byte[MUCH]));
            first.awaitParked();
            Member<Integer> second = crew.start(() -> pipe.writer().write(new byte[MUCH]));
            second.awaitParked();
            pipe.writer().close();
            assertThat(first.thrown())
                    .isInstanceOfSatisfying(
                            ErrClosed.class,
                            e -> assertThat(e.bytesTransferred()).isPositive().isLessThan(MUCH));
            assertThat(second.thrown())
                    .isInstanceOfSatisfying(
                            ErrClosed.class, e -> assertThat(e.bytesTransferred()).isZero());
        }
    }

    /**
     * Go's TestPipeCloseRace and TestFdRace: the number of a pipe that is closed under its reader
     * and its writer is the next pipe's at once.
     */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void closesThatRaceWithReadersAndWritersWhileNumbersAreUsedAgainLoseNobody(Kind kind)
            throws Exception {
        int pairs = 4;
        int rounds = 300;
        try (Crew crew = Crew.of(kind)) {
            List<Member<Integer>> all = new ArrayList<>();
            for (int i = 0; i < pairs; i++) {
                int turn = i;
                all.add(
                        crew.start(() -> {
                            int ended = 0;
                            for (int n = 0; n < rounds; n++) {
                                ended += closedUnderReader(crew, (n + turn) % 3 == 0);
                            }
                            return ended;
                        }));
            }
            for (Member<Integer> each : all) {
                assertThat(each.get()).isEqualTo(rounds);
            }
        }
    }

    /** Reads from a pipe that another closes, or writes to and closes; 1 when the reader ended. */
    private static int closedUnderReader(Crew crew, boolean write) throws Exception {
        Pipe pipe = Os.pipe();
        CyclicBarrier together = new CyclicBarrier(2);
        Member<Integer> closer =
                crew.start(() -> {
                    together.await();
                    if (write) {
                        pipe.writer().write(new byte[1]);
                    }
                    pipe.reader().close();
                    return 0;
                });
        together.await();
        try {
            assertThat(pipe.reader().read(new byte[8])).isOne();
            assertThat(write).isTrue();
        } catch (ErrClosed e) {
            // as it should
        }
        closer.get();
        pipe.writer().close();
        return 1;
    }

    // ---- Instances -----------------------------------------------------------------------------

    /** Whoever waits first has a file wait in his instance's poller; that ends before the file. */
    @ParameterizedTest
    @EnumSource(
            value = Kind.class,
            names = {"PLATFORM", "STOCK", "BATON"})
    void aFileOutlivesTheInstanceInWhosePollerItIsWaitedFor(Kind kind) throws Exception {
        try (Crew others = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            Member<Integer> stranded;
            try (Crew gs = Crew.of(Kind.BATON)) {
                Member<Integer> first = gs.start(() -> pipe.reader().read(new byte[1]));
                first.awaitParked();
                pipe.writer().write(new byte[1]);
                assertThat(first.get()).isOne();
                stranded = others.start(() -> pipe.reader().read(new byte[8]));
                stranded.awaitParked();
            }
            pipe.writer().write("on".getBytes(UTF_8));
            assertThat(stranded.get()).isEqualTo(2);
            Member<Integer> last = others.start(() -> pipe.reader().read(new byte[8]));
            last.awaitParked();
            pipe.reader().close();
            assertThat(last.thrown()).isInstanceOf(ErrClosed.class);
        }
    }

    // ---- Many ----------------------------------------------------------------------------------

    @FunctionalInterface
    private interface Pipes {
        Pipe make() throws Exception;
    }

    /** How many threads of the OS there were at most while so many Gs waited, each for its pipe. */
    private static long threadsForReaders(int readers, Pipes pipes) throws Exception {
        List<Pipe> all = new ArrayList<>();
        List<Future<Integer>> found = new ArrayList<>();
        long peak;
        try (Baton baton = Baton.builder().maxProcs(2).build();
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                Pipe pipe = pipes.make();
                all.add(pipe);
                found.add(
                        executor.submit(() -> {
                            synchronized (threads) {
                                threads.add(Thread.currentThread());
                            }
                            byte[] b = new byte[4];
                            int n = pipe.reader().read(b);
                            return n == 4 ? (b[0] << 8) | (b[1] & 0xff) : -1;
                        }));
            }
            awaitAll(threads, readers, baton);
            Future<?> fed =
                    executor.submit(() -> {
                        for (int i = 0; i < readers; i++) {
                            all.get(i).writer().write(new byte[] {(byte) (i >> 8), (byte) i, 0, 0});
                        }
                        return null;
                    });
            fed.get(SECONDS, TimeUnit.SECONDS);
            for (int i = 0; i < readers; i++) {
                assertThat(found.get(i).get(SECONDS, TimeUnit.SECONDS)).isEqualTo(i);
            }
            peak = baton.stats().threadsPeak();
        } finally {
            for (Pipe pipe : all) {
                pipe.close();
            }
        }
        return peak;
    }

    /** Until each waits, or blocks a thread of its own. */
    private static void awaitAll(List<Thread> threads, int readers, Baton baton)
            throws InterruptedException {
        long begin = System.nanoTime();
        while (true) {
            int waiting = 0;
            synchronized (threads) {
                for (Thread thread : threads) {
                    waiting += thread.getState() == Thread.State.WAITING ? 1 : 0;
                }
            }
            if (waiting == readers || baton.stats().threadsLive() >= readers) {
                return;
            }
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(SECONDS));
            Thread.yield();
        }
    }

    @Test
    void fiveThousandReadersOfPipesNeedAHandfulOfThreads() throws Exception {
        assertThat(threadsForReaders(5_000, Os::pipe)).isLessThan(20);
    }

    @Test
    void readersThatHoldAThreadEachAreCaught() throws Exception {
        assertThat(threadsForReaders(100, BlockingPipe::make)).isGreaterThanOrEqualTo(100);
    }

    @Test
    void aReadOfWhatIsThereWaitsForNothing() throws Exception {
        try (Pipe pipe = Os.pipe();
                FaultyKernel kernel = FaultyKernel.forThisThread()) {
            pipe.writer().write(new byte[3]);
            assertThat(pipe.reader().read(new byte[8])).isEqualTo(3);
            assertThat(kernel.calls()).as("a write and a read").isEqualTo(2);
            assertThatThrownBy(() -> pipe.reader().seek(0, File.SEEK_CUR))
                    .hasMessageContaining("ESPIPE");
        }
    }
}
