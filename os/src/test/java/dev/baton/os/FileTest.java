package dev.baton.os;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.ErrorKind;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of the real kernel's. */
class FileTest {
    @TempDir Path directory;
    private String path;

    @BeforeEach
    void nameAFile() {
        path = directory.resolve("file").toString();
    }

    private void content(String text) throws IOException {
        Files.writeString(Path.of(path), text);
    }

    private String content() throws IOException {
        return Files.readString(Path.of(path));
    }

    // ---- Opening -------------------------------------------------------------------------------

    @Test
    void openOfAMissingFileNamesOperationPathAndErrno() {
        PathError e = catchThrowableOfType(PathError.class, () -> File.open(path));
        assertThat(e).hasMessage("open " + path + ": No such file or directory (ENOENT)");
        assertThat(e.op()).isEqualTo("open");
        assertThat(e.path()).isEqualTo(path);
        assertThat(e.errno()).isSameAs(Errno.ENOENT);
        assertThat(e.is(ErrorKind.NOT_EXIST)).isTrue();
        assertThat(e.is(ErrorKind.PERMISSION)).isFalse();
        assertThat(e.timeout()).isFalse();
    }

    @Test
    void openForReadingRefusesToWrite() throws Exception {
        content("x");
        try (File file = File.open(path)) {
            assertThatThrownBy(() -> file.write(new byte[1]))
                    .isInstanceOf(PathError.class)
                    .hasMessage("write " + path + ": Bad file descriptor (EBADF)");
        }
        assertThat(content()).isEqualTo("x");
    }

    @Test
    void createEmptiesAFileThatIsThere() throws Exception {
        content("old content");
        try (File file = File.create(path)) {
            assertThat(file.stat().size()).isZero();
            file.write("new".getBytes(UTF_8));
            assertThat(file.seek(0, File.SEEK_SET)).isZero();
            assertThat(file.read(new byte[8])).isEqualTo(3);
        }
        assertThat(content()).isEqualTo("new");
    }

    @Test
    void openFileMakesItWithTheseFlagsAndPermissions() throws Exception {
        int flags = File.O_WRONLY | File.O_CREATE | File.O_EXCL;
        File.openFile(path, flags, 0600).close();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(Path.of(path))))
                .isEqualTo("rw-------");
        PathError e = catchThrowableOfType(PathError.class, () -> File.openFile(path, flags, 0600));
        assertThat(e.is(ErrorKind.EXIST)).isTrue();
    }

    @Test
    void flagsThatDifferByArchitectureDoWhatTheySay() throws Exception {
        content("x");
        assertThatThrownBy(() -> File.openFile(path, File.O_RDONLY | Fcntl.O_DIRECTORY, 0))
                .hasMessageContaining("ENOTDIR");
        File.openFile(directory.toString(), File.O_RDONLY | Fcntl.O_DIRECTORY, 0).close();
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of(path));
        assertThatThrownBy(() -> File.openFile(link.toString(), Fcntl.O_NOFOLLOW, 0))
                .hasMessageContaining("ELOOP");
    }

    @Test
    void whatIsOpenedIsNotInherited() throws Exception {
        try (File file = File.create(path);
                Pipe pipe = Os.pipe()) {
            for (File each : new File[] {file, pipe.reader(), pipe.writer()}) {
                assertThat(Syscall.fcntl(each.fd(), Fcntl.F_GETFD, 0)).as(each.name()).isEqualTo(1);
            }
        }
    }

    @Test
    void newFileTakesADescriptorOver() throws Exception {
        content("0123");
        int fd = (int) Syscall.open(path, Fcntl.O_RDONLY, 0);
        File file = File.newFile(fd, "mine");
        assertThat(file.name()).isEqualTo("mine");
        assertThat(file.fd()).isEqualTo(fd);
        assertThat(file.read(new byte[4])).isEqualTo(4);
        file.close();
        assertThat(Syscall.close(fd)).isEqualTo(Errno.EBADF.result());
        assertThatThrownBy(() -> File.newFile(1 << 20, "gone"))
                .isInstanceOf(PathError.class)
                .hasMessage("newfile gone: Bad file descriptor (EBADF)");
    }

    // ---- Reading -------------------------------------------------------------------------------

    @Test
    void readStopsAtTheEndAndStaysThere() throws Exception {
        content("hello");
        byte[] b = {-1, -1, -1, -1, -1, -1, -1, -1};
        try (File file = File.open(path)) {
            assertThat(file.read(b, 1, 3)).isEqualTo(3);
            assertThat(b).containsExactly(-1, 'h', 'e', 'l', -1, -1, -1, -1);
            assertThat(file.read(b)).isEqualTo(2);
            assertThat(b).containsExactly('l', 'o', 'e', 'l', -1, -1, -1, -1);
            assertThat(file.read(b)).isEqualTo(-1);
            assertThat(file.read(b)).isEqualTo(-1);
            assertThat(b)
                    .as("untouched at the end")
                    .containsExactly('l', 'o', 'e', 'l', -1, -1, -1, -1);
        }
    }

    @Test
    void readOfNothingIsNothingEvenAtTheEnd() throws Exception {
        content("");
        try (File file = File.open(path);
                Arena arena = Arena.ofConfined()) {
            assertThat(file.read(new byte[0])).isZero();
            assertThat(file.read(new byte[4], 4, 0)).isZero();
            assertThat(file.read(ByteBuffer.allocate(0))).isZero();
            assertThat(file.read(ByteBuffer.allocateDirect(0))).isZero();
            assertThat(file.read(arena.allocate(0))).isZero();
            assertThat(file.pread(new byte[0], 0, 0, 7)).isZero();
            assertThat(file.read(new byte[1])).isEqualTo(-1);
        }
    }

    @Test
    void preadAndPwriteLeaveThePositionWhereItIs() throws Exception {
        content("0123456789");
        byte[] b = new byte[3];
        try (File file = File.openFile(path, File.O_RDWR, 0)) {
            file.seek(2, File.SEEK_SET);
            assertThat(file.pread(b, 0, 3, 5)).isEqualTo(3);
            assertThat(b).asString(UTF_8).isEqualTo("567");
            assertThat(file.pwrite("xyz".getBytes(UTF_8), 1, 2, 8)).isEqualTo(2);
            assertThat(file.pread(b, 0, 3, 10)).isEqualTo(-1);
            assertThat(file.pread(b, 0, 3, 1L << 40)).isEqualTo(-1);
            assertThat(file.read(b)).isEqualTo(3);
            assertThat(b).asString(UTF_8).isEqualTo("234");
        }
        assertThat(content()).isEqualTo("01234567yz");
    }

    @Test
    void heapBuffersMoveByWhatWasRead() throws Exception {
        content("hello");
        ByteBuffer whole = ByteBuffer.allocate(16);
        ByteBuffer slice = whole.position(4).limit(9).slice();
        slice.position(1);
        try (File file = File.open(path)) {
            assertThat(file.read(slice)).isEqualTo(4);
            assertThat(slice.position()).isEqualTo(5);
            assertThat(new String(whole.array(), 4, 5, UTF_8)).isEqualTo("\0hell");
            slice.clear();
            assertThat(file.pread(slice, 3)).isEqualTo(2);
            assertThat(slice.position()).isEqualTo(2);
            file.seek(0, File.SEEK_END);
            assertThat(file.read(slice)).isEqualTo(-1);
            assertThat(slice.position()).isEqualTo(2);
        }
    }

    @Test
    void directBuffersMoveByWhatWasReadAndWritten() throws Exception {
        ByteBuffer direct = ByteBuffer.allocateDirect(16);
        direct.put("..hello..".getBytes(UTF_8)).flip().position(2).limit(7);
        try (File file = File.create(path)) {
            assertThat(file.write(direct)).isEqualTo(5);
            assertThat(direct.position()).isEqualTo(7);
            direct.clear();
            assertThat(file.pread(direct.position(10).limit(13), 1)).isEqualTo(3);
            assertThat(direct.position()).isEqualTo(13);
            assertThat((char) direct.get(10)).isEqualTo('e');
            direct.position(0).limit(2);
            assertThat(file.pwrite(direct, 5)).isEqualTo(2);
        }
        assertThat(content()).isEqualTo("hello..");
    }

    @Test
    void readOnlyHeapBuffersCanBeWritten() throws Exception {
        ByteBuffer source = ByteBuffer.wrap("  abc".getBytes(UTF_8)).asReadOnlyBuffer().position(2);
        try (File file = File.create(path)) {
            assertThat(file.write(source)).isEqualTo(3);
        }
        assertThat(source.remaining()).isZero();
        assertThat(content()).isEqualTo("abc");
    }

    @Test
    void segmentsOfAllKindsAreReadAndWritten() throws Exception {
        try (File file = File.create(path);
                Arena arena = Arena.ofConfined()) {
            MemorySegment nativeMemory = arena.allocateFrom("native");
            MemorySegment array = MemorySegment.ofArray(" heap ".getBytes(UTF_8));
            MemorySegment longs = MemorySegment.ofArray(new long[] {0x6464646464646464L});
            assertThat(file.write(nativeMemory.asSlice(0, 6))).isEqualTo(6);
            assertThat(file.write(array.asReadOnly())).isEqualTo(6);
            assertThat(file.pwrite(longs, 12)).isEqualTo(8);
            assertThat(content()).isEqualTo("native heap dddddddd");

            file.seek(0, File.SEEK_SET);
            assertThat(file.read(array)).isEqualTo(6);
            assertThat(new String(array.toArray(JAVA_BYTE), UTF_8)).isEqualTo("native");
            MemorySegment more = arena.allocate(100);
            assertThat(file.read(more)).isEqualTo(14);
            assertThat(more.getString(0)).isEqualTo(" heap dddddddd");
            assertThat(file.pread(longs, 7)).isEqualTo(8);
            assertThat(longs.get(JAVA_LONG, 0)).isEqualTo(0x6464642070616568L);
            assertThat(file.read(longs)).isEqualTo(-1);
            assertThat(file.read(more)).isEqualTo(-1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 511, 512, 513, 4096, 65_537, Buffers.MAX_BYTES})
    void whatFitsIntoABufferIsReadAtOnce(int bytes) throws Exception {
        byte[] content = new byte[bytes];
        new Random(bytes).nextBytes(content);
        Files.write(Path.of(path), content);
        byte[] read = new byte[bytes + 1];
        try (File file = File.open(path)) {
            assertThat(file.read(read, 0, bytes)).isEqualTo(bytes);
        }
        assertThat(Arrays.copyOf(read, bytes)).isEqualTo(content);
    }

    @Test
    void heapDataOfMoreThanABufferGoesInSeveralCalls() throws Exception {
        byte[] content = new byte[2 * Buffers.MAX_BYTES + 12_345];
        new Random(1).nextBytes(content);
        try (File file = File.create(path)) {
            assertThat(file.write(content)).isEqualTo(content.length);
            assertThat(file.pwrite(MemorySegment.ofArray(content), content.length))
                    .isEqualTo(content.length);
            file.seek(0, File.SEEK_SET);
            assertThat(file.read(new byte[content.length]))
                    .as("one call of at most a buffer")
                    .isEqualTo(Buffers.MAX_BYTES);
        }
        byte[] written = Files.readAllBytes(Path.of(path));
        assertThat(written).hasSize(2 * content.length).startsWith(content).endsWith(content);
    }

    @Test
    void nativeMemoryOfMoreThanABufferIsReadInOneCall() throws Exception {
        byte[] content = new byte[Buffers.MAX_BYTES + 1];
        Files.write(Path.of(path), content);
        try (File file = File.open(path);
                Arena arena = Arena.ofConfined()) {
            assertThat(file.read(arena.allocate(content.length))).isEqualTo(content.length);
        }
    }

    @Test
    void rangesThatTheArrayHasNotAreOutOfBounds() throws Exception {
        byte[] b = new byte[4];
        try (File file = File.create(path)) {
            for (int[] range :
                    new int[][] {{-1, 1}, {0, 5}, {4, 1}, {0, -1}, {1, Integer.MAX_VALUE}}) {
                assertThatThrownBy(() -> file.read(b, range[0], range[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> file.pread(b, range[0], range[1], 0))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> file.write(b, range[0], range[1]))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> file.pwrite(b, range[0], range[1], 0))
                        .isInstanceOf(IndexOutOfBoundsException.class);
            }
        }
    }

    // ---- Writing -------------------------------------------------------------------------------

    @Test
    void appendedWritesGoToTheEndWhereverTheFileStands() throws Exception {
        content("abc");
        try (File file = File.openFile(path, File.O_RDWR | File.O_APPEND, 0)) {
            file.seek(0, File.SEEK_SET);
            file.write("def".getBytes(UTF_8));
        }
        assertThat(content()).isEqualTo("abcdef");
    }

    @Test
    void aFullDeviceRefusesWithEnospc() throws Exception {
        assumeTrue(Files.exists(Path.of("/dev/full")));
        try (File full = File.openFile("/dev/full", File.O_WRONLY, 0)) {
            PathError e = catchThrowableOfType(PathError.class, () -> full.write(new byte[10]));
            assertThat(e).hasMessage("write /dev/full: No space left on device (ENOSPC)");
            assertThat(e.bytesTransferred()).isZero();
        }
    }

    @Test
    void aPipeWithoutAReaderRefusesWithEpipe() throws Exception {
        try (Pipe pipe = Os.pipe()) {
            pipe.reader().close();
            PathError e =
                    catchThrowableOfType(PathError.class, () -> pipe.writer().write(new byte[10]));
            assertThat(e.errno()).isSameAs(Errno.EPIPE);
        }
    }

    @Test
    void aNonBlockingPipeThatCannotBeWaitedForSaysHowMuchItTook() throws Exception {
        Path fifo = directory.resolve("fifo");
        Os.mkfifo(fifo.toString(), 0600);
        try (FaultyKernel kernel =
                        FaultyKernel.forThisThread()
                                .fails(Sysno.SYS_EPOLL_CTL, Errno.EPERM, Errno.EPERM);
                File reader = File.openFile(fifo.toString(), File.O_RDONLY | Fcntl.O_NONBLOCK, 0);
                File writer = File.openFile(fifo.toString(), File.O_WRONLY | Fcntl.O_NONBLOCK, 0)) {
            assertThat(kernel.calls(Sysno.SYS_EPOLL_CTL)).isEqualTo(2);
            ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
            PathError e = catchThrowableOfType(PathError.class, () -> writer.write(buffer));
            assertThat(e.errno()).isSameAs(Errno.EAGAIN);
            assertThat(e.timeout()).isTrue();
            assertThat(e.bytesTransferred()).isPositive().isLessThan(1 << 20);
            assertThat(buffer.position()).isEqualTo((int) e.bytesTransferred());
            long drained = 0;
            byte[] b = new byte[1 << 16];
            while (drained < e.bytesTransferred()) {
                drained += reader.read(b);
            }
            assertThat(drained).isEqualTo(e.bytesTransferred());
            assertThatThrownBy(() -> reader.read(b)).hasMessageContaining("EAGAIN");
        }
    }

    // ---- The rest ------------------------------------------------------------------------------

    @Test
    void seekCountsFromStartPositionAndEnd() throws Exception {
        content("0123456789");
        try (File file = File.open(path)) {
            assertThat(file.seek(4, File.SEEK_SET)).isEqualTo(4);
            assertThat(file.seek(-1, File.SEEK_CUR)).isEqualTo(3);
            assertThat(file.seek(-2, File.SEEK_END)).isEqualTo(8);
            assertThat(file.seek(1L << 40, File.SEEK_SET)).isEqualTo(1L << 40);
            assertThatThrownBy(() -> file.seek(-11, File.SEEK_END))
                    .hasMessage("seek " + path + ": Invalid argument (EINVAL)");
        }
        try (Pipe pipe = Os.pipe()) {
            assertThatThrownBy(() -> pipe.reader().seek(0, File.SEEK_CUR))
                    .hasMessage("seek |0: Illegal seek (ESPIPE)");
        }
    }

    @Test
    void statTellsFilesDirectoriesAndPipesApart() throws Exception {
        content("12345");
        try (File file = File.open(path);
                File dir = File.open(directory.toString());
                Pipe pipe = Os.pipe()) {
            FileInfo info = file.stat();
            assertThat(info.name()).isEqualTo(path);
            assertThat(info.size()).isEqualTo(5);
            assertThat(info.isRegular()).isTrue();
            assertThat(info.permissions()).isEqualTo(info.sys().mode() & 07777);
            assertThat(info.modTime())
                    .isEqualTo(Files.getLastModifiedTime(Path.of(path)).toInstant())
                    .isBefore(Instant.now().plusSeconds(3600));
            assertThat(dir.stat().isDirectory()).isTrue();
            assertThat(dir.stat().isRegular()).isFalse();
            assertThat(pipe.reader().stat().isFifo()).isTrue();
        }
    }

    @Test
    void truncateCutsAndLengthens() throws Exception {
        content("0123456789");
        try (File file = File.openFile(path, File.O_RDWR, 0)) {
            file.truncate(3);
            assertThat(content()).isEqualTo("012");
            file.truncate(5);
            assertThat(content()).isEqualTo("012\0\0");
        }
    }

    @Test
    void syncTakesAFileAndRefusesAPipe() throws Exception {
        try (File file = File.create(path);
                Pipe pipe = Os.pipe()) {
            file.write(new byte[100]);
            file.sync();
            assertThatThrownBy(() -> pipe.writer().sync()).hasMessageContaining("EINVAL");
        }
    }

    @Test
    void directoriesRefuseToBeRead() throws Exception {
        try (File dir = File.open(directory.toString())) {
            assertThatThrownBy(() -> dir.read(new byte[1]))
                    .hasMessage("read " + directory + ": Is a directory (EISDIR)");
        }
    }

    @Test
    void namesMayBeInAnyScript() throws Exception {
        path = directory.resolve("grüße").toString() + "-日本-🦆";
        try (File file = File.create(path)) {
            file.write(new byte[] {1});
        }
        try (File file = File.open(path)) {
            assertThat(file.stat().size()).isEqualTo(1);
        }
        Os.remove(path);
        assertThatThrownBy(() -> Os.remove(path)).hasMessageStartingWith("remove " + path);
    }

    @Test
    void mkfifoMakesOneAndNotASecond() throws Exception {
        Os.mkfifo(path, 0600);
        assertThat(Files.getAttribute(Path.of(path), "unix:mode")).isEqualTo(Fcntl.S_IFIFO | 0600);
        PathError e = catchThrowableOfType(PathError.class, () -> Os.mkfifo(path, 0600));
        assertThat(e).hasMessage("mkfifo " + path + ": File exists (EEXIST)");
    }
}
