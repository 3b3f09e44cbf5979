package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.Baton;
import dev.baton.BlockingSite;
import dev.baton.linux.IoUringRefusal;
import dev.baton.sched.RingPoll;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Writes past the page cache, by ring or by hand-off: what is in the file is the same. */
class DirectWritesTest {
    private static final long SECONDS = 60;
    private static final int BLOCK = 4096;
    private static final int BLOCKS = 16;

    private static final int EINTR = 4;
    private static final int EAGAIN = 11;
    private static final int ENOMEM = 12;
    private static final int EOPNOTSUPP = 95;

    /** So many writes that wait for the disk, and the site is known to block. */
    private static final int UNTIL_KNOWN = 4;

    @TempDir Path directory;

    private Path path;

    @BeforeEach
    void makeFile() throws Exception {
        path = Files.write(directory.resolve("file"), new byte[BLOCKS * BLOCK]);
    }

    private static <T> T on(Baton baton, Callable<T> task) throws Exception {
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            return executor.submit(task).get(SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Baton baton(boolean ioUring) {
        return Baton.builder().maxProcs(2).ioUring(ioUring).build();
    }

    private File open() throws PathError {
        return File.openFile(path.toString(), File.O_WRONLY | Fcntl.O_DIRECT, 0);
    }

    /** Where it is so; on an overlay, say, the ring is not asked. */
    private void needsTheRing() throws Exception {
        assumeThat(IoUringRefusal.ask()).as("io_uring").isNull();
        try (Baton baton = baton(true);
                File file = open()) {
            long bytes = on(baton, () -> RingPoll.ofCurrentThread().directBytes(file.fd()));
            assumeThat(bytes).as("direct I/O without a thread").isEqualTo(BLOCKS * BLOCK);
        }
    }

    private static MemorySegment block(Arena arena, int value) {
        MemorySegment block = arena.allocate(BLOCK, BLOCK);
        block.fill((byte) value);
        return block;
    }

    private byte[] blockOfFile(int n) throws Exception {
        return Arrays.copyOfRange(Files.readAllBytes(path), n * BLOCK, (n + 1) * BLOCK);
    }

    private static byte[] filled(int value) {
        byte[] bytes = new byte[BLOCK];
        Arrays.fill(bytes, (byte) value);
        return bytes;
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyWriteOneFileAndEachFindsItsOwn(boolean ioUring) throws Exception {
        int rounds = 50;
        try (Baton baton = baton(ioUring);
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                File file = open();
                Arena arena = Arena.ofShared()) {
            List<Future<?>> writers = new ArrayList<>();
            for (int g = 0; g < BLOCKS; g++) {
                int own = g;
                writers.add(
                        executor.submit(() -> {
                            for (int i = 0; i <= rounds; i++) {
                                MemorySegment block = block(arena, own + i);
                                assertThat(file.pwrite(block, (long) own * BLOCK)).isEqualTo(BLOCK);
                            }
                            return null;
                        }));
            }
            for (Future<?> writer : writers) {
                writer.get(SECONDS, TimeUnit.SECONDS);
            }
        }
        for (int g = 0; g < BLOCKS; g++) {
            assertThat(blockOfFile(g)).isEqualTo(filled(g + rounds));
        }
        assertThat(Buffers.out()).isZero();
    }

    /** One that knows that its writes block. Used by a G. */
    private static BlockingSite blocking() {
        BlockingSite site = new BlockingSite();
        for (int i = 0; i < UNTIL_KNOWN; i++) {
            site.blocked();
        }
        return site;
    }

    private static long write(RegularFile regular, int fd, int value, long offset) {
        return write(regular, fd, value, offset, BLOCK);
    }

    private static long write(RegularFile regular, int fd, int value, long offset, int count) {
        try (Arena arena = Arena.ofConfined()) {
            long address = block(arena, value).address();
            return regular.pwrite(blocking(), fd, address, count, offset);
        }
    }

    /** How many calls the ring served. */
    private static long byRing(Baton baton, Callable<?> task) throws Exception {
        long before = baton.stats().fileCallsByRing();
        on(baton, task);
        return baton.stats().fileCallsByRing() - before;
    }

    @Test
    void whatOverwritesIsServedByTheRing() throws Exception {
        needsTheRing();
        try (Baton baton = baton(true);
                File file = open()) {
            RegularFile regular = new RegularFile();
            assertThat(
                            byRing(
                                    baton,
                                    () -> {
                                        for (int i = 0; i < BLOCKS; i++) {
                                            long at = (long) i * BLOCK;
                                            assertThat(write(regular, file.fd(), 7, at))
                                                    .isEqualTo(BLOCK);
                                        }
                                        return null;
                                    }))
                    .isEqualTo(BLOCKS);
        }
        assertThat(blockOfFile(BLOCKS - 1)).isEqualTo(filled(7));
    }

    private long growing(RegularFile regular) throws Exception {
        try (Baton baton = baton(true);
                File file = open()) {
            return byRing(
                    baton,
                    () -> {
                        for (int i = 0; i < 4; i++) {
                            long at = (BLOCKS + i) * (long) BLOCK;
                            assertThat(write(regular, file.fd(), i, at)).isEqualTo(BLOCK);
                        }
                        return null;
                    });
        }
    }

    @Test
    void whatMakesTheFileLongerIsNot() throws Exception {
        needsTheRing();
        assertThat(growing(new RegularFile())).isZero();
        assertThat(blockOfFile(BLOCKS + 3)).isEqualTo(filled(3));
    }

    /** The twin: one that does not look is found by the counter. */
    @Test
    void oneThatDoesNotLookIsFound() throws Exception {
        needsTheRing();
        assertThat(
                        growing(
                                new RegularFile() {
                                    @Override
                                    boolean makesLonger(long offset, long bytes) {
                                        return false;
                                    }
                                }))
                .isEqualTo(4);
    }

    @Test
    void whatHasBecomeLongerIsServedByTheRingAsWell() throws Exception {
        needsTheRing();
        RegularFile regular = new RegularFile();
        try (Baton baton = baton(true);
                File file = open()) {
            long at = BLOCKS * (long) BLOCK;
            assertThat(byRing(baton, () -> write(regular, file.fd(), 1, at))).isZero();
            assertThat(byRing(baton, () -> write(regular, file.fd(), 2, at))).isEqualTo(1);
        }
        assertThat(blockOfFile(BLOCKS)).isEqualTo(filled(2));
    }

    @Test
    void whatGoesThroughThePageCacheIsNotTheRings() throws Exception {
        needsTheRing();
        try (Baton baton = baton(true);
                File file = File.openFile(path.toString(), File.O_WRONLY | File.O_SYNC, 0)) {
            RegularFile regular = new RegularFile();
            assertThat(byRing(baton, () -> write(regular, file.fd(), 1, 0))).isZero();
        }
    }

    // ---- Faults ---------------------------------------------------------------------------------

    /** Whose ring answers what it is told to, and then what the kernel says. */
    private static class Faulty extends RegularFile {
        private final Queue<Long> errors = new ArrayDeque<>();
        private int most = Integer.MAX_VALUE;

        @Override
        long writeByRing(
                RingPoll ring, BlockingSite site, int fd, long buf, int count, long offset) {
            Long error = errors.poll();
            return error != null
                    ? error
                    : super.writeByRing(ring, site, fd, buf, Math.min(count, most), offset);
        }
    }

    private int callsAfter(Faulty regular, long expected) throws Exception {
        needsTheRing();
        try (Baton baton = baton(true);
                File file = open();
                FaultyKernel kernel = FaultyKernel.forAllThreads()) {
            assertThat(on(baton, () -> write(regular, file.fd(), 5, 0))).isEqualTo(expected);
            return kernel.calls(Sysno.SYS_PWRITE64);
        }
    }

    @Test
    void whatTheDiskRefusesIsNotTriedAgain() throws Exception {
        Faulty regular = new Faulty();
        regular.errors.add(Errno.EIO.result());
        assertThat(callsAfter(regular, Errno.EIO.result())).isZero();
    }

    /** The twin: one that tries it again says that all is written. */
    @Test
    void oneThatTriesItAgainIsFound() throws Exception {
        Faulty regular =
                new Faulty() {
                    @Override
                    boolean isFinal(long error) {
                        return false;
                    }
                };
        regular.errors.add(Errno.EIO.result());
        assertThat(callsAfter(regular, BLOCK)).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {EINTR, EAGAIN, ENOMEM, EOPNOTSUPP})
    void whatTheRingCanNotDoTheCallDoes(int errno) throws Exception {
        Faulty regular = new Faulty();
        regular.errors.add(-(long) errno);
        assertThat(callsAfter(regular, BLOCK)).isEqualTo(1);
        assertThat(blockOfFile(0)).isEqualTo(filled(5));
    }

    @Test
    void whatIsCutShortIsCarriedOn() throws Exception {
        needsTheRing();
        Faulty regular = new Faulty();
        regular.most = BLOCK;
        try (Baton baton = baton(true);
                Arena arena = Arena.ofShared()) {
            MemorySegment blocks = arena.allocate(4 * BLOCK, BLOCK);
            for (int i = 0; i < 4; i++) {
                blocks.asSlice(i * (long) BLOCK, BLOCK).fill((byte) (i + 1));
            }
            on(
                    baton,
                    () -> {
                        Descriptor file = descriptor(regular);
                        try {
                            for (int i = 0; i < UNTIL_KNOWN; i++) {
                                file.writeSite.blocked();
                            }
                            assertThat(file.write("pwrite", blocks, BLOCK)).isEqualTo(4 * BLOCK);
                        } finally {
                            file.close();
                        }
                        return null;
                    });
            assertThat(baton.stats().fileCallsByRing()).isEqualTo(4);
        }
        for (int i = 0; i < 4; i++) {
            assertThat(blockOfFile(1 + i)).isEqualTo(filled(i + 1));
        }
        assertThat(blockOfFile(5)).isEqualTo(filled(0));
    }

    private Descriptor descriptor(RegularFile regular) {
        int fd =
                (int)
                        Syscall.openat(
                                Fcntl.AT_FDCWD, path.toString(), File.O_WRONLY | Fcntl.O_DIRECT, 0);
        assertThat(fd).isNotNegative();
        return new Descriptor(fd, path.toString(), new FdMutex(), null, regular);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWrongIsSaidTheSame(boolean ioUring) throws Exception {
        int readOnly = File.O_RDONLY | Fcntl.O_DIRECT;
        try (Baton baton = baton(ioUring);
                File file = File.openFile(path.toString(), readOnly, 0);
                File odd = open();
                Pipe pipe = Os.pipe()) {
            on(
                    baton,
                    () -> {
                        RegularFile one = new RegularFile();
                        assertThat(write(one, file.fd(), 1, 0)).isEqualTo(Errno.EBADF.result());
                        RegularFile other = new RegularFile();
                        assertThat(write(other, odd.fd(), 1, 1)).isEqualTo(Errno.EINVAL.result());
                        assertThat(write(new RegularFile(), pipe.writer().fd(), 1, 0))
                                .isEqualTo(Errno.ESPIPE.result());
                        return null;
                    });
        }
    }

    /** Those that are interrupted go on, those that come later find it closed. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void closeAndInterruptsInTheMidstLeaveNoBufferBehind(boolean ioUring) throws Exception {
        int writers = 32;
        try (Baton baton = baton(ioUring);
                Arena arena = Arena.ofShared()) {
            File file = open();
            CountDownLatch underWay = new CountDownLatch(writers);
            List<Thread> threads = new ArrayList<>();
            List<Throwable> ends = new ArrayList<>();
            for (int g = 0; g < writers; g++) {
                MemorySegment block = block(arena, g);
                Random random = new Random(g);
                threads.add(
                        baton.threadFactory()
                                .newThread(() -> {
                                    try {
                                        for (int i = 0; ; i++) {
                                            long at = random.nextInt(BLOCKS) * (long) BLOCK;
                                            assertThat(file.pwrite(block, at)).isEqualTo(BLOCK);
                                            if (i == UNTIL_KNOWN) {
                                                underWay.countDown();
                                            }
                                        }
                                    } catch (Throwable e) {
                                        synchronized (ends) {
                                            ends.add(e);
                                        }
                                    }
                                }));
            }
            threads.forEach(Thread::start);
            assertThat(underWay.await(SECONDS, TimeUnit.SECONDS)).isTrue();
            threads.forEach(Thread::interrupt);
            file.close();
            for (Thread thread : threads) {
                thread.join(TimeUnit.SECONDS.toMillis(SECONDS));
            }
            assertThat(ends).hasSize(writers).allMatch(ErrClosed.class::isInstance);
        }
        assertThat(Buffers.out()).isZero();
    }

    /** Holes in a file on a full disk: the kernel has no block for them. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFullDiskIsErrNoSpace(boolean ioUring) throws Exception {
        try (SmallDisk disk = SmallDisk.mount(directory);
                Baton baton = baton(ioUring)) {
            Path full = disk.directory().resolve("full");
            Path holes = disk.directory().resolve("holes");
            try (File file =
                            File.openFile(
                                    holes.toString(),
                                    File.O_WRONLY | File.O_CREATE | Fcntl.O_DIRECT,
                                    0600);
                    Arena arena = Arena.ofShared()) {
                file.truncate(SmallDisk.BYTES);
                MemorySegment block = block(arena, 1);
                assertThatThrownBy(() -> fill(full)).isInstanceOf(PathError.class);
                assertThatThrownBy(() ->
                                on(
                                        baton,
                                        () -> {
                                            for (long at = 0; ; at += BLOCK) {
                                                file.pwrite(block, at);
                                            }
                                        }))
                        .cause()
                        .isInstanceOfSatisfying(
                                PathError.class,
                                e -> assertThat(e.errno()).isEqualTo(Errno.ENOSPC));
            }
        }
    }

    private static void fill(Path file) throws Exception {
        try (File f = File.create(file.toString())) {
            byte[] bytes = new byte[1 << 16];
            for (; ; ) {
                f.write(bytes);
            }
        }
    }
}
