package dev.baton.os;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.os.Crew.Kind;
import dev.baton.os.Crew.Member;
import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Sockets;
import dev.baton.syscall.Sysno;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CopyRangeTest {
    @TempDir Path directory;
    private final byte[] content = new byte[300_001];
    private Path inPath;
    private Path outPath;
    private File in;
    private File out;

    @BeforeEach
    void openThem() throws Exception {
        new Random(1).nextBytes(content);
        inPath = Files.write(directory.resolve("in"), content);
        outPath = directory.resolve("out");
        in = File.open(inPath.toString());
        out = File.create(outPath.toString());
    }

    @AfterEach
    void closeThem() throws Exception {
        in.close();
        out.close();
    }

    private byte[] part(int from, int to) {
        return Arrays.copyOfRange(content, from, to);
    }

    // ---- From file to file ---------------------------------------------------------------------

    @Test
    void aFileGoesIntoAFileWithoutComingToUs() throws Exception {
        try (FaultyKernel kernel = FaultyKernel.forThisThread()) {
            assertThat(out.readFrom(in, Long.MAX_VALUE)).isEqualTo(content.length);
            assertThat(kernel.calls(Sysno.SYS_COPY_FILE_RANGE)).isEqualTo(2);
            assertThat(kernel.calls(Sysno.SYS_READ)).isZero();
        }
        assertThat(Files.readAllBytes(outPath)).isEqualTo(content);
        assertThat(out.readFrom(in, Long.MAX_VALUE)).as("at the end").isZero();
    }

    @Test
    void itGoesOnWhereBothStandAndTakesNoMoreThanItIsAsked() throws Exception {
        in.seek(10, File.SEEK_SET);
        out.write(new byte[5]);
        assertThat(out.readFrom(in, 0)).isZero();
        assertThat(out.readFrom(in, 100)).isEqualTo(100);
        assertThat(in.seek(0, File.SEEK_CUR)).isEqualTo(110);
        assertThat(out.seek(0, File.SEEK_CUR)).isEqualTo(105);
        assertThat(Files.readAllBytes(outPath)).endsWith(part(10, 110)).hasSize(105);
        assertThatThrownBy(() -> out.readFrom(in, -1))
                .isInstanceOf(ErrInvalid.class)
                .hasMessage("copy " + outPath + ": negative count -1");
    }

    /** What each way says that can't be used here, and that the next one is. */
    @Test
    void whereOneWayCannotBeUsedTheNextOneIs() throws Exception {
        for (Errno errno :
                new Errno[] {
                    Errno.ENOSYS,
                    Errno.EXDEV,
                    Errno.EINVAL,
                    Errno.EOPNOTSUPP,
                    Errno.EPERM,
                    Errno.EIO
                }) {
            in.seek(0, File.SEEK_SET);
            out.truncate(0);
            out.seek(0, File.SEEK_SET);
            try (FaultyKernel kernel =
                    FaultyKernel.forThisThread()
                            .fails(Sysno.SYS_COPY_FILE_RANGE, errno)
                            .next(Sysno.SYS_SENDFILE, request -> request.passOn())
                            .fails(Sysno.SYS_SENDFILE, errno)) {
                assertThat(out.readFrom(in, Long.MAX_VALUE)).isEqualTo(content.length);
                assertThat(kernel.calls(Sysno.SYS_COPY_FILE_RANGE)).isOne();
                assertThat(kernel.calls(Sysno.SYS_SENDFILE)).isEqualTo(2);
                assertThat(kernel.calls(Sysno.SYS_READ)).isPositive();
            }
            assertThat(Files.readAllBytes(outPath)).isEqualTo(content);
        }
    }

    @Test
    void aFileThatIsAppendedToIsWrittenAtItsEnd() throws Exception {
        out.write("head".getBytes(US_ASCII));
        try (File append = File.openFile(outPath.toString(), File.O_WRONLY | File.O_APPEND, 0)) {
            assertThat(append.readFrom(in, 10)).isEqualTo(10);
        }
        assertThat(Files.readAllBytes(outPath)).hasSize(14).endsWith(part(0, 10));
    }

    @Test
    void aFileThatSaysItIsEmptyIsCopiedAllTheSame() throws Exception {
        try (File proc = File.open("/proc/version")) {
            long n = out.readFrom(proc, Long.MAX_VALUE);
            assertThat(n).isPositive();
        }
        assertThat(Files.readAllBytes(outPath)).isEqualTo(Os.readFile("/proc/version"));
    }

    @Test
    void interruptedAndShortCallsAreCarriedOn() throws Exception {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_COPY_FILE_RANGE, Errno.EINTR)
                        .next(
                                Sysno.SYS_COPY_FILE_RANGE,
                                request -> request.copyingBytes(7).passOn())
                        .fails(Sysno.SYS_COPY_FILE_RANGE, Errno.EXDEV)
                        .fails(Sysno.SYS_SENDFILE, Errno.EINTR, Errno.EINVAL)
                        .fails(Sysno.SYS_READ, Errno.EINTR)
                        .next(Sysno.SYS_READ, request -> request.ofBytes(11).passOn())
                        .fails(Sysno.SYS_WRITE, Errno.EINTR)
                        .next(Sysno.SYS_WRITE, request -> request.ofBytes(3).passOn())) {
            assertThat(out.readFrom(in, Long.MAX_VALUE)).isEqualTo(content.length);
            assertThat(kernel.calls(Sysno.SYS_WRITE)).isPositive();
        }
        assertThat(Files.readAllBytes(outPath)).isEqualTo(content);
    }

    @Test
    void anErrorTellsBothNamesAndHowMuchWasCopied() {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .next(
                                Sysno.SYS_COPY_FILE_RANGE,
                                request -> request.copyingBytes(7).passOn())
                        .fails(Sysno.SYS_COPY_FILE_RANGE, Errno.ENOSPC)) {
            PathError e =
                    catchThrowableOfType(PathError.class, () -> out.readFrom(in, Long.MAX_VALUE));
            assertThat(e).hasMessage("copy %s %s: %s", inPath, outPath, Errno.ENOSPC);
            assertThat(e.bytesTransferred()).isEqualTo(7);
            assertThat(kernel.calls(Sysno.SYS_COPY_FILE_RANGE)).isEqualTo(2);
        }
    }

    @Test
    void anErrorAmidAChunkTellsWhatOfItIsInTheFile() {
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_COPY_FILE_RANGE, Errno.EXDEV)
                        .fails(Sysno.SYS_SENDFILE, Errno.EINVAL)
                        .next(Sysno.SYS_WRITE, request -> request.ofBytes(100).passOn())
                        .fails(Sysno.SYS_WRITE, Errno.ENOSPC)) {
            PathError e =
                    catchThrowableOfType(PathError.class, () -> out.readFrom(in, Long.MAX_VALUE));
            assertThat(e.errno()).isSameAs(Errno.ENOSPC);
            assertThat(e.bytesTransferred()).isEqualTo(100);
            assertThat(kernel.calls(Sysno.SYS_WRITE)).isEqualTo(2);
        }
        assertThat(outPath.toFile().length()).isEqualTo(100);
    }

    @Test
    void whoMayNotReadOrWriteIsToldSo() throws Exception {
        try (File readOnly = File.open(outPath.toString())) {
            PathError e = catchThrowableOfType(PathError.class, () -> readOnly.readFrom(in, 10));
            assertThat(e.errno()).isSameAs(Errno.EBADF);
        }
        in.close();
        assertThatThrownBy(() -> out.readFrom(in, 10)).isInstanceOf(ErrClosed.class);
        out.close();
        assertThatThrownBy(() -> out.readFrom(in, 10)).isInstanceOf(ErrClosed.class);
    }

    // ---- Pipes and sockets ---------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aPipeIsSplicedAndWhoHasToWaitHoldsNoThread(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Pipe first = Os.pipe();
                Pipe second = Os.pipe()) {
            Member<Long> toFirst =
                    crew.start(() -> {
                        try (File end = first.writer()) {
                            return end.readFrom(in, Long.MAX_VALUE);
                        }
                    });
            toFirst.awaitParked(); // the pipe is full
            Member<Long> toSecond =
                    crew.start(() -> {
                        try (File end = second.writer()) {
                            return end.readFrom(first.reader(), Long.MAX_VALUE);
                        }
                    });
            toSecond.awaitParked();
            assertThat(out.readFrom(second.reader(), Long.MAX_VALUE)).isEqualTo(content.length);
            assertThat(toFirst.get()).isEqualTo(content.length);
            assertThat(toSecond.get()).isEqualTo(content.length);
        }
        assertThat(Files.readAllBytes(outPath)).isEqualTo(content);
    }

    @Test
    void aWaitAmidACopyEndsWithADeadlineAndWithClose() throws Exception {
        try (Crew crew = Crew.of(Kind.BATON);
                Pipe pipe = Os.pipe()) {
            pipe.writer().write(new byte[3]);
            Member<Long> copier = crew.start(() -> out.readFrom(pipe.reader(), Long.MAX_VALUE));
            copier.awaitParked();
            pipe.reader().setReadDeadline(Instant.EPOCH);
            assertThat(copier.thrown())
                    .isInstanceOfSatisfying(
                            ErrDeadlineExceeded.class,
                            e -> assertThat(e.bytesTransferred()).isEqualTo(3));
            pipe.reader().setReadDeadline(null);
            Member<Long> again = crew.start(() -> out.readFrom(pipe.reader(), Long.MAX_VALUE));
            again.awaitParked();
            pipe.reader().close();
            assertThat(again.thrown()).isInstanceOf(ErrClosed.class);
        }
    }

    @ParameterizedTest
    @SuppressWarnings("try") // that it is closed before is what is tested
    @EnumSource(Kind.class)
    void aFileIsSentToASocket(Kind kind) throws Exception {
        int[] fds = new int[2];
        int type = Sockets.SOCK_STREAM | Sockets.SOCK_NONBLOCK | Sockets.SOCK_CLOEXEC;
        assertThat(Sockets.socketpair(Sockets.AF_UNIX, type, fds)).isZero();
        try (Crew crew = Crew.of(kind);
                PollFd from = PollFd.of(fds[0], "from");
                PollFd to = PollFd.of(fds[1], "to")) {
            Member<Long> sender =
                    crew.start(() -> {
                        try (FaultyKernel kernel = FaultyKernel.forThisThread()) {
                            long n = in.writeTo(from, Long.MAX_VALUE);
                            assertThat(kernel.calls(Sysno.SYS_SENDFILE)).isPositive();
                            assertThat(kernel.calls(Sysno.SYS_READ)).isZero();
                            from.close();
                            return n;
                        }
                    });
            sender.awaitParked(); // the socket is full
            byte[] found = new byte[content.length];
            int done = 0;
            int n;
            while (done < found.length && (n = to.read(found, done, found.length - done)) > 0) {
                done += n;
            }
            assertThat(sender.get()).isEqualTo(content.length);
            assertThat(found).isEqualTo(content);
        }
    }

    @Test
    void aPipeThatBlocksIsReadAndWritten() throws Exception {
        try (Pipe pipe = BlockingPipe.make()) {
            pipe.writer().write(part(0, 1000));
            pipe.writer().close();
            try (FaultyKernel kernel = FaultyKernel.forThisThread()) {
                assertThat(out.readFrom(pipe.reader(), Long.MAX_VALUE)).isEqualTo(1000);
                assertThat(kernel.calls(Sysno.SYS_SPLICE)).isZero();
            }
        }
        assertThat(Files.readAllBytes(outPath)).isEqualTo(part(0, 1000));
    }

    /**
     * One with O_NONBLOCK that can't be waited for: there is nobody to wait, and no going round.
     */
    @Test
    void whatCannotBeWaitedForSaysThatItWouldHaveToBe() throws Exception {
        try (Pipe pipe = Os.pipe();
                FaultyKernel kernel =
                        FaultyKernel.forThisThread()
                                .always(Sysno.SYS_EPOLL_CTL, request -> Errno.EPERM.result());
                File reader = File.open("/proc/self/fd/" + pipe.reader().fd())) {
            kernel.fails(Sysno.SYS_READ, Errno.EAGAIN);
            PathError e =
                    catchThrowableOfType(PathError.class, () -> pipe.writer().readFrom(reader, 10));
            assertThat(e.errno()).isSameAs(Errno.EAGAIN);
        }
    }
}
