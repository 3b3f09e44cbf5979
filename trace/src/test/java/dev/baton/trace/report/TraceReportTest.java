package dev.baton.trace.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.baton.trace.Event;
import dev.baton.trace.EventType;
import dev.baton.trace.Trace;
import dev.baton.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceReportTest {
    private static final int READ = 100;
    private static final int COMPUTES = 101;
    private static final int HEARTBEAT = 102;
    private static final int SLEEP = 103;
    private static final int PIPE_READ = 104;

    @TempDir private Path directory;

    @Test
    void aCallIsCountedWithItsTimeItsThreadsAndItsStack() throws Exception {
        TraceReport report = report(TraceReportTest::twoReaders);

        assertThat(report.sites()).hasSize(1);
        CallSite site = report.sites().getFirst();
        assertThat(site.site()).isEqualTo("read");
        assertThat(site.calls()).isEqualTo(2);
        assertThat(site.blockedCalls()).isEqualTo(1);
        assertThat(site.totalNs()).isEqualTo(9_000 + 2_000);
        assertThat(site.withoutPNs()).isEqualTo(8_000);
        assertThat(site.longestNs()).isEqualTo(9_000);
        assertThat(site.longestG()).isEqualTo(1);
        assertThat(site.mostThreads()).isEqualTo(2);
        assertThat(site.kernelFunction()).isEqualTo("pipe_read");
        assertThat(report.stack(site.stack())).containsExactly("a.B.c(B.java:1)", "a.B.run");
    }

    /** One P; G1 reads on M0 and blocks, G2 has its P on M1, reads and returns. */
    private static void twoReaders(TraceWriter to) {
        to.event(0, 0, 0, 0, EventType.PROC_START);
        to.event(0, Event.OUTSIDE, -1, 1, EventType.GO_CREATE, 0);
        to.event(0, Event.OUTSIDE, -1, 2, EventType.GO_CREATE, 0);
        to.event(500, 0, 0, 1, EventType.GO_START);
        to.event(1_000, 0, -1, 1, EventType.GO_SYSCALL, 0, READ);
        to.event(2_000, Event.SYSMON, 0, 1, EventType.GO_SYSBLOCK);
        to.event(2_000, Event.SYSMON, 0, 0, EventType.RETAKE, 0, 1, SLEEP);
        to.event(2_100, Event.SYSMON, -1, 0, EventType.KERNEL_WAIT, 0, 1, PIPE_READ);
        to.event(2_200, Event.SYSMON, 0, 0, EventType.HANDOFF, 1);
        to.event(2_900, 1, 0, 0, EventType.PROC_START);
        to.event(3_000, 1, 0, 2, EventType.GO_START);
        to.event(4_000, 1, -1, 2, EventType.GO_SYSCALL, 0, READ);
        to.event(6_000, 1, 0, 2, EventType.GO_SYSEXIT);
        to.event(10_000, 0, -1, 1, EventType.GO_SYSEXIT);
        to.event(10_000, 0, -1, 1, EventType.GO_NO_P);
        to.event(10_500, 0, -1, 1, EventType.LONG_CALL, 9_000, 7);
        to.event(11_000, 1, 0, 2, EventType.GO_END);
        to.event(12_000, 1, 0, 1, EventType.GO_START);
        to.event(13_000, 1, 0, 1, EventType.GO_END);
    }

    @Test
    void latenciesAreFromRunnableToStartAndFromHandOffToTheThread() throws Exception {
        TraceReport report = report(TraceReportTest::twoReaders);

        assertThat(report.waits().count()).isEqualTo(3);
        assertThat(report.waits().sumNs()).isEqualTo(500 + 3_000 + 2_000);
        assertThat(report.handOffs().count()).isEqualTo(1);
        assertThat(report.handOffs().longestNs()).isEqualTo(700);
        assertThat(report.taken()).isEqualTo(1);
        assertThat(report.mostThreads()).isEqualTo(2);
    }

    @Test
    void whoWaitedLongestIsNamedWithThoseThatHadThePs() throws Exception {
        TraceReport report =
                report(to -> {
                    to.event(0, 0, 0, 0, EventType.PROC_START);
                    to.event(0, 1, 1, 0, EventType.PROC_START);
                    for (long g = 1; g <= 5; g++) {
                        to.event(0, Event.OUTSIDE, -1, g, EventType.GO_CREATE, 0);
                    }
                    to.event(1, Event.OUTSIDE, -1, 3, EventType.GO_NAME, HEARTBEAT);
                    to.event(1, Event.OUTSIDE, -1, 1, EventType.GO_NAME, COMPUTES);
                    to.event(10, 0, 0, 1, EventType.GO_START);
                    to.event(20, 1, 1, 2, EventType.GO_START);
                    to.event(30, 1, -1, 2, EventType.GO_SYSCALL, 0, READ);
                    to.event(1_000, 1, 1, 2, EventType.GO_SYSEXIT);
                    to.event(1_000, 1, 1, 2, EventType.GO_END);
                    to.event(1_010, 1, 1, 3, EventType.GO_START);
                    to.event(1_020, 1, 1, 3, EventType.GO_END);
                    to.event(1_030, 1, 1, 4, EventType.GO_START);
                    to.event(1_040, 1, 1, 4, EventType.GO_END);
                    to.event(1_040, 0, 0, 1, EventType.GO_END);
                });

        Wait wait = report.longestWaits().getFirst();
        assertThat(report.longestWaits()).as("one for all that waited then").hasSize(1);
        assertThat(wait.g()).as("the one that was never run").isEqualTo(5);
        assertThat(wait.ran()).isFalse();
        assertThat(wait.others()).isEqualTo(2);
        assertThat(wait.holders())
                .extracting(Wait.Holder::what, Wait.Holder::isCall, Wait.Holder::ns)
                .startsWith(tuple("G1 computes", false, 1_030L), tuple("read", true, 970L));
    }

    @Test
    void threadsOverTimeAreTheMostInEachPart() throws Exception {
        TraceReport report =
                report(to -> {
                    to.event(0, 0, -1, 0, EventType.M_START, 1);
                    to.event(1_000_000, 1, -1, 0, EventType.M_START, 2);
                    to.event(1_500_000, 1, -1, 0, EventType.M_STOP);
                    to.event(2_000_000, 0, -1, 0, EventType.M_STOP);
                });

        int[] threads = report.threads();
        assertThat(threads).hasSize(TraceReport.PARTS);
        assertThat(threads[10]).isEqualTo(1);
        assertThat(threads[TraceReport.PARTS * 6 / 10]).isEqualTo(2);
        assertThat(threads[TraceReport.PARTS * 8 / 10]).isEqualTo(1);
    }

    @Test
    void aTraceWithNothingInItTellsNothing() throws Exception {
        TraceReport report = report(to -> {});

        assertThat(report.events()).isZero();
        assertThat(report.sites()).isEmpty();
        assertThat(report.longestWaits()).isEmpty();
    }

    private TraceReport report(Consumer<TraceWriter> events) throws IOException {
        Path file = directory.resolve("trace");
        try (TraceWriter to = new TraceWriter(file, 2)) {
            to.string(READ, "read").string(COMPUTES, "computes").string(HEARTBEAT, "heartbeat");
            to.string(SLEEP, "asleep").string(PIPE_READ, "pipe_read");
            to.stack(7, "a.B.c(B.java:1)", "a.B.run");
            events.accept(to);
        }
        try (Trace trace = Trace.open(file)) {
            return TraceReport.of(trace);
        }
    }
}
