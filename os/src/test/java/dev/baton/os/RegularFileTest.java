package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.Baton;
import dev.baton.BatonStats;
import dev.baton.BlockingSite;
import dev.baton.linux.IoUringRefusal;
import dev.baton.sched.RingPoll;
import dev.baton.sched.buffers.Buffer;
import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.Fcntl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Regular files in the hands of Gs: by page cache, ring or hand-off, the results are the same. */
class RegularFileTest {
    private static final long SECONDS = 60;
    private static final int PAGE_BYTES = 4096;
    private static final int FILE_BYTES = 10 * PAGE_BYTES + 100;

    @TempDir Path directory;

    private final byte[] content = new byte[FILE_BYTES];

    private String file() throws Exception {
        new Random(1).nextBytes(content);
        Path path = directory.resolve("file");
        if (!Files.exists(path)) {
            Files.write(path, content);
        }
        return path.toString();
    }

    /** Runs it on a G. */
    private static <T> T on(Baton baton, Callable<T> task) throws Exception {
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            return executor.submit(task).get(SECONDS, TimeUnit.SECONDS);
        }
    }

    private static Baton baton(boolean ioUring) {
        return Baton.builder().maxProcs(2).ioUring(ioUring).build();
    }

    /** One whose file has been seen to block, as far as there is a ring. */
    private static BlockingSite blocking(int fd) {
        BlockingSite site = new BlockingSite();
        RingPoll ring = RingPoll.ofCurrentThread();
        if (ring != null) {
            Buffer buffer = Buffers.take(1);
            for (int i = 0; i < 4; i++) {
                ring.read(site, fd, buffer.address(), 1, 0);
            }
            Buffers.give(buffer);
        }
        return site;
    }

    private byte[] read(RegularFile regular, BlockingSite site, int fd, int count, long offset) {
        Buffer buffer = Buffers.take(count + PAGE_BYTES);
        try {
            long at = (buffer.address() + PAGE_BYTES - 1) & -PAGE_BYTES;
            long n = regular.pread(site, fd, at, count, offset);
            assertThat(n).isNotNegative();
            return buffer.segment()
                    .asSlice(at - buffer.address(), n)
                    .toArray(ValueLayout.JAVA_BYTE);
        } finally {
            Buffers.give(buffer);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void readsFindWhatIsThereWhicheverWayTheyTake(boolean ioUring) throws Exception {
        String path = file();
        try (Baton baton = baton(ioUring);
                File file = File.open(path)) {
            on(
                    baton,
                    () -> {
                        Random random = new Random(2);
                        RegularFile regular = new RegularFile();
                        for (int i = 0; i < 300; i++) {
                            BlockingSite site = blocking(file.fd());
                            int offset = random.nextInt(FILE_BYTES + PAGE_BYTES);
                            int count = 1 + random.nextInt(3 * PAGE_BYTES);
                            byte[] expected =
                                    offset >= FILE_BYTES
                                            ? new byte[0]
                                            : Arrays.copyOfRange(
                                                    content,
                                                    offset,
                                                    Math.min(FILE_BYTES, offset + count));
                            assertThat(read(regular, site, file.fd(), count, offset))
                                    .as("%d bytes at %d", count, offset)
                                    .isEqualTo(expected);
                        }
                        return null;
                    });
            BatonStats stats = baton.stats();
            assertThat(stats.fileCallsCached() > 0).isEqualTo(ioUring && isThereARing());
        }
    }

    private static boolean isThereARing() {
        return IoUringRefusal.ask() == null;
    }

    /** What the disk has to bring; the addresses that a program gives need not suit it. */
    @Test
    void directReadsAreServedByTheRing() throws Exception {
        assumeThat(isThereARing()).isTrue();
        String path = file();
        try (Baton baton = baton(true);
                File file = File.openFile(path, File.O_RDONLY | Fcntl.O_DIRECT, 0)) {
            long before = baton.stats().fileCallsByRing();
            on(
                    baton,
                    () -> {
                        RegularFile regular = new RegularFile();
                        BlockingSite site = blocking(file.fd());
                        for (int i = 0; i < 10; i++) {
                            long offset = (long) i * PAGE_BYTES;
                            assertThat(read(regular, site, file.fd(), PAGE_BYTES, offset))
                                    .isEqualTo(
                                            Arrays.copyOfRange(
                                                    content,
                                                    (int) offset,
                                                    (int) offset + PAGE_BYTES));
                        }
                        return null;
                    });
            assertThat(baton.stats().fileCallsByRing() - before).isGreaterThanOrEqualTo(10);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void manyReadOneDirectFileIntoMemoryOfTheirOwn(boolean ioUring) throws Exception {
        String path = file();
        try (Baton baton = baton(ioUring);
                ExecutorService executor = baton.newVirtualThreadPerTaskExecutor();
                File file = File.openFile(path, File.O_RDONLY | Fcntl.O_DIRECT, 0);
                Arena arena = Arena.ofShared()) {
            List<Future<?>> readers = new ArrayList<>();
            for (int g = 0; g < 16; g++) {
                int first = g;
                MemorySegment own = arena.allocate(PAGE_BYTES, PAGE_BYTES);
                readers.add(
                        executor.submit(() -> {
                            for (int i = 0; i < 200; i++) {
                                int offset = (first + i) % 10 * PAGE_BYTES;
                                assertThat(file.pread(own, offset)).isEqualTo(PAGE_BYTES);
                                assertThat(own.toArray(ValueLayout.JAVA_BYTE))
                                        .isEqualTo(
                                                Arrays.copyOfRange(
                                                        content, offset, offset + PAGE_BYTES));
                            }
                            return null;
                        }));
            }
            for (Future<?> reader : readers) {
                reader.get(SECONDS, TimeUnit.SECONDS);
            }
        }
        assertThat(Buffers.out()).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWrongIsSaidTheSame(boolean ioUring) throws Exception {
        File closed = File.open(file());
        try (Baton baton = baton(ioUring);
                File directory = File.open(this.directory.toString())) {
            on(
                    baton,
                    () -> {
                        BlockingSite site = blocking(closed.fd());
                        RegularFile regular = new RegularFile();
                        Buffer buffer = Buffers.take(PAGE_BYTES);
                        int fd = closed.fd();
                        assertThat(regular.pread(site, fd, buffer.address(), 8, 0)).isEqualTo(8);
                        closed.close();
                        assertThat(regular.pread(site, fd, buffer.address(), 8, 0))
                                .isEqualTo(-Errno.EBADF.number());
                        RegularFile other = new RegularFile();
                        assertThat(other.pread(site, directory.fd(), buffer.address(), 8, 0))
                                .isEqualTo(-Errno.EISDIR.number());
                        Buffers.give(buffer);
                        return null;
                    });
        }
    }

    /** The twin of it all: a read at a place is not one at the file's position. */
    @Test
    void readsAtAPlaceLeaveThePositionAlone() throws Exception {
        try (Baton baton = baton(true);
                File file = File.openFile(file(), File.O_RDONLY | Fcntl.O_DIRECT, 0)) {
            on(
                    baton,
                    () -> {
                        try (Arena arena = Arena.ofConfined()) {
                            ByteBuffer own = arena.allocate(PAGE_BYTES, PAGE_BYTES).asByteBuffer();
                            for (int i = 0; i < 20; i++) {
                                assertThat(file.pread(own.clear(), 0)).isEqualTo(PAGE_BYTES);
                            }
                            assertThat(file.seek(0, File.SEEK_CUR)).isZero();
                            assertThat(file.read(own.clear())).isEqualTo(PAGE_BYTES);
                            assertThat(file.seek(0, File.SEEK_CUR)).isEqualTo(PAGE_BYTES);
                        }
                        return null;
                    });
        }
    }

    /** Who reads waits without the memory that he reads into, and finds it gone. */
    @Test
    void aPipeIsNoRegularFile() throws Exception {
        try (Baton baton = baton(true);
                File file = File.open(file());
                Pipe pipe = Os.pipe()) {
            on(
                    baton,
                    () -> {
                        BlockingSite site = blocking(file.fd());
                        Buffer buffer = Buffers.take(8);
                        assertThat(
                                        new RegularFile()
                                                .pread(
                                                        site,
                                                        pipe.reader().fd(),
                                                        buffer.address(),
                                                        8,
                                                        0))
                                .isEqualTo(-Errno.ESPIPE.number());
                        Buffers.give(buffer);
                        return null;
                    });
        }
    }
}
