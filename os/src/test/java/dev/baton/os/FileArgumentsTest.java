package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.syscall.ErrorKind;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Fcntl;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can't be right is refused by name, and the kernel never sees it. */
class FileArgumentsTest {
    @TempDir Path directory;
    private String path;
    private File file;
    private FaultyKernel kernel;

    @BeforeEach
    void openAFile() throws Exception {
        path = directory.resolve("file").toString();
        file = File.create(path);
        kernel = FaultyKernel.forThisThread();
    }

    @AfterEach
    void closeIt() throws Exception {
        kernel.close();
        file.close();
    }

    private void assertRefused(String message, ThrowingCallable call) {
        int before = kernel.calls();
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        ErrInvalid.class,
                        e -> {
                            assertThat(e.is(ErrorKind.INVALID)).isTrue();
                            assertThat(e.is(ErrorKind.CLOSED)).isFalse();
                            assertThat(e.errno()).isNull();
                        })
                .hasMessage(message);
        assertThat(kernel.calls()).as("calls that the kernel saw").isEqualTo(before);
    }

    @Test
    void pathsWithANulByte() {
        assertRefused("open a\\0b: the path has a NUL byte at index 1", () -> File.open("a\0b"));
        assertRefused("open \\0: the path has a NUL byte at index 0", () -> File.create("\0"));
        assertRefused(
                "mkfifo ab\\0: the path has a NUL byte at index 2", () -> Os.mkfifo("ab\0", 0));
        assertRefused("remove ab\\0: the path has a NUL byte at index 2", () -> Os.remove("ab\0"));
    }

    @Test
    void flagsThatNobodyKnows() {
        assertRefused(
                "open x: flags 010000000002: nothing is known of 010000000000",
                () -> File.openFile("x", 1 << 30 | File.O_RDWR, 0));
        assertRefused(
                "open x: flags 037777777777: nothing is known of 03"
                        + Integer.toOctalString(Fcntl.unknownOpenFlags(-1)).substring(1),
                () -> File.openFile("x", -1, 0));
        assertRefused(
                "open x: flags 03: O_WRONLY and O_RDWR exclude each other",
                () -> File.openFile("x", 3, 0));
    }

    @Test
    void permissionsThatAreNone() {
        assertRefused(
                "open x: permissions 0100644: only bits of 07777 may be set",
                () -> File.openFile("x", File.O_CREATE, 0100644));
        assertRefused(
                "mkfifo x: permissions 037777777777: only bits of 07777 may be set",
                () -> Os.mkfifo("x", -1));
    }

    @Test
    void negativeDescriptors() {
        assertRefused("newfile me: negative descriptor -1", () -> File.newFile(-1, "me"));
    }

    @Test
    void negativeOffsets() {
        byte[] b = new byte[1];
        assertRefused("pread " + path + ": negative offset -1", () -> file.pread(b, 0, 1, -1));
        assertRefused(
                "pread " + path + ": negative offset -5", () -> file.pread(ByteBuffer.wrap(b), -5));
        assertRefused(
                "pread " + path + ": negative offset -9223372036854775808",
                () -> file.pread(MemorySegment.ofArray(b), Long.MIN_VALUE));
        assertRefused("pwrite " + path + ": negative offset -1", () -> file.pwrite(b, 0, 1, -1));
        assertRefused(
                "pwrite " + path + ": negative offset -1",
                () -> file.pwrite(ByteBuffer.wrap(b), -1));
        assertRefused(
                "pwrite " + path + ": negative offset -1",
                () -> file.pwrite(MemorySegment.ofArray(b), -1));
        assertRefused("seek " + path + ": negative offset -1", () -> file.seek(-1, File.SEEK_SET));
        assertRefused("truncate " + path + ": negative size -1", () -> file.truncate(-1));
    }

    @Test
    void whencesThatThereAreNot() {
        assertRefused(
                "seek " + path + ": whence 5 is none of SEEK_SET (0) to SEEK_HOLE (4)",
                () -> file.seek(0, 5));
        assertRefused(
                "seek " + path + ": whence -1 is none of SEEK_SET (0) to SEEK_HOLE (4)",
                () -> file.seek(0, -1));
    }

    @Test
    void pwriteToAFileThatAppends() throws Exception {
        try (File appending = File.openFile(path, File.O_WRONLY | File.O_APPEND, 0)) {
            assertRefused(
                    "pwrite "
                            + path
                            + ": the file was opened with O_APPEND: Linux ignores the offset",
                    () -> appending.pwrite(new byte[1], 0, 1, 0));
        }
    }

    @Test
    void memoryOfAClosedArena() {
        MemorySegment memory;
        try (Arena arena = Arena.ofShared()) {
            memory = arena.allocate(8);
        }
        assertRefused("read " + path + ": the segment's arena is closed", () -> file.read(memory));
        assertRefused(
                "pread " + path + ": the segment's arena is closed", () -> file.pread(memory, 0));
        assertRefused(
                "write " + path + ": the segment's arena is closed", () -> file.write(memory));
        assertRefused(
                "pwrite " + path + ": the segment's arena is closed", () -> file.pwrite(memory, 0));
        assertRefused(
                "read " + path + ": the segment's arena is closed",
                () -> file.read(memory.asByteBuffer()));
        assertRefused(
                "write " + path + ": the segment's arena is closed",
                () -> file.write(memory.asByteBuffer()));
    }

    @Test
    void memoryThatIsConfinedToAnotherThread() throws Exception {
        CompletableFuture<MemorySegment> others = new CompletableFuture<>();
        CountDownLatch done = new CountDownLatch(1);
        Thread other =
                Thread.ofPlatform()
                        .start(() -> {
                            try (Arena arena = Arena.ofConfined()) {
                                others.complete(arena.allocate(8));
                                done.await();
                            } catch (InterruptedException e) {
                                others.completeExceptionally(e);
                            }
                        });
        MemorySegment memory = others.get();
        assertRefused(
                "read " + path + ": the segment's arena is confined to another thread",
                () -> file.read(memory));
        assertRefused(
                "write " + path + ": the segment's arena is confined to another thread",
                () -> file.write(memory));
        done.countDown();
        other.join();
    }

    @Test
    void memoryThatMayNotBeWrittenTo() {
        assertRefused(
                "read " + path + ": the buffer is read-only",
                () -> file.read(ByteBuffer.allocate(8).asReadOnlyBuffer()));
        assertRefused(
                "pread " + path + ": the buffer is read-only",
                () -> file.pread(ByteBuffer.allocateDirect(8).asReadOnlyBuffer(), 0));
        assertRefused(
                "read " + path + ": the segment is read-only",
                () -> file.read(MemorySegment.ofArray(new byte[8]).asReadOnly()));
    }

    @Test
    void nullsAreRefusedAsEverywhereInJava() {
        assertThatNullPointerException().isThrownBy(() -> File.open(null)).withMessage("path");
        assertThatNullPointerException().isThrownBy(() -> Os.mkfifo(null, 0)).withMessage("path");
        assertThatNullPointerException()
                .isThrownBy(() -> File.newFile(0, null))
                .withMessage("name");
        assertThatNullPointerException().isThrownBy(() -> file.read((byte[]) null));
        assertThat(kernel.calls()).isZero();
    }
}
