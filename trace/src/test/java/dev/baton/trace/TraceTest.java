package dev.baton.trace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TraceTest {
    @TempDir Path dir;

    @Test
    void eventsOfSeveralMsComeInOrderOfTime() throws IOException {
        Path file = dir.resolve("t");
        try (var w = new TraceWriter(file)) {
            w.event(100, 0, 0, 0, EventType.PROC_START);
            w.event(300, 0, 0, 21, EventType.GO_START);
            w.event(200, 1, 1, 0, EventType.PROC_START);
            w.event(250, Event.OUTSIDE, -1, 21, EventType.GO_CREATE, 7);
        }
        assertThat(lines(file))
                .containsExactly(
                        "100 m=0 p=0 g=0 PROC_START",
                        "200 m=1 p=1 g=0 PROC_START",
                        "250 m=-1 p=-1 g=21 GO_CREATE by=7",
                        "300 m=0 p=0 g=21 GO_START");
    }

    @Test
    void ofTheSameTimeTheyComeAsTheyHappened() throws IOException {
        Path file = dir.resolve("t");
        try (var w = new TraceWriter(file)) {
            // Written so that a merge that knows of the time alone begins with M0's.
            w.event(5, 0, 0, 9, 3, EventType.GO_START);
            w.event(5, 0, 0, 9, 4, EventType.GO_END);
            w.event(5, 1, 1, 9, 1, EventType.GO_CREATE, 0);
            w.event(4, 2, -1, 8, 1, EventType.GO_CREATE, 0);
            w.event(5, 2, -1, 9, 2, EventType.GO_PARK, 0);
            w.event(1, 3, -1, 9, Event.SEQ_MASK, EventType.GO_NAME, 0);
        }
        assertThat(lines(file).subList(2, 6))
                .containsExactly(
                        "5 m=1 p=1 g=9 GO_CREATE by=0",
                        "5 m=2 p=-1 g=9 GO_PARK reason=0",
                        "5 m=0 p=0 g=9 GO_START",
                        "5 m=0 p=0 g=9 GO_END");
    }

    @Test
    void stringsAndStacksAreFoundByTheirNumber() throws IOException {
        Path file = dir.resolve("t");
        try (var w = new TraceWriter(file)) {
            w.string(64, "read of ünïcode").string(65, "");
            w.stack(1, "a.B.c(B.java:1)", "d.E.f(E.java:2)");
            w.event(1, 0, 0, 3, EventType.LONG_CALL, 20_000_000, 1);
        }
        try (Trace t = Trace.open(file)) {
            assertThat(t.string(64)).isEqualTo("read of ünïcode");
            assertThat(t.string(65)).isEmpty();
            assertThat(t.string(0)).isEmpty();
            assertThat(t.string(99)).isEqualTo("?");
            List<Integer> ids = new ArrayList<>();
            t.forEach(e -> ids.add(e.stackId()));
            assertThat(t.stack(ids.getFirst()))
                    .containsExactly("a.B.c(B.java:1)", "d.E.f(E.java:2)");
            assertThat(t.header().command()).isEqualTo("java -jar app.jar");
            assertThat(t.header().pid()).isEqualTo(4711);
        }
    }

    @Test
    void whatIsLeftOfAFileIsReadUpToItsLastWholeBlock() throws IOException {
        Path file = dir.resolve("t");
        List<Integer> ends;
        try (var w = new TraceWriter(file)) {
            for (int i = 0; i < 2000; i++) {
                w.event(i, 0, 0, 1 + i, EventType.GO_CREATE, 0);
            }
            ends = w.ends();
        }
        byte[] whole = Files.readAllBytes(file);
        for (int cut = 0; cut < whole.length; cut += 1 + cut / 7) {
            Files.write(file, Arrays.copyOf(whole, cut));
            if (cut < ends.getFirst()) {
                assertThatThrownBy(() -> Trace.open(file)).isInstanceOf(IOException.class);
            } else {
                try (Trace t = Trace.open(file)) {
                    int length = cut;
                    int end = ends.stream().filter(e -> e <= length).max(Integer::compare).get();
                    assertThat(t.isWhole()).isFalse();
                    assertThat(t.damagedBytes()).isEqualTo(cut - end);
                }
            }
        }
    }

    @Test
    void aBlockWithAWrongBitEndsTheTrace() throws IOException {
        Path file = dir.resolve("t");
        List<Integer> ends;
        try (var w = new TraceWriter(file)) {
            w.event(1, 0, 0, 1, EventType.GO_CREATE, 0);
            ends = w.ends();
        }
        byte[] whole = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            byte[] damaged = whole.clone();
            int at = ends.getFirst() + random.nextInt(whole.length - ends.getFirst());
            int inHead = (at - ends.stream().filter(e -> e <= at).max(Integer::compare).get());
            if (inHead >= 12 && inHead < 16) {
                continue; // says nothing
            }
            damaged[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, damaged);
            try (Trace t = Trace.open(file)) {
                assertThat(t.damagedBytes()).isPositive();
                assertThat(t.isWhole()).isFalse();
            }
        }
    }

    @Test
    void anotherFileIsRefusedByName() throws IOException {
        Path file = dir.resolve("other");
        Files.writeString(file, "not a trace, but long enough to be one");
        assertThatThrownBy(() -> Trace.open(file)).hasMessageContaining(file.toString());
    }

    @Test
    void eventsThatMayBeIncompleteAreNotShown() throws IOException {
        Path file = dir.resolve("t");
        try (var w = new TraceWriter(file).complete(10, 20)) {
            w.event(1, 0, 0, 1, EventType.GO_CREATE, 0);
            w.event(20, 0, 0, 1, EventType.GO_START);
            w.event(21, 0, 0, 1, EventType.GO_END);
        }
        try (Trace t = Trace.open(file)) {
            assertThat(t.completeFromNs()).isEqualTo(10);
            assertThat(t.completeUntilNs()).isEqualTo(20);
        }
        assertThat(lines(file)).hasSize(2).last().isEqualTo("20 m=0 p=0 g=1 GO_START");
    }

    private static List<String> lines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Trace t = Trace.open(file)) {
            t.forEach(e -> lines.add(e.toString()));
        }
        return lines;
    }
}
