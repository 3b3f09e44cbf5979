package dev.baton.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.BlockingSite;
import dev.baton.syscall.Errno;
import dev.baton.syscall.ErrorKind;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.OsThread;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileCloseTest {
    private static final long SECONDS = 20;

    @TempDir Path directory;

    private static boolean isOpen(int fd) {
        return !Errno.isError(Syscall.fcntl(fd, Fcntl.F_GETFD, 0));
    }

    @Test
    void everyOperationOfAClosedFileIsErrClosed() throws Exception {
        String path = directory.resolve("file").toString();
        File file = File.create(path);
        file.close();
        byte[] b = new byte[1];
        try (FaultyKernel kernel = FaultyKernel.forThisThread();
                Arena arena = Arena.ofConfined()) {
            MemorySegment memory = arena.allocate(1);
            for (ThrowingCallable read :
                    List.<ThrowingCallable>of(
                            () -> file.read(b),
                            () -> file.read(new byte[0]),
                            () -> file.read(ByteBuffer.allocate(1)),
                            () -> file.read(memory))) {
                assertClosed("read " + path, read);
            }
            assertClosed("pread " + path, () -> file.pread(b, 0, 1, 0));
            assertClosed("write " + path, () -> file.write(b));
            assertClosed("write " + path, () -> file.write(new byte[0]));
            assertClosed("write " + path, () -> file.write(memory));
            assertClosed("pwrite " + path, () -> file.pwrite(b, 0, 1, 0));
            assertClosed("seek " + path, () -> file.seek(0, File.SEEK_SET));
            assertClosed("stat " + path, file::stat);
            assertClosed("sync " + path, file::sync);
            assertClosed("truncate " + path, () -> file.truncate(0));
            assertThat(kernel.calls()).isZero();
        }
        assertThat(file.isClosed()).isTrue();
        assertThat(file.fd()).isEqualTo(-1);
        assertThat(file).hasToString("File[" + path + ", closed]");
    }

    private static void assertClosed(String opAndPath, ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrClosed.class,
                        e -> {
                            assertThat(e.is(ErrorKind.CLOSED)).isTrue();
                            assertThat(e.is(ErrorKind.NOT_EXIST)).isFalse();
                        })
                .hasMessage(opAndPath + ": file already closed");
    }

    @Test
    void closingAgainHasNoEffect() throws Exception {
        File file = File.create(directory.resolve("file").toString());
        int fd = file.fd();
        file.close();
        try (File other = File.open("/dev/null")) {
            assertThat(other.fd()).as("the number is used again").isEqualTo(fd);
            file.close();
            assertThat(isOpen(fd)).isTrue();
        }
    }

    @Test
    void closeDuringABlockedReadWaitsForNobodyAndTheReaderFreesTheDescriptor() throws Exception {
        try (Pipe pipe = BlockingPipe.make()) {
            File reader = pipe.reader();
            int fd = reader.fd();
            CompletableFuture<Integer> tid = new CompletableFuture<>();
            CompletableFuture<Integer> read = new CompletableFuture<>();
            Thread thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                tid.complete(Syscall.gettid());
                                try {
                                    read.complete(reader.read(new byte[8]));
                                } catch (Throwable e) {
                                    read.completeExceptionally(e);
                                }
                            });
            OsThread.of(tid.get(SECONDS, TimeUnit.SECONDS)).awaitIn(Sysno.SYS_READ);

            reader.close();

            assertThat(isOpen(fd)).as("under the reader").isTrue();
            assertThatThrownBy(() -> reader.read(new byte[1])).isInstanceOf(ErrClosed.class);
            assertThat(read).isNotDone();

            pipe.writer().write(new byte[3]);

            assertThat(read.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(3);
            thread.join();
            assertThat(isOpen(fd)).as("when the reader has left").isFalse();
        }
    }

    @Test
    void anArenaCannotBeClosedUnderABlockedRead() throws Exception {
        try (Pipe pipe = BlockingPipe.make();
                Arena arena = Arena.ofShared()) {
            MemorySegment memory = arena.allocate(8);
            CompletableFuture<Integer> tid = new CompletableFuture<>();
            CompletableFuture<Long> read = new CompletableFuture<>();
            Thread thread =
                    Thread.ofPlatform()
                            .start(() -> {
                                tid.complete(Syscall.gettid());
                                try {
                                    read.complete(pipe.reader().read(memory));
                                } catch (Throwable e) {
                                    read.completeExceptionally(e);
                                }
                            });
            OsThread.of(tid.get(SECONDS, TimeUnit.SECONDS)).awaitIn(Sysno.SYS_READ);
            assertThatIllegalStateException().isThrownBy(arena::close);
            pipe.writer().write(new byte[3]);
            assertThat(read.get(SECONDS, TimeUnit.SECONDS)).isEqualTo(3);
            thread.join();
        }
    }

    @Test
    void aForgottenFileIsClosedOnce() throws Exception {
        AtomicInteger fd = new AtomicInteger(-1);
        AtomicInteger closes = new AtomicInteger();
        CountDownLatch closed = new CountDownLatch(1);
        try (FaultyKernel kernel = FaultyKernel.forAllThreads()) {
            kernel.always(
                    Sysno.SYS_CLOSE,
                    request -> {
                        long r1 = request.passOn();
                        if (request.a1() == fd.get()) {
                            closes.incrementAndGet();
                            closed.countDown();
                        }
                        return r1;
                    });
            WeakReference<File> forgotten = openAndForget(fd);
            collectUntil(closed);
            assertThat(forgotten.get()).isNull();
            // The cleaner works in order: a second file's turn comes after all of the first's.
            CountDownLatch second = new CountDownLatch(1);
            kernel.always(
                    Sysno.SYS_CLOSE,
                    request -> {
                        second.countDown();
                        return request.passOn();
                    });
            openAndForget(new AtomicInteger());
            collectUntil(second);
        }
        assertThat(closes).hasValue(1);
    }

    @Test
    void aFileThatWasClosedIsNotClosedAgainWhenItIsCollected() throws Exception {
        AtomicInteger closes = new AtomicInteger();
        try (FaultyKernel kernel = FaultyKernel.forAllThreads()) {
            kernel.always(
                    Sysno.SYS_CLOSE,
                    request -> {
                        closes.incrementAndGet();
                        return request.passOn();
                    });
            WeakReference<File> gone = openAndClose();
            while (gone.get() != null) {
                System.gc();
            }
            CountDownLatch second = new CountDownLatch(1);
            kernel.next(
                    Sysno.SYS_CLOSE,
                    request -> {
                        second.countDown();
                        return request.passOn();
                    });
            openAndForget(new AtomicInteger());
            collectUntil(second);
        }
        assertThat(closes).hasValue(1);
    }

    private static WeakReference<File> openAndForget(AtomicInteger fd) throws Exception {
        File file = File.open("/dev/null");
        fd.set(file.fd());
        return new WeakReference<>(file);
    }

    private static WeakReference<File> openAndClose() throws Exception {
        File file = File.open("/dev/null");
        file.close();
        return new WeakReference<>(file);
    }

    private static void collectUntil(CountDownLatch latch) throws InterruptedException {
        long begin = System.nanoTime();
        do {
            System.gc();
            assertThat(System.nanoTime() - begin).isLessThan(TimeUnit.SECONDS.toNanos(SECONDS));
        } while (!latch.await(10, TimeUnit.MILLISECONDS));
    }

    // ---- A number that is used again, and its broken twin --------------------------------------

    /** What is written to until it is closed. */
    private interface Target {
        void write(byte[] b) throws Exception;

        void close() throws Exception;
    }

    private record Guarded(File file) implements Target {
        static Target open() throws Exception {
            return new Guarded(File.openFile("/dev/null", File.O_WRONLY, 0));
        }

        @Override
        public void write(byte[] b) throws Exception {
            file.write(b);
        }

        @Override
        public void close() throws Exception {
            file.close();
        }
    }

    /** A descriptor and a flag, which is what one writes first. */
    private static final class Unguarded implements Target {
        private final BlockingSite site = new BlockingSite();
        private final int fd = (int) Syscall.open("/dev/null", Fcntl.O_WRONLY, 0);
        private final MemorySegment memory = Arena.ofAuto().allocate(1);
        private volatile boolean closed;

        @Override
        public void write(byte[] b) throws Exception {
            if (closed) {
                throw new ErrClosed("write", "unguarded");
            }
            memory.set(JAVA_BYTE, 0, b[0]);
            Syscall.write(site, fd, memory);
        }

        @Override
        public void close() {
            closed = true;
            Syscall.close(fd);
        }
    }

    @Test
    void aWriteOnItsWayWhileTheFileIsClosedDoesNotReachTheFileThatIsOpenedNext() throws Exception {
        assertThat(bytesThatReachTheNeighbourOf(Guarded.open())).isZero();
    }

    @Test
    void theSameTestCatchesAFileThatOnlyHasAFlag() throws Exception {
        assertThat(bytesThatReachTheNeighbourOf(new Unguarded())).isOne();
    }

    /**
     * Writes a byte to the target. On its way into the kernel, the target is closed and another
     * file is opened, which gets the lowest number that is free.
     */
    private long bytesThatReachTheNeighbourOf(Target target) throws Exception {
        Path neighbour = directory.resolve("neighbour");
        AtomicReference<File> opened = new AtomicReference<>();
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(
                                Sysno.SYS_WRITE,
                                request -> {
                                    target.close();
                                    opened.set(File.create(neighbour.toString()));
                                    return request.passOn();
                                })) {
            target.write(new byte[] {7});
            assertThat(kernel.calls(Sysno.SYS_WRITE)).isOne();
        }
        opened.get().close();
        return Files.size(neighbour);
    }

    @Test
    void manyThatCloseAtOnceCloseOnce() throws Exception {
        AtomicInteger failed = new AtomicInteger();
        int closers = 4;
        try (FaultyKernel kernel =
                FaultyKernel.forAllThreads()
                        .always(
                                Sysno.SYS_CLOSE,
                                request -> {
                                    long r1 = request.passOn();
                                    failed.addAndGet(r1 == 0 ? 0 : 1);
                                    return r1;
                                })) {
            for (int round = 0; round < 300; round++) {
                File file = File.open("/dev/null");
                int closes = kernel.calls(Sysno.SYS_CLOSE);
                CyclicBarrier together = new CyclicBarrier(closers);
                Thread[] threads = new Thread[closers];
                for (int i = 0; i < closers; i++) {
                    threads[i] =
                            Thread.ofPlatform()
                                    .start(() -> {
                                        try {
                                            together.await();
                                            file.close();
                                        } catch (Exception e) {
                                            failed.incrementAndGet();
                                        }
                                    });
                }
                for (Thread thread : threads) {
                    thread.join();
                }
                assertThat(kernel.calls(Sysno.SYS_CLOSE)).isEqualTo(closes + 1);
            }
        }
        assertThat(failed).hasValue(0);
    }
}
