package dev.baton.os;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.os.Crew.Kind;
import dev.baton.os.Crew.Member;
import dev.baton.syscall.ErrorKind;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Sysno;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Deadlines of real pipes, as Go's os/timeout_test.go has them, on each kind of thread. What
 * happens between two steps of a wait is in {@link ReadinessTest}.
 */
class FileDeadlineTest {
    private static final Instant PAST = Instant.EPOCH;

    /** More than a pipe holds. */
    private static final int MUCH = 1 << 20;

    @TempDir Path directory;

    private static Instant soon() {
        return Instant.now().plusMillis(20);
    }

    private static Instant late() {
        return Instant.now().plusSeconds(3600);
    }

    private static void assertExceeded(Throwable e) {
        assertThat(e)
                .isInstanceOfSatisfying(
                        ErrDeadlineExceeded.class,
                        exceeded -> {
                            assertThat(exceeded.timeout()).isTrue();
                            assertThat(exceeded.errno()).isNull();
                            assertThat(exceeded.is(ErrorKind.DEADLINE_EXCEEDED)).isTrue();
                            assertThat(exceeded.is(ErrorKind.CLOSED)).isFalse();
                        });
    }

    private static void assertExceeded(ThrowingCallable call) {
        assertThatThrownBy(call).satisfies(FileDeadlineTest::assertExceeded);
    }

    // ---- In the past ---------------------------------------------------------------------------

    @Test
    void aReadAfterItsDeadlineIsNotTriedThoughThereIsSomething() throws Exception {
        try (Pipe pipe = Os.pipe();
                FaultyKernel kernel = FaultyKernel.forThisThread()) {
            pipe.writer().write(new byte[3]);
            pipe.reader().setReadDeadline(PAST);
            for (int i = 0; i < 3; i++) {
                assertExceeded(() -> pipe.reader().read(new byte[8]));
            }
            assertThat(kernel.calls(Sysno.SYS_READ)).isZero();
            assertThat(pipe.reader().read(new byte[0])).as("as Go").isZero();
            pipe.reader().setReadDeadline(null);
            assertThat(pipe.reader().read(new byte[8])).isEqualTo(3);
        }
    }

    @Test
    void aWriteAfterItsDeadlineIsNotTriedThoughThereIsRoom() throws Exception {
        try (Pipe pipe = Os.pipe();
                FaultyKernel kernel = FaultyKernel.forThisThread()) {
            pipe.writer().setWriteDeadline(PAST);
            PathError e =
                    catchThrowableOfType(PathError.class, () -> pipe.writer().write(new byte[8]));
            assertExceeded(e);
            assertThat(e).hasMessage("write |1: deadline exceeded");
            assertThat(e.bytesTransferred()).isZero();
            assertThat(kernel.calls(Sysno.SYS_WRITE)).isZero();
            pipe.writer().setWriteDeadline(late());
            assertThat(pipe.writer().write(new byte[8])).isEqualTo(8);
        }
    }

    @Test
    void theDeadlineOfTheOtherDirectionDoesNotCount() throws Exception {
        try (Pipe pipe = Os.pipe()) {
            pipe.reader().setWriteDeadline(PAST);
            pipe.writer().setReadDeadline(PAST);
            assertThat(pipe.writer().write(new byte[8])).isEqualTo(8);
            assertThat(pipe.reader().read(new byte[8])).isEqualTo(8);
            pipe.reader().setDeadline(PAST);
            pipe.writer().setDeadline(PAST);
            assertExceeded(() -> pipe.writer().write(new byte[8]));
            assertExceeded(() -> pipe.reader().read(new byte[8]));
        }
    }

    // ---- While somebody waits ------------------------------------------------------------------

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReaderWaitsUntilItsDeadlineAndTheFileIsUsableAfterwards(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            for (int i = 0; i < 3; i++) {
                pipe.reader().setReadDeadline(soon());
                assertExceeded(crew.start(() -> pipe.reader().read(new byte[8])).thrown());
            }
            pipe.reader().setReadDeadline(null);
            Member<Integer> reader = crew.start(() -> pipe.reader().read(new byte[8]));
            reader.awaitParked();
            pipe.writer().write(new byte[3]);
            assertThat(reader.get()).isEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aWriterWaitsUntilItsDeadlineAndSaysHowMuchThePipeTook(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            Member<Integer> much = crew.start(() -> pipe.writer().write(new byte[MUCH]));
            much.awaitParked();
            pipe.writer().setWriteDeadline(soon());
            Throwable e = much.thrown();
            assertExceeded(e);
            long taken = ((PathError) e).bytesTransferred();
            assertThat(taken).isPositive().isLessThan(MUCH);
            pipe.writer().setWriteDeadline(null);
            Member<Integer> writer = crew.start(() -> pipe.writer().write(new byte[5]));
            writer.awaitParked();
            pipe.reader().inputStream().readNBytes((int) taken + 5);
            assertThat(writer.get()).isEqualTo(5);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aDeadlineThatIsSetCountsForThoseThatWaitAndForThoseInLine(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            for (Instant before : new Instant[] {null, late()}) {
                pipe.reader().setReadDeadline(before);
                List<Member<Integer>> readers = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    readers.add(crew.start(() -> pipe.reader().read(new byte[8])).awaitParked());
                }
                pipe.reader().setReadDeadline(PAST);
                for (Member<Integer> reader : readers) {
                    assertExceeded(reader.thrown());
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aDeadlineThatIsPutOffOrTakenAwayDoesNotEndTheWait(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            for (Instant then : new Instant[] {late().plusSeconds(60), null}) {
                pipe.reader().setReadDeadline(late());
                Member<Integer> reader = crew.start(() -> pipe.reader().read(new byte[8]));
                reader.awaitParked();
                pipe.reader().setReadDeadline(then);
                reader.awaitParked();
                pipe.writer().write(new byte[3]);
                assertThat(reader.get()).isEqualTo(3);
            }
        }
    }

    /** Go's TestReadTimeoutFluctuation, and TestDeadlineReset's other half. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void aReaderWhoseDeadlineIsSetAgainAndAgainIsNeverLost(Kind kind) throws Exception {
        int rounds = 300;
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            Random random = new Random(3);
            AtomicInteger exceeded = new AtomicInteger();
            Member<Integer> reader =
                    crew.start(() -> {
                        while (true) {
                            try {
                                return pipe.reader().read(new byte[8]);
                            } catch (ErrDeadlineExceeded e) {
                                exceeded.incrementAndGet();
                                pipe.reader().setReadDeadline(null);
                            }
                        }
                    });
            for (int i = 0; i < rounds; i++) {
                reader.awaitParked();
                pipe.reader()
                        .setReadDeadline(
                                switch (random.nextInt(4)) {
                                    case 0 -> PAST;
                                    case 1 -> Instant.now().plusNanos(random.nextInt(100_000));
                                    case 2 -> late();
                                    default -> null;
                                });
            }
            int before = exceeded.get();
            while (exceeded.get() == before) {
                pipe.reader().setReadDeadline(PAST); // he may just have taken an earlier one away
                Thread.yield();
            }
            pipe.writer().write(new byte[1]);
            assertThat(reader.get()).isOne();
        }
    }

    /** Go's TestReadWriteDeadlineRace. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void deadlinesReadsAndWritesThatRaceGetThroughWhole(Kind kind) throws Exception {
        int rounds = 500;
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            Member<Integer> reader =
                    crew.start(() -> {
                        int got = 0;
                        while (got < rounds) {
                            try {
                                got += pipe.reader().read(new byte[1]);
                            } catch (ErrDeadlineExceeded e) {
                                Thread.yield();
                            }
                        }
                        return got;
                    });
            Member<Integer> setter =
                    crew.start(() -> {
                        for (int i = 0; i < rounds; i++) {
                            pipe.reader().setDeadline(i % 2 == 0 ? PAST : null);
                            Thread.yield();
                        }
                        pipe.reader().setDeadline(null);
                        return rounds;
                    });
            for (int i = 0; i < rounds; i++) {
                pipe.writer().write(new byte[1]);
            }
            assertThat(setter.get()).isEqualTo(rounds);
            assertThat(reader.get()).isEqualTo(rounds);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void anInterruptDoesNotEndAWaitAndIsNotLost(Kind kind) throws Exception {
        try (Crew crew = Crew.of(kind);
                Pipe pipe = Os.pipe()) {
            Member<Boolean> reader =
                    crew.start(() -> {
                        byte[] b = new byte[4];
                        assertThat(pipe.reader().read(b)).isEqualTo(4);
                        assertThat(new String(b, UTF_8)).isEqualTo("data");
                        return Thread.interrupted();
                    });
            reader.awaitParked();
            reader.thread().interrupt();
            reader.awaitParked();
            pipe.writer().write("data".getBytes(UTF_8));
            assertThat(reader.get()).isTrue();
        }
    }

    // ---- What can have none --------------------------------------------------------------------

    @Test
    void aRegularFileAndADescriptorThatBlocksCanHaveNoDeadline() throws Exception {
        String path = directory.resolve("file").toString();
        try (File file = File.create(path);
                Pipe pipe = BlockingPipe.make()) {
            for (File each : new File[] {file, pipe.reader(), pipe.writer()}) {
                for (ThrowingCallable set :
                        List.<ThrowingCallable>of(
                                () -> each.setDeadline(late()),
                                () -> each.setReadDeadline(null),
                                () -> each.setWriteDeadline(PAST))) {
                    ErrNoDeadline e = catchThrowableOfType(ErrNoDeadline.class, set);
                    assertThat(e)
                            .hasMessage(
                                    "set deadline "
                                            + each.name()
                                            + ": this kind of file can have no deadline");
                    assertThat(e.is(ErrorKind.NO_DEADLINE)).isTrue();
                    assertThat(e.is(ErrorKind.DEADLINE_EXCEEDED)).isFalse();
                    assertThat(e.timeout()).isFalse();
                }
            }
            file.write(new byte[3]);
        }
    }

    @Test
    void aClosedFileCanHaveNone() throws Exception {
        Pipe pipe = Os.pipe();
        pipe.close();
        assertThatThrownBy(() -> pipe.reader().setDeadline(null)).isInstanceOf(ErrClosed.class);
    }
}
