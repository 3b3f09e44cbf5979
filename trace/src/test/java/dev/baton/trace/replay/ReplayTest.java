package dev.baton.trace.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.trace.Event;
import dev.baton.trace.EventType;
import dev.baton.trace.SyntheticTrace;
import dev.baton.trace.Trace;
import dev.baton.trace.TraceWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplayTest {
    private static final int SITE = 100;
    private static final int WHY = 101;

    @TempDir private Path directory;

    /** What it is told, each as a line. */
    private static final class Told implements Spans {
        final List<String> lines = new ArrayList<>();

        @Override
        public void turnEnds(long g, int m, int p, long fromNs, long toNs) {
            lines.add("G%d had P%d on M%d %d-%d".formatted(g, p, m, fromNs, toNs));
        }

        @Override
        public void withoutP(long g, int m, boolean isInCall, long fromNs, long toNs) {
            String how = isInCall ? "blocked" : "ran on";
            lines.add("G%d %s on M%d %d-%d".formatted(g, how, m, fromNs, toNs));
        }

        @Override
        public void callEnds(Call call) {
            lines.add(
                    "G%d called %d-%d, blocked from %d"
                            .formatted(call.g(), call.fromNs(), call.toNs(), call.blockedNs()));
        }

        @Override
        public void waited(long g, int m, int p, long fromNs, long toNs) {
            lines.add("G%d waited %d-%d for P%d".formatted(g, fromNs, toNs, p));
        }

        @Override
        public void parked(long g, long reason, long fromNs, long toNs) {
            lines.add("G%d parked %d-%d".formatted(g, fromNs, toNs));
        }
    }

    @Test
    void aPThatIsLentComesBackToWhoComputes() throws Exception {
        assertThat(
                        told(to -> {
                            to.event(0, 0, 0, 0, EventType.PROC_START);
                            to.event(0, 0, 0, 1, EventType.GO_START);
                            to.event(100, Event.SYSMON, 0, 0, EventType.LEND, 0, 1);
                            to.event(110, 1, 0, 0, EventType.PROC_START);
                            to.event(120, 1, 0, 2, EventType.GO_START);
                            to.event(150, 1, 0, 2, EventType.GO_END);
                            to.event(160, 1, 0, 0, EventType.GIVE_BACK, 0);
                            to.event(200, 0, 0, 1, EventType.GO_END);
                        }))
                .containsExactly(
                        "G1 had P0 on M0 0-100",
                        "G2 had P0 on M1 120-150",
                        "G1 ran on on M0 100-160",
                        "G1 had P0 on M0 160-200");
    }

    @Test
    void aCallThatBlocksEndsWithAnotherPOrWithNone() throws Exception {
        assertThat(
                        told(to -> {
                            to.event(0, 0, 0, 1, EventType.GO_START);
                            to.event(10, 0, -1, 1, EventType.GO_SYSCALL, 0, SITE);
                            to.event(20, Event.SYSMON, 0, 1, EventType.GO_SYSBLOCK);
                            to.event(20, Event.SYSMON, 0, 0, EventType.RETAKE, 0, 1, WHY);
                            to.event(50, 0, -1, 1, EventType.GO_SYSEXIT);
                            to.event(55, 0, 1, 0, EventType.PROC_START);
                            to.event(60, 0, -1, 1, EventType.GO_SYSCALL, 0, SITE);
                            to.event(60, 0, 1, 1, EventType.GO_SYSBLOCK);
                            to.event(60, 0, 1, 0, EventType.PROC_STOP);
                            to.event(90, 0, -1, 1, EventType.GO_SYSEXIT);
                            to.event(90, 0, -1, 1, EventType.GO_NO_P);
                            to.event(95, 1, 0, 1, EventType.GO_START);
                            to.event(99, 1, 0, 1, EventType.GO_PARK, WHY);
                        }))
                .containsExactly(
                        "G1 had P0 on M0 0-20",
                        "G1 blocked on M0 20-50",
                        "G1 called 10-50, blocked from 20",
                        "G1 ran on on M0 50-55",
                        "G1 had P1 on M0 55-60",
                        "G1 blocked on M0 60-90",
                        "G1 called 60-90, blocked from 60",
                        "G1 waited 90-95 for P0",
                        "G1 had P0 on M1 95-99",
                        "G1 parked 99-99");
    }

    @Test
    void whatWasUnderWayWhenTheTraceBeganIsToldFromThenOn() throws Exception {
        assertThat(
                        told(to -> {
                            to.event(5, 0, -1, 1, EventType.GO_IN_SYSCALL, 0, SITE, 105);
                            to.event(10, 0, -1, 1, EventType.GO_SYSEXIT);
                            to.event(12, 0, 0, 0, EventType.PROC_START);
                            to.event(20, 0, 0, 1, EventType.GO_END);
                            to.event(30, 0, 0, 2, EventType.GO_WAITED, 25);
                            to.event(30, 0, 0, 2, EventType.GO_START);
                            to.event(40, Event.OUTSIDE, -1, 3, EventType.GO_UNPARK, 0);
                            to.event(50, 0, 0, 2, EventType.GO_END);
                        }))
                .containsExactly(
                        "G1 blocked on M0 5-10",
                        "G1 called -100-10, blocked from 5",
                        "G1 ran on on M0 10-12",
                        "G1 had P0 on M0 12-20",
                        "G2 waited 5-30 for P0",
                        "G2 had P0 on M0 30-50",
                        "G3 waited 40-50 for P-1");
    }

    @Test
    void aWaitIsToldOnceThoughTheTraceSaysItTwice() throws Exception {
        assertThat(
                        told(to -> {
                            to.event(0, Event.OUTSIDE, -1, 1, EventType.GO_CREATE, 0);
                            to.event(30, 0, 0, 1, EventType.GO_START);
                            to.event(30, 0, 0, 1, EventType.GO_WAITED, 30);
                            to.event(40, 0, 0, 1, EventType.GO_END);
                        }))
                .containsExactly("G1 waited 0-30 for P0", "G1 had P0 on M0 30-40");
    }

    /**
     * Also where events are missing: those of one P, of one M and of one G are never two at once.
     */
    @ParameterizedTest
    @CsvSource({"1, 0, 0", "2, 0, 0", "3, 4000, 0", "4, 4000, 50", "5, 0, 200"})
    void spansOfOnePAndOneMAreNeverTwoAtOnce(long seed, long from, int lost) throws Exception {
        Path file = directory.resolve("trace");
        SyntheticTrace.write(file, seed, 3, 20_000, from, lost);
        Map<String, Long> lastEnd = new HashMap<>();
        int[] turns = {0};
        try (Trace trace = Trace.open(file)) {
            Replay.of(
                    trace,
                    new Spans() {
                        @Override
                        public void turnEnds(long g, int m, int p, long fromNs, long toNs) {
                            turns[0]++;
                            after("P" + p, fromNs, toNs);
                        }

                        @Override
                        public void stayEnds(long g, int m, long fromNs, long toNs) {
                            after("G" + g, fromNs, toNs);
                            if (m >= 0) {
                                after("M" + m, fromNs, toNs);
                            }
                        }

                        private void after(String line, long fromNs, long toNs) {
                            assertThat(fromNs)
                                    .as(line)
                                    .isGreaterThanOrEqualTo(lastEnd.getOrDefault(line, 0L))
                                    .isLessThanOrEqualTo(toNs);
                            lastEnd.put(line, toNs);
                        }
                    });
        }
        assertThat(turns[0]).isGreaterThan(2000);
    }

    private List<String> told(Consumer<TraceWriter> events) throws IOException {
        Path file = directory.resolve("told");
        try (TraceWriter to = new TraceWriter(file, 2)) {
            to.string(SITE, "read").string(WHY, "asleep");
            events.accept(to);
        }
        Told told = new Told();
        try (Trace trace = Trace.open(file)) {
            Replay.of(trace, told);
        }
        return told.lines;
    }
}
