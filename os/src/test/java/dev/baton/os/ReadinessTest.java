package dev.baton.os;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.baton.BlockingSite;
import dev.baton.sched.Poller;
import dev.baton.syscall.Errno;
import dev.baton.syscall.FaultyKernel;
import dev.baton.syscall.Fcntl;
import dev.baton.syscall.Fds;
import dev.baton.syscall.Syscall;
import dev.baton.syscall.Sysno;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each step of a wait, one after the other in one thread; the poller is a model. */
class ReadinessTest {
    private static final Instant PAST = Instant.EPOCH;

    private int readFd;
    private File writer;

    @BeforeEach
    void openAPipe() throws Exception {
        int[] fds = new int[2];
        assertThat(Syscall.pipe2(fds, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK)).isZero();
        readFd = fds[0];
        writer = File.newFile(fds[1], "writer");
    }

    @AfterEach
    void closeItsOtherEnd() throws Exception {
        writer.close();
    }

    private Descriptor reader(Supplier<Poller> pollers) {
        return new Descriptor(readFd, "reader", new FdMutex(), pollers);
    }

    private static int read(Descriptor descriptor) throws PathError {
        return descriptor.read("read", new byte[8], 0, 8, Descriptor.AT_POSITION);
    }

    private void feed() {
        try {
            writer.write(new byte[3]);
        } catch (PathError e) {
            throw new AssertionError(e);
        }
    }

    // ---- What changes while somebody is about to wait ------------------------------------------

    @FunctionalInterface
    private interface Change {
        void of(Descriptor descriptor) throws IOException;
    }

    /**
     * What becomes of a reader when something changes after the poller was told that he waits, and
     * before he parks.
     *
     * @return what he threw, or null when he parked: nobody would ever wake him
     */
    private Throwable endOfAReaderWhoIsAboutToPark(ModelPoller poller, Change change) {
        class Parked extends RuntimeException {
            private static final long serialVersionUID = 1L;
        }
        Descriptor descriptor = reader(() -> poller);
        poller.published =
                () -> {
                    try {
                        change.of(descriptor);
                    } catch (IOException e) {
                        throw new AssertionError(e);
                    }
                };
        poller.parked =
                nanos -> {
                    throw new Parked();
                };
        Throwable end = catchThrowable(() -> read(descriptor));
        descriptor.close();
        return end instanceof Parked ? null : end;
    }

    private static void expire(Descriptor descriptor) throws PathError {
        descriptor.setDeadline(PAST, true, false);
    }

    /** Doesn't ask whether he may. */
    private static final class PollerThatJustParks extends ModelPoller {
        @Override
        void park(long nanos, BooleanSupplier mayPark) {
            super.park(nanos, () -> true);
        }
    }

    /** Asks first, and is told what he waits for then. */
    private static final class PollerThatAsksTooEarly extends ModelPoller {
        @Override
        void park(long nanos, BooleanSupplier mayPark) {
            boolean may = mayPark.getAsBoolean();
            super.park(nanos, () -> may);
        }
    }

    @Test
    void aDeadlineThatPassesWhileAReaderIsAboutToParkCounts() {
        assertThat(endOfAReaderWhoIsAboutToPark(new ModelPoller(), ReadinessTest::expire))
                .isInstanceOf(ErrDeadlineExceeded.class)
                .hasMessage("read reader: deadline exceeded");
    }

    @Test
    void aCloseWhileAReaderIsAboutToParkCounts() {
        assertThat(endOfAReaderWhoIsAboutToPark(new ModelPoller(), Descriptor::close))
                .isInstanceOf(ErrClosed.class);
    }

    @Test
    void aPollerThatDoesNotAskIsCaught() {
        for (Change change : List.<Change>of(ReadinessTest::expire, Descriptor::close)) {
            assertThat(endOfAReaderWhoIsAboutToPark(new PollerThatJustParks(), change)).isNull();
            readFd = eventfd();
            assertThat(endOfAReaderWhoIsAboutToPark(new PollerThatAsksTooEarly(), change)).isNull();
            readFd = eventfd();
        }
        Syscall.close(readFd);
    }

    private static int eventfd() {
        return (int) Fds.eventfd2(0, Fcntl.O_CLOEXEC | Fcntl.O_NONBLOCK);
    }

    // ---- The number's lives --------------------------------------------------------------------

    /**
     * A reader is on his way to the poller when his file is closed, and comes there afterwards: so
     * the poller knows the number of a file that is closed. The next file gets that number.
     *
     * @return how often the number was registered
     */
    private int timesThatANumberIsRegisteredForTwoFiles(ModelPoller poller) throws Exception {
        Descriptor first = reader(() -> poller);
        poller.before = first::close;
        assertThatThrownBy(() -> read(first)).isInstanceOf(ErrClosed.class);
        assertThat(poller.adds).isOne();
        poller.before = () -> {};
        int next = eventfd();
        assertThat(next).as("the number is used again").isEqualTo(readFd);
        Descriptor second = reader(() -> poller);
        poller.parked = nanos -> addOneTo(next);
        assertThat(read(second)).isEqualTo(Long.BYTES);
        second.close();
        return poller.adds;
    }

    private static void addOneTo(int eventfd) {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment one = arena.allocate(Long.BYTES, Long.BYTES);
            one.set(ValueLayout.JAVA_LONG, 0, 1);
            assertThat(Syscall.write(new BlockingSite(), eventfd, one)).isEqualTo(Long.BYTES);
        }
    }

    /** As if the number was not told of again when it is freed. */
    private static final class PollerThatIsStoppedOnce extends ModelPoller {
        private boolean stopped;

        @Override
        public void stop(int fd) {
            if (!stopped) {
                stopped = true;
                super.stop(fd);
            }
        }
    }

    @Test
    void aNumberThatAWaiterRegisteredTooLateIsRegisteredForItsNextFile() throws Exception {
        assertThat(timesThatANumberIsRegisteredForTwoFiles(new ModelPoller())).isEqualTo(2);
    }

    @Test
    void aNumberOfWhoseEndThePollerIsToldTooEarlyIsCaught() throws Exception {
        assertThat(timesThatANumberIsRegisteredForTwoFiles(new PollerThatIsStoppedOnce())).isOne();
    }

    // ---- Deadlines -----------------------------------------------------------------------------

    @Test
    void aDeadlineThatIsPutOffWhileAReaderWaitsLetsHimWaitOn() throws Exception {
        ModelPoller poller = new ModelPoller();
        Descriptor descriptor = reader(() -> poller);
        List<Long> limits = new ArrayList<>();
        Instant first = Instant.now().plusSeconds(1000);
        poller.parked =
                nanos -> {
                    limits.add(nanos);
                    try {
                        switch (limits.size()) {
                            case 1 -> descriptor.setDeadline(first.plusSeconds(1000), true, true);
                            case 2 -> descriptor.setDeadline(null, true, true);
                            default -> feed();
                        }
                    } catch (PathError e) {
                        throw new AssertionError(e);
                    }
                };
        descriptor.setDeadline(first, true, true);
        assertThat(read(descriptor)).isEqualTo(3);
        assertThat(limits).hasSize(3);
        assertThat(limits.get(0)).isPositive().isLessThan(limits.get(1));
        assertThat(limits.get(2)).as("none").isZero();
        descriptor.close();
    }

    @Test
    void aDeadlineMayBeAsFarAwayAsInstantsGo() throws Exception {
        assertThat(Readiness.deadline(null)).isEqualTo(Readiness.NONE);
        assertThat(Readiness.deadline(Instant.MAX)).isEqualTo(Readiness.NONE);
        long now = System.nanoTime();
        assertThat(Readiness.deadline(Instant.MIN) - System.nanoTime()).isNegative();
        assertThat(Readiness.deadline(Instant.now().plusSeconds(1000)) - now).isPositive();
        // A century ahead is still compared rightly.
        long century = Readiness.deadline(Instant.now().plusSeconds(36_525L * 86_400));
        assertThat(century - System.nanoTime()).isPositive();
    }

    // ---- An end of the poller, and none --------------------------------------------------------

    @Test
    void whoIsTurnedAwayWaitsInTheNextPoller() throws Exception {
        ModelPoller first = new ModelPoller();
        ModelPoller second = new ModelPoller();
        List<ModelPoller> there = new ArrayList<>(List.of(first, second));
        Descriptor descriptor = reader(there::removeFirst);
        first.parked = nanos -> first.result = Poller.GONE; // while he waits
        second.parked = nanos -> feed();
        assertThat(read(descriptor)).isEqualTo(3);
        assertThat(first.parks).isOne();
        assertThat(second.parks).isOne();
        descriptor.close();
        assertThat(second.table.get(readFd)).asString().doesNotContain("registered");
    }

    @Test
    void whatThePollerCannotTakeIsAPathError() {
        ModelPoller poller = new ModelPoller();
        poller.result = Errno.ENOSPC.number();
        Descriptor descriptor = reader(() -> poller);
        PathError e = catchThrowableOfType(PathError.class, () -> read(descriptor));
        assertThat(e.op()).isEqualTo("read");
        assertThat(e.errno()).isSameAs(Errno.ENOSPC);
        descriptor.close();
    }

    @Test
    void withoutAPollerAReaderHoldsHisThreadAndLooksNowAndThen() throws Exception {
        Descriptor descriptor = reader(() -> null);
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_PPOLL, Errno.EINTR)
                        .next(
                                Sysno.SYS_PPOLL,
                                request -> {
                                    feed();
                                    return request.passOn();
                                })) {
            assertThat(read(descriptor)).isEqualTo(3);
            assertThat(kernel.calls(Sysno.SYS_PPOLL)).isEqualTo(2);
            descriptor.setDeadline(Instant.now().plusMillis(150), true, false);
            assertThatThrownBy(() -> read(descriptor)).isInstanceOf(ErrDeadlineExceeded.class);
            descriptor.setDeadline(null, true, false);
            kernel.next(
                    Sysno.SYS_PPOLL,
                    request -> {
                        descriptor.close();
                        return 0;
                    });
            assertThatThrownBy(() -> read(descriptor)).isInstanceOf(ErrClosed.class);
        }
    }

    // ---- Interrupts and errnos -----------------------------------------------------------------

    @Test
    void anInterruptDoesNotMakeTheNextParkEndAndIsThereAfterwards() throws Exception {
        ModelPoller poller = new ModelPoller();
        Descriptor descriptor = reader(() -> poller);
        List<Boolean> interrupted = new ArrayList<>();
        poller.parked =
                nanos -> {
                    interrupted.add(Thread.currentThread().isInterrupted());
                    if (interrupted.size() == 3) {
                        feed();
                    }
                };
        Thread.currentThread().interrupt();
        assertThat(read(descriptor)).isEqualTo(3);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(interrupted).containsExactly(true, false, false);
        descriptor.close();
    }

    @Test
    void aKernelThatSaysEagainForEverIsEndedByTheDeadline() throws Exception {
        ModelPoller poller = new ModelPoller();
        Descriptor descriptor = reader(() -> poller);
        feed();
        poller.parked =
                nanos -> {
                    if (poller.parks == 1000) {
                        try {
                            expire(descriptor);
                        } catch (PathError e) {
                            throw new AssertionError(e);
                        }
                    }
                };
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .always(Sysno.SYS_READ, request -> Errno.EAGAIN.result())) {
            assertThatThrownBy(() -> read(descriptor)).isInstanceOf(ErrDeadlineExceeded.class);
            assertThat(kernel.calls(Sysno.SYS_READ)).isEqualTo(1000);
        }
        descriptor.close();
    }

    @Test
    void aCallThatIsInterruptedAndThenWouldWaitWaits() throws Exception {
        ModelPoller poller = new ModelPoller();
        Descriptor descriptor = reader(() -> poller);
        poller.parked = nanos -> feed();
        try (FaultyKernel kernel =
                FaultyKernel.forThisThread()
                        .fails(Sysno.SYS_READ, Errno.EINTR, Errno.EAGAIN, Errno.EINTR)) {
            assertThat(read(descriptor)).isEqualTo(3);
            assertThat(kernel.calls(Sysno.SYS_READ)).isEqualTo(4);
        }
        descriptor.close();
    }
}
