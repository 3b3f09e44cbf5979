package dev.baton.sched;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.baton.BlockingSite;
import dev.baton.linux.DirectIo;
import dev.baton.linux.IoUringRefusal;
import dev.baton.vthread.FileNumber;
import java.io.FileDescriptor;
import java.io.RandomAccessFile;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.reflect.Field;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import jdk.internal.misc.Unsafe;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the JDK's reads and writes at a place become, asked as the changed classes ask. */
class JdkFileCallsTest {
    private static final long SECONDS = 60;
    private static final int BLOCK = 4096;
    private static final int BYTES = 4 * BLOCK + 100;

    @TempDir Path directory;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment block = arena.allocate(BLOCK, BLOCK);
    private final byte[] content = new byte[BYTES];
    private Path path;
    private Scheduler sched;

    @BeforeEach
    void start() throws Exception {
        assumeThat(IoUringRefusal.ask()).as("io_uring").isNull();
        new Random(1).nextBytes(content);
        path = Files.write(directory.resolve("file"), content);
        sched = Scheduler.start("jdk", 1, 100, StuckWatch.AUTO);
    }

    @AfterEach
    void end() {
        if (sched != null) {
            sched.close();
        }
        arena.close();
    }

    private <T> T g(Callable<T> task) throws Exception {
        CompletableFuture<T> found = new CompletableFuture<>();
        sched.newThread(
                        null,
                        0,
                        () -> {
                            try {
                                found.complete(task.call());
                            } catch (Throwable e) {
                                found.completeExceptionally(e);
                            }
                        })
                .start();
        return found.get(SECONDS, TimeUnit.SECONDS);
    }

    private static BlockingSite blocking() {
        BlockingSite site = new BlockingSite();
        site.blocked();
        site.blocked();
        return site;
    }

    private int read(BlockingSite site, FileDescriptor fd, long offset) {
        return JdkFileCalls.read(site, fd, block.address(), BLOCK, offset);
    }

    private byte[] part(int offset, int count) {
        return Arrays.copyOfRange(content, offset, offset + count);
    }

    private byte[] got(int count) {
        return block.asSlice(0, count).toArray(ValueLayout.JAVA_BYTE);
    }

    @Test
    void whatIsCachedIsReadAtOnceWhereReadsBlock() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            FileDescriptor fd = file.getFD();
            assertThat(g(() -> read(blocking(), fd, BLOCK))).isEqualTo(BLOCK);
            assertThat(got(BLOCK)).isEqualTo(part(BLOCK, BLOCK));
            assertThat(g(() -> read(blocking(), fd, 4 * BLOCK))).isEqualTo(100);
            assertThat(got(100)).isEqualTo(part(4 * BLOCK, 100));
            assertThat(g(() -> read(blocking(), fd, BYTES))).isEqualTo(-1);
            assertThat(sched.stats().fileCallsCached).isEqualTo(3);
        }
    }

    /** The twin of the counter: as long as none has blocked, nothing is done. */
    @Test
    void whereNoneHasBlockedTheJdkReads() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            FileDescriptor fd = file.getFD();
            assertThat(g(() -> read(new BlockingSite(), fd, 0))).isEqualTo(JdkFileCalls.NOT_SERVED);
            assertThat(sched.stats().fileCallsCached).isZero();
        }
    }

    @Test
    void whatIsNotAsExpectedIsTheJdks() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "r")) {
            FileDescriptor fd = file.getFD();
            assertThat(read(blocking(), fd, 0)).as("no G").isEqualTo(JdkFileCalls.NOT_SERVED);
            int negative = g(() -> read(blocking(), fd, -1));
            assertThat(negative).as("EINVAL").isEqualTo(JdkFileCalls.NOT_SERVED);
            int closed = g(() -> read(blocking(), new FileDescriptor(), 0));
            assertThat(closed).as("EBADF").isEqualTo(JdkFileCalls.NOT_SERVED);
            int write = g(() -> JdkFileCalls.write(fd, block.address(), BLOCK, 0));
            assertThat(write).as("no Blocker").isEqualTo(JdkFileCalls.NOT_SERVED);
            sched.forbidIoUring();
            int forbidden = g(() -> read(blocking(), fd, 0));
            assertThat(forbidden).as("no ring").isEqualTo(JdkFileCalls.NOT_SERVED);
        }
    }

    // ---- Inside the JDK's Blocker, as calls of direct channels are ------------------------------

    /** What is left of the section afterwards is told by the second. */
    private record Answer(int result, boolean isInside) {}

    private Answer inBlocker(Callable<Integer> task) throws Exception {
        return g(() -> {
            SyscallPath syscalls = sched.syscalls;
            syscalls.enterBlocker(sched.host.currentM());
            int n = task.call();
            boolean inside = sched.host.currentM().curg.isInBlocker();
            syscalls.exitBlocker(sched.host.currentM());
            return new Answer(n, inside);
        });
    }

    private FileDescriptor direct(FileChannel channel) throws Exception {
        Field field = Class.forName("sun.nio.ch.FileChannelImpl").getDeclaredField("fd");
        long at = Unsafe.getUnsafe().objectFieldOffset(field);
        return (FileDescriptor) Unsafe.getUnsafe().getReference(channel, at);
    }

    private FileChannel open(OpenOption how) throws Exception {
        Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
        OpenOption direct = null;
        for (Object option : options.getEnumConstants()) {
            if (option.toString().equals("DIRECT")) {
                direct = (OpenOption) option;
            }
        }
        return FileChannel.open(path, how, direct);
    }

    private void needsADisk(FileDescriptor fd) throws Exception {
        long bytes = g(() -> RingPoll.ofCurrentThread().directBytes(FileNumber.of(fd)));
        assumeThat(bytes).as("direct I/O without a thread").isNotEqualTo(DirectIo.NONE);
    }

    @Test
    void aDirectReadLeavesTheBlockerAndWaitsForTheRing() throws Exception {
        try (FileChannel channel = open(StandardOpenOption.READ)) {
            FileDescriptor fd = direct(channel);
            needsADisk(fd);
            Answer answer = inBlocker(() -> read(new BlockingSite(), fd, BLOCK));
            assertThat(answer).isEqualTo(new Answer(BLOCK, false));
            assertThat(got(BLOCK)).isEqualTo(part(BLOCK, BLOCK));
            assertThat(sched.stats().fileCallsByRing).isEqualTo(1);
        }
    }

    @Test
    void aDirectWriteOfWhatIsThereIsTheRings() throws Exception {
        try (FileChannel channel = open(StandardOpenOption.WRITE)) {
            FileDescriptor fd = direct(channel);
            needsADisk(fd);
            block.fill((byte) 7);
            Answer answer =
                    inBlocker(() -> JdkFileCalls.write(fd, block.address(), BLOCK, 2 * BLOCK));
            assertThat(answer).isEqualTo(new Answer(BLOCK, false));
            assertThat(sched.stats().fileCallsByRing).isEqualTo(1);
            byte[] now = Files.readAllBytes(path);
            assertThat(Arrays.copyOfRange(now, 2 * BLOCK, 3 * BLOCK)).isEqualTo(got(BLOCK));
        }
    }

    /** And it stays inside, for the JDK makes the call then. */
    @Test
    void oneThatMakesTheFileLongerIsTheJdks() throws Exception {
        try (FileChannel channel = open(StandardOpenOption.WRITE)) {
            FileDescriptor fd = direct(channel);
            needsADisk(fd);
            Answer answer =
                    inBlocker(() -> JdkFileCalls.write(fd, block.address(), BLOCK, 4 * BLOCK));
            assertThat(answer).isEqualTo(new Answer(JdkFileCalls.NOT_SERVED, true));
            assertThat(sched.stats().fileCallsByRing).isZero();
        }
    }

    /** A synchronous write of the page cache's is in the Blocker, too. */
    @Test
    void aBlockerAloneIsNoDirectFile() throws Exception {
        try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rws")) {
            FileDescriptor fd = file.getFD();
            Answer answer = inBlocker(() -> JdkFileCalls.write(fd, block.address(), BLOCK, 0));
            assertThat(answer).isEqualTo(new Answer(JdkFileCalls.NOT_SERVED, true));
        }
    }
}
