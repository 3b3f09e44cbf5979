package dev.baton.os;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.sched.buffers.Buffers;
import dev.baton.syscall.Errno;
import dev.baton.syscall.ErrorKind;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every call site of the kernel's in this module, with a kernel that refuses or interrupts. */
class FileFaultsTest {
    private static final String CONTENT = "0123456789";

    @TempDir Path directory;
    private String path;
    private File file;

    @BeforeEach
    void openAFile() throws Exception {
        path = directory.resolve("file").toString();
        Files.writeString(Path.of(path), CONTENT);
        file = File.openFile(path, File.O_RDWR, 0);
    }

    @AfterEach
    void closeIt() throws Exception {
        file.close();
    }

    /** Something that makes exactly one call of a kind when nothing goes wrong. */
    @FunctionalInterface
    interface Operation {
        Object on(FileFaultsTest test) throws IOException;
    }

    record Site(String op, int trap, String form, Operation operation) {
        @Override
        public String toString() {
            return op + form;
        }
    }

    private static byte[] bytes() {
        return new byte[4];
    }

    private static final List<Site> SITES =
            List.of(
                    new Site("open", Sysno.SYS_OPENAT, "", t -> closed(File.open(t.path))),
                    new Site("open", Sysno.SYS_OPENAT, " to create", t -> closed(create(t))),
                    new Site("read", Sysno.SYS_READ, "(byte[])", t -> t.file.read(bytes())),
                    new Site(
                            "read",
                            Sysno.SYS_READ,
                            "(heap buffer)",
                            t -> t.file.read(ByteBuffer.allocate(4))),
                    new Site(
                            "read",
                            Sysno.SYS_READ,
                            "(direct buffer)",
                            t -> t.file.read(ByteBuffer.allocateDirect(4))),
                    new Site(
                            "read",
                            Sysno.SYS_READ,
                            "(heap segment)",
                            t -> t.file.read(MemorySegment.ofArray(bytes()))),
                    new Site(
                            "read",
                            Sysno.SYS_READ,
                            "(native segment)",
                            t -> t.file.read(Arena.ofAuto().allocate(4))),
                    new Site(
                            "pread",
                            Sysno.SYS_PREAD64,
                            "(byte[])",
                            t -> t.file.pread(bytes(), 0, 4, 0)),
                    new Site(
                            "pread",
                            Sysno.SYS_PREAD64,
                            "(native segment)",
                            t -> t.file.pread(Arena.ofAuto().allocate(4), 0)),
                    new Site("write", Sysno.SYS_WRITE, "(byte[])", t -> t.file.write(bytes())),
                    new Site(
                            "write",
                            Sysno.SYS_WRITE,
                            "(heap buffer)",
                            t -> t.file.write(ByteBuffer.allocate(4))),
                    new Site(
                            "write",
                            Sysno.SYS_WRITE,
                            "(heap segment)",
                            t -> t.file.write(MemorySegment.ofArray(bytes()))),
                    new Site(
                            "write",
                            Sysno.SYS_WRITE,
                            "(native segment)",
                            t -> t.file.write(Arena.ofAuto().allocate(4))),
                    new Site(
                            "pwrite",
                            Sysno.SYS_PWRITE64,
                            "(byte[])",
                            t -> t.file.pwrite(bytes(), 0, 4, 0)),
                    new Site(
                            "pwrite",
                            Sysno.SYS_PWRITE64,
                            "(native segment)",
                            t -> t.file.pwrite(Arena.ofAuto().allocate(4), 0)),
                    new Site("stat", Sysno.SYS_FSTAT, "", t -> t.file.stat()),
                    new Site("sync", Sysno.SYS_FSYNC, "", FileFaultsTest::sync),
                    new Site("truncate", Sysno.SYS_FTRUNCATE, "", FileFaultsTest::truncate),
                    new Site("mkfifo", Sysno.SYS_MKNODAT, "", FileFaultsTest::mkfifo),
                    new Site("remove", Sysno.SYS_UNLINKAT, "", FileFaultsTest::remove));

    /** These make no second call: the kernel never interrupts them. */
    private static final List<Site> NEVER_INTERRUPTED =
            List.of(
                    new Site("seek", Sysno.SYS_LSEEK, "", t -> t.file.seek(0, File.SEEK_CUR)),
                    new Site(
                            "newfile",
                            Sysno.SYS_FCNTL,
                            "",
                            t -> File.newFile(t.file.fd(), t.path)));

    private static File create(FileFaultsTest t) throws IOException {
        return File.create(t.path);
    }

    private static Object closed(File opened) throws IOException {
        opened.close();
        return opened;
    }

    private static Object sync(FileFaultsTest t) throws IOException {
        t.file.sync();
        return t;
    }

    private static Object truncate(FileFaultsTest t) throws IOException {
        t.file.truncate(4);
        return t;
    }

    private static Object mkfifo(FileFaultsTest t) throws IOException {
        Os.mkfifo(t.path + ".fifo", 0600);
        return t;
    }

    private static Object remove(FileFaultsTest t) throws IOException {
        Os.remove(t.path);
        return t;
    }

    static Stream<Arguments> everySiteWithEveryErrno() {
        List<Errno> errnos =
                List.of(
                        Errno.EIO,
                        Errno.ENOSPC,
                        Errno.EAGAIN,
                        Errno.EBADF,
                        Errno.EACCES,
                        Errno.ENOMEM,
                        Errno.EDQUOT,
                        Errno.of(4095));
        return Stream.concat(SITES.stream(), NEVER_INTERRUPTED.stream())
                .flatMap(site -> errnos.stream().map(errno -> Arguments.of(site, errno)));
    }

    static Stream<Site> sites() {
        return SITES.stream();
    }

    @ParameterizedTest
    @MethodSource("everySiteWithEveryErrno")
    void anErrnoIsAPathErrorAndIsNotTriedAgain(Site s, Errno errno) {
        try (FaultyKernel kernel = FaultyKernel.forThisThread().fails(s.trap, errno)) {
            PathError e = catchThrowableOfType(PathError.class, () -> s.operation.on(this));
            assertThat(e.op()).isEqualTo(s.op);
            assertThat(e.path()).startsWith(path);
            assertThat(e.errno()).isEqualTo(errno);
            assertThat(e.timeout()).isEqualTo(errno.timeout());
            assertThat(e.is(ErrorKind.PERMISSION)).isEqualTo(errno == Errno.EACCES);
            assertThat(e.bytesTransferred()).isZero();
            assertThat(kernel.calls(s.trap)).isEqualTo(1);
        }
    }

    @ParameterizedTest
    @MethodSource("sites")
    void anInterruptedCallIsMadeAgain(Site s) throws Exception {
        try (FaultyKernel kernel = FaultyKernel.forThisThread().fails(s.trap, Errno.EINTR)) {
            assertThat(s.operation.on(this)).isNotNull();
            assertThat(kernel.calls(s.trap)).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @MethodSource("sites")
    void aCallThatIsInterruptedAThousandTimesIsMadeAgainEachTime(Site s) throws Exception {
        Errno[] interruptions = new Errno[1000];
        Arrays.fill(interruptions, Errno.EINTR);
        try (FaultyKernel kernel = FaultyKernel.forThisThread().fails(s.trap, interruptions)) {
            assertThat(s.operation.on(this)).isNotNull();
            assertThat(kernel.calls(s.trap)).isEqualTo(1001);
        }
    }

    @Test
    void anInterruptionIsNoReasonToHideTheErrorBehindIt() {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread().fails(Sysno.SYS_READ, Errno.EINTR, Errno.EIO)) {
            assertThatThrownBy(() -> file.read(bytes()))
                    .hasMessage("read " + path + ": Input/output error (EIO)");
            assertThat(kernel.calls(Sysno.SYS_READ)).isEqualTo(2);
        }
    }

    @Test
    void aReadInterruptedOfAFileThatWasClosedMeanwhileDoesNotBeginAgain() {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(
                                Sysno.SYS_READ,
                                request -> {
                                    file.close();
                                    return Errno.EINTR.result();
                                })) {
            assertThatThrownBy(() -> file.read(bytes())).isInstanceOf(ErrClosed.class);
            assertThat(kernel.calls(Sysno.SYS_READ)).isEqualTo(1);
            assertThat(kernel.calls(Sysno.SYS_CLOSE)).as("by the reader, who left last").isOne();
        }
    }

    // ---- Writes that the kernel takes in parts -------------------------------------------------

    @Test
    void aShortWriteIsCarriedOnWhereItStopped() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(Sysno.SYS_WRITE, request -> request.ofBytes(3).passOn())
                        .next(Sysno.SYS_WRITE, request -> Errno.EINTR.result())
                        .next(Sysno.SYS_WRITE, request -> request.ofBytes(1).passOn())) {
            assertThat(file.write("abcdefgh".getBytes(US_ASCII))).isEqualTo(8);
            assertThat(kernel.calls(Sysno.SYS_WRITE)).isEqualTo(4);
        }
        assertThat(Files.readString(Path.of(path))).isEqualTo("abcdefgh89");
    }

    @Test
    void aWriteThatGoesByteByByteArrives() throws Exception {
        byte[] data = "the kernel takes its time".getBytes(US_ASCII);
        try (FaultyKernel kernel =
                        FaultyKernel.forThisThread()
                                .always(Sysno.SYS_WRITE, request -> request.ofBytes(1).passOn())
                                .always(
                                        Sysno.SYS_PWRITE64,
                                        request -> request.ofBytes(1).passOn());
                Arena arena = Arena.ofConfined()) {
            MemorySegment nativeMemory = arena.allocate(data.length);
            nativeMemory.copyFrom(MemorySegment.ofArray(data));
            file.truncate(0);
            file.write(data);
            file.write(ByteBuffer.wrap(data));
            file.write(nativeMemory);
            file.write(MemorySegment.ofArray(data));
            file.pwrite(data, 0, data.length, 4L * data.length);
            file.pwrite(nativeMemory.asByteBuffer(), 5L * data.length);
            assertThat(kernel.calls(Sysno.SYS_WRITE)).isEqualTo(4 * data.length);
            assertThat(kernel.calls(Sysno.SYS_PWRITE64)).isEqualTo(2 * data.length);
        }
        assertThat(Files.readString(Path.of(path))).isEqualTo(new String(data, US_ASCII).repeat(6));
    }

    @Test
    void enospcAfterAShortWriteTellsHowMuchIsInTheFile() throws Exception {
        ByteBuffer buffer = ByteBuffer.wrap("abcdefgh".getBytes(US_ASCII));
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(Sysno.SYS_WRITE, request -> request.ofBytes(5).passOn())
                        .fails(Sysno.SYS_WRITE, Errno.ENOSPC)) {
            PathError e = catchThrowableOfType(PathError.class, () -> file.write(buffer));
            assertThat(e.errno()).isSameAs(Errno.ENOSPC);
            assertThat(e.bytesTransferred()).isEqualTo(5);
            assertThat(buffer.position()).isEqualTo(5);
            assertThat(kernel.calls(Sysno.SYS_WRITE)).isEqualTo(2);
        }
        assertThat(Files.readString(Path.of(path))).isEqualTo("abcde56789");
        file.write(buffer);
        assertThat(Files.readString(Path.of(path))).as("carried on").isEqualTo("abcdefgh89");
    }

    @Test
    void aWriteOfMoreThanABufferThatFailsInTheSecondTellsOfTheFirst() {
        byte[] big = new byte[2 * Buffers.MAX_BYTES];
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(Sysno.SYS_PWRITE64, FaultyKernel.Request::passOn)
                        .fails(Sysno.SYS_PWRITE64, Errno.EDQUOT)) {
            PathError e =
                    catchThrowableOfType(PathError.class, () -> file.pwrite(big, 0, big.length, 0));
            assertThat(e.errno()).isSameAs(Errno.EDQUOT);
            assertThat(e.bytesTransferred()).isEqualTo(Buffers.MAX_BYTES);
            assertThat(kernel.calls(Sysno.SYS_PWRITE64)).isEqualTo(2);
        }
    }

    @Test
    void aKernelThatTakesNothingAndSaysNothingDoesNotMakeUsSpin() {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(Sysno.SYS_WRITE, request -> request.ofBytes(2).passOn())
                        .next(Sysno.SYS_WRITE, request -> 0)) {
            PathError e = catchThrowableOfType(PathError.class, () -> file.write(bytes()));
            assertThat(e).hasMessage("write " + path + ": the kernel took 0 bytes");
            assertThat(e.bytesTransferred()).isEqualTo(2);
            assertThat(e.errno()).isNull();
            assertThat(kernel.calls(Sysno.SYS_WRITE)).isEqualTo(2);
        }
    }

    @Test
    void aWriteThatIsCarriedOnStopsWhenTheFileIsClosed() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(
                                Sysno.SYS_WRITE,
                                request -> {
                                    file.close();
                                    return request.ofBytes(2).passOn();
                                })) {
            ErrClosed e =
                    catchThrowableOfType(
                            ErrClosed.class, () -> file.write("abcd".getBytes(US_ASCII)));
            assertThat(e.bytesTransferred()).isEqualTo(2);
            assertThat(kernel.calls(Sysno.SYS_WRITE)).isOne();
        }
        assertThat(Files.readString(Path.of(path))).isEqualTo("ab23456789");
    }

    // ---- close ---------------------------------------------------------------------------------

    @Test
    void anErrorOfCloseIsReportedOnceAndTheFileIsClosed() throws Exception {
        int fd = file.fd();
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(
                                Sysno.SYS_CLOSE,
                                request -> {
                                    request.passOn();
                                    return Errno.EIO.result();
                                })) {
            assertThatThrownBy(() -> file.close())
                    .isInstanceOf(PathError.class)
                    .hasMessage("close " + path + ": Input/output error (EIO)");
            file.close();
            assertThat(kernel.calls(Sysno.SYS_CLOSE)).isOne();
        }
        assertThat(file.isClosed()).isTrue();
        assertThat(fd).isNotEqualTo(file.fd());
    }

    /** The descriptor is free already, and by now another thread may have it. */
    @Test
    void anInterruptedCloseIsNotMadeAgain() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(
                                Sysno.SYS_CLOSE,
                                request -> {
                                    request.passOn();
                                    return Errno.EINTR.result();
                                })) {
            file.close();
            assertThat(kernel.calls(Sysno.SYS_CLOSE)).isOne();
        }
    }

    // ---- pipe ----------------------------------------------------------------------------------

    @Test
    void aPipeThatCannotBeMadeNamesTheCall() {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread().fails(Sysno.SYS_PIPE2, Errno.EMFILE)) {
            SyscallError e = catchThrowableOfType(SyscallError.class, Os::pipe);
            assertThat(e).hasMessage("pipe2: Too many open files (EMFILE)");
            assertThat(e.syscall()).isEqualTo("pipe2");
            assertThat(e.errno()).isSameAs(Errno.EMFILE);
            assertThat(kernel.calls(Sysno.SYS_PIPE2)).isOne();
        }
    }
}
