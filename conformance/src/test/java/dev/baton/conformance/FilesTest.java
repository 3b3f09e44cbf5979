package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.channels.InterruptibleChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnVirtualThreads
class FilesTest {
    @TempDir private Path dir;

    @Test
    @Says(of = Files.class, value = "Reads all the bytes from a file.")
    void whatIsWrittenIsRead() throws Exception {
        Path file = dir.resolve("file");
        byte[] data = "what was written".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        Files.write(file, data);
        assertThat(Files.readAllBytes(file)).isEqualTo(data);
        assertThat(Files.size(file)).isEqualTo(data.length);
    }

    @Test
    @Says(
            of = FileInputStream.class,
            value =
                    "Reads up to b.length bytes of data from this input stream into an array of"
                            + " bytes.")
    void streamsReadAndWrite() throws Exception {
        Path file = dir.resolve("file");
        try (var out = new FileOutputStream(file.toFile())) {
            out.write(new byte[] {1, 2, 3});
            out.write(4);
        }
        try (var in = new FileInputStream(file.toFile())) {
            byte[] buffer = new byte[10];
            assertThat(in.read(buffer)).isEqualTo(4);
            assertThat(in.read(buffer)).isEqualTo(-1);
        }
    }

    @Test
    @Says(
            of = FileOutputStream.class,
            value =
                    "if true, then bytes will be written to the end of the file rather than the"
                            + " beginning")
    void appendingWritesToTheEnd() throws Exception {
        Path file = dir.resolve("file");
        for (int i = 0; i < 3; i++) {
            try (var out = new FileOutputStream(file.toFile(), true)) {
                out.write('a' + i);
            }
        }
        assertThat(Files.readString(file)).isEqualTo("abc");
    }

    @Test
    @Says(
            of = FileInputStream.class,
            value =
                    "If the named file does not exist, is a directory rather than a regular file,"
                            + " or for some other reason cannot be opened for reading then a"
                            + " FileNotFoundException is thrown.")
    void aMissingFileIsReported() {
        assertThatThrownBy(() -> new FileInputStream(dir.resolve("none").toFile()))
                .isInstanceOf(FileNotFoundException.class);
        assertThatThrownBy(() -> Files.readString(dir.resolve("none")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    @Says(
            of = RandomAccessFile.class,
            value =
                    "Sets the file-pointer offset, measured from the beginning of this file, at"
                            + " which the next read or write occurs.")
    void seekMovesThePosition() throws Exception {
        for (String mode : List.of("rw", "rwd", "rws")) {
            try (var file = new RandomAccessFile(dir.resolve(mode).toFile(), mode)) {
                file.writeLong(1);
                file.writeLong(2);
                file.seek(8);
                assertThat(file.readLong()).isEqualTo(2);
                assertThat(file.getFilePointer()).isEqualTo(16);
                assertThat(file.length()).isEqualTo(16);
            }
        }
    }

    @Test
    @Says(
            of = FileChannel.class,
            value =
                    "Reads a sequence of bytes from this channel into the given buffer, starting at"
                            + " the given file position.")
    void positionedReadsAndWritesDoNotMoveTheChannel() throws Exception {
        try (var channel =
                FileChannel.open(
                        dir.resolve("file"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5);
            ByteBuffer buffer = ByteBuffer.allocateDirect(3);
            assertThat(channel.read(buffer, 5)).isEqualTo(3);
            assertThat(buffer.get(2)).isEqualTo((byte) 3);
            assertThat(channel.position()).isZero();
            channel.force(true);
        }
    }

    @Test
    @Says(
            of = FileChannel.class,
            value = "File channels are safe for use by multiple concurrent threads.")
    void manyThreadsWriteOneChannel() throws Exception {
        Path file = dir.resolve("file");
        try (var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            List<Task<Void>> tasks = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                int me = i;
                tasks.add(
                        Task.start(() -> {
                            byte[] block = new byte[1_000];
                            Arrays.fill(block, (byte) me);
                            channel.write(ByteBuffer.wrap(block), me * 1_000L);
                        }));
            }
            for (Task<Void> task : tasks) {
                task.result();
            }
        }
        byte[] all = Files.readAllBytes(file);
        assertThat(all).hasSize(20_000);
        for (int i = 0; i < all.length; i++) {
            assertThat(all[i]).isEqualTo((byte) (i / 1_000));
        }
    }

    @Test
    @Says(
            of = FileChannel.class,
            value = "Transfers bytes from this channel's file to the given writable byte channel.")
    void transferCopies() throws Exception {
        Path from = Files.writeString(dir.resolve("from"), "x".repeat(100_000));
        Path to = dir.resolve("to");
        try (var source = FileChannel.open(from);
                var sink =
                        FileChannel.open(to, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertThat(source.transferTo(0, 100_000, sink)).isEqualTo(100_000);
        }
        assertThat(Files.mismatch(from, to)).isEqualTo(-1);
    }

    @Test
    @Says(
            of = FileChannel.class,
            value = "Maps a region of this channel's file directly into memory.")
    void aMappedFileIsReadAndWritten() throws Exception {
        Path file = Files.write(dir.resolve("file"), new byte[4096]);
        try (var channel =
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            var map = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4096);
            map.put(100, (byte) 42);
            map.force();
        }
        assertThat(Files.readAllBytes(file)[100]).isEqualTo((byte) 42);
    }

    @Test
    @Says(
            of = FileChannel.class,
            value =
                    "OverlappingFileLockException If a lock that overlaps the requested region is"
                            + " already held by this Java virtual machine")
    void anOverlappingLockIsRefused() throws Exception {
        try (var channel =
                FileChannel.open(
                        dir.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            var lock = channel.lock(0, 100, false);
            assertThat(lock.isValid()).isTrue();
            assertThatThrownBy(() -> channel.tryLock(50, 100, false))
                    .isInstanceOf(OverlappingFileLockException.class);
            lock.release();
            channel.lock(50, 100, false).close();
        }
    }

    @Test
    @Says(
            of = InterruptibleChannel.class,
            value =
                    "then the channel will be closed and the thread will immediately receive a"
                            + " ClosedByInterruptException; its interrupt status will remain set.")
    void aFileChannelIsClosedByInterrupt() throws Exception {
        try (var channel =
                FileChannel.open(
                        dir.resolve("file"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> channel.write(ByteBuffer.allocate(1)))
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(channel.isOpen()).isFalse();
        }
    }

    @Test
    @Says(
            of = FileInputStream.class,
            value = "A FileInputStream obtains input bytes from a file in a file system.")
    void aStreamIgnoresTheInterrupt() throws Exception {
        Path file = Files.writeString(dir.resolve("file"), "abc");
        try (var in = new FileInputStream(file.toFile())) {
            Thread.currentThread().interrupt();
            assertThat(in.readAllBytes()).hasSize(3);
            assertThat(Thread.interrupted()).isTrue();
        }
    }

    @Test
    @Says(
            of = Files.class,
            value = "Creates a new and empty file, failing if the file already exists.")
    void oneOfManyCreatesTheFile() throws Exception {
        Path file = dir.resolve("file");
        List<Task<Boolean>> tasks = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tasks.add(
                    Task.call(() -> {
                        try {
                            Files.createFile(file);
                            return true;
                        } catch (FileAlreadyExistsException e) {
                            return false;
                        }
                    }));
        }
        int created = 0;
        for (Task<Boolean> task : tasks) {
            created += task.result() ? 1 : 0;
        }
        assertThat(created).isEqualTo(1);
    }

    @Test
    @Says(of = Files.class, value = "Walks a file tree.")
    void aTreeIsWalkedAndDeleted() throws Exception {
        Path deep = Files.createDirectories(dir.resolve("a/b/c"));
        Files.writeString(deep.resolve("file"), "x");
        try (var walk = Files.walk(dir.resolve("a"))) {
            assertThat(walk.map(p -> p.getFileName().toString()))
                    .containsExactly("a", "b", "c", "file");
        }
        Files.move(deep.resolve("file"), dir.resolve("moved"), StandardCopyOption.ATOMIC_MOVE);
        Files.delete(deep);
        assertThat(Files.exists(deep)).isFalse();
        assertThat(Files.isRegularFile(dir.resolve("moved"))).isTrue();
    }

    @Test
    @Says(of = Files.class, value = "Read all lines from a file as a Stream.")
    void linesAreReadLazily() throws Exception {
        Path file = Files.write(dir.resolve("file"), List.of("one", "two", "three"));
        try (var lines = Files.lines(file)) {
            assertThat(lines).containsExactly("one", "two", "three");
        }
    }

    @Test
    @Says(
            of = AsynchronousFileChannel.class,
            value = "An asynchronous channel for reading, writing, and manipulating a file.")
    void asynchronousFilesServeVirtualThreads() throws Exception {
        try (var channel =
                AsynchronousFileChannel.open(
                        dir.resolve("file"),
                        StandardOpenOption.CREATE,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            assertThat(channel.write(ByteBuffer.allocate(100), 0).get()).isEqualTo(100);
            assertThat(channel.read(ByteBuffer.allocate(50), 75).get()).isEqualTo(25);
        }
    }

    @Test
    @Says(
            of = WatchService.class,
            value = "Retrieves and removes next watch key, waiting if none are yet present.")
    void takeOfAWatchServiceIsInterrupted() throws Exception {
        try (WatchService watch = dir.getFileSystem().newWatchService()) {
            dir.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Task<WatchKey> taker = Task.call(watch::take).awaitWaiting();
            taker.thread().interrupt();
            assertThatThrownBy(taker::result).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    @Says(
            of = WatchService.class,
            value = "Retrieves and removes next watch key, waiting if none are yet present.")
    void aWatcherSeesANewFile() throws Exception {
        try (WatchService watch = dir.getFileSystem().newWatchService()) {
            dir.register(watch, StandardWatchEventKinds.ENTRY_CREATE);
            Task<WatchKey> taker = Task.call(() -> watch.poll(20, TimeUnit.SECONDS));
            Files.createFile(dir.resolve("new"));
            WatchKey key = taker.result();
            assertThat(key).isNotNull();
            assertThat(key.pollEvents().getFirst().context()).hasToString("new");
        }
    }

    @Test
    @Says(of = FileInputStream.class, value = "This method blocks if no input is yet available.")
    void aReaderOfAFifoWaitsForItsWriter() throws Exception {
        Path fifo = Fifos.make(dir.resolve("fifo"));
        CountDownLatch reading = new CountDownLatch(1);
        Task<Integer> reader =
                Task.call(() -> {
                    reading.countDown();
                    try (var in = new FileInputStream(fifo.toFile())) {
                        return in.read();
                    }
                });
        reading.await();
        // A platform thread feeds it: on a scheduler with one carrier there may be no other.
        Task.startOn(
                        Thread.ofPlatform(),
                        () -> {
                            try (var out = new FileOutputStream(fifo.toFile())) {
                                out.write(42);
                            }
                        })
                .result();
        assertThat(reader.result()).isEqualTo(42);
    }

    @Test
    @Says(
            of = InputStream.class,
            value =
                    "Reads all bytes from this input stream and writes the bytes to the given"
                            + " output stream in the order that they are read.")
    void transferToOfAFifoEndsWithItsWriter() throws Exception {
        Path fifo = Fifos.make(dir.resolve("fifo"));
        Task<Void> writer =
                Task.startOn(
                        Thread.ofPlatform(),
                        () -> {
                            try (OutputStream out = Files.newOutputStream(fifo)) {
                                out.write(new byte[200_000]);
                            }
                        });
        try (InputStream in = Files.newInputStream(fifo)) {
            assertThat(in.transferTo(OutputStream.nullOutputStream())).isEqualTo(200_000);
        }
        writer.result();
    }

    @Test
    @Says(
            of = PipedInputStream.class,
            value =
                    "This method blocks until input data is available, the end of the stream is"
                            + " detected, or an exception is thrown.")
    void aPipedReaderWaitsForItsWriter() throws Exception {
        var out = new PipedOutputStream();
        var in = new PipedInputStream(out);
        Task<Integer> reader =
                Task.call(in::read).await(Thread.State.WAITING, Thread.State.TIMED_WAITING);
        out.write(42);
        out.flush();
        assertThat(reader.result()).isEqualTo(42);
    }

    @Test
    @Says(
            of = PipedInputStream.class,
            value = "provides whatever data bytes are written to the piped output stream.")
    void aPipedStreamHandsOnAllInOrder() throws Exception {
        var out = new PipedOutputStream();
        var in = new PipedInputStream(out, 16);
        byte[] data = new byte[1_000];
        for (int i = 0; i < data.length; i++) {
            data[i] = (byte) i;
        }
        Task<Void> writer =
                Task.start(() -> {
                    out.write(data);
                    out.close();
                });
        assertThat(in.readAllBytes()).isEqualTo(data);
        writer.result();
    }
}
