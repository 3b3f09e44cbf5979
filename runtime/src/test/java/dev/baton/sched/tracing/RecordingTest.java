package dev.baton.sched.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.trace.EventType;
import dev.baton.trace.Trace;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Buffers, the recorder and the file, without a scheduler. */
class RecordingTest {
    private static final Recording.Origin ORIGIN = new Recording.Origin("test", 2);
    private static final long MOST_BYTES = 1 << 20;

    @TempDir Path dir;

    private final AtomicLong now = new AtomicLong(1000);

    private Recording recorder() throws IOException {
        return new Recording(ORIGIN, now::get, ns -> {}, MOST_BYTES, (Path) null);
    }

    private void write(TraceBuffer b, int n) {
        for (int i = 0; i < n; i++) {
            b.begin();
            b.write(now.incrementAndGet(), EventIds.GO_UNPARK, 0, 1, 0, i);
            b.end();
        }
    }

    private List<Long> arguments(Path file) throws IOException {
        List<Long> all = new ArrayList<>();
        try (Trace t = Trace.open(file)) {
            t.forEach(e -> all.add(e.arg(0)));
        }
        return all;
    }

    @Test
    void theNumbersOfEventsAreThoseOfTheReader() throws ReflectiveOperationException {
        for (var field : EventIds.class.getFields()) {
            assertThat(EventType.valueOf(field.getName()).id())
                    .as(field.getName())
                    .isEqualTo(field.getInt(null));
        }
        assertThat(EventIds.class.getFields()).hasSameSizeAs(EventType.values());
    }

    @Test
    void aRecorderKeepsTheLastAndSaysFromWhenItIsComplete() throws IOException {
        Path file = dir.resolve("t");
        Recording r = recorder();
        TraceBuffer b = r.newBuffer(0);
        int n = 200_000; // of 24 bytes: more than it keeps
        for (int i = 0; i < n; i += 1000) {
            for (int j = i; j < i + 1000; j++) {
                b.begin();
                b.write(now.incrementAndGet(), EventIds.GO_UNPARK, 0, 1, 0, j);
                b.end();
            }
            r.drain();
        }
        r.snapshot(file);
        List<Long> all = arguments(file);
        assertThat(all.getLast()).isEqualTo(n - 1);
        assertThat(all.size()).isBetween((int) (MOST_BYTES / 2 / 24), n / 2);
        for (int i = 1; i < all.size(); i++) {
            assertThat(all.get(i)).isEqualTo(all.get(i - 1) + 1);
        }
        assertThat(r.lost()).isZero();
        try (Trace t = Trace.open(file)) {
            assertThat(t.completeFromNs()).isPositive();
        }
    }

    @Test
    void whatHasNoRoomIsCountedAndTheTraceSaysSo() throws IOException {
        Path file = dir.resolve("t");
        Recording r = recorder();
        TraceBuffer b = r.newBuffer(0);
        write(b, 100_000); // nobody drains
        long lost = r.lost();
        assertThat(lost).isPositive();
        r.drain();
        write(b, 1);
        r.snapshot(file);
        List<Long> said = new ArrayList<>();
        try (Trace t = Trace.open(file)) {
            t.forEach(e -> {
                if (e.type() == EventType.LOST) {
                    said.add(e.arg(0));
                }
            });
        }
        assertThat(said).containsExactly(lost);
    }

    @Test
    void ofAFileThatIsNotEndedThereIsAllUpToTheLastSync() throws IOException {
        Path file = dir.resolve("t");
        Recording r = new Recording(ORIGIN, now::get, ns -> {}, MOST_BYTES, file);
        TraceBuffer b = r.newBuffer(0);
        write(b, 5000);
        r.sync();
        write(b, 50); // of which nobody hears
        assertThat(arguments(file)).hasSize(5000);
        try (Trace t = Trace.open(file)) {
            assertThat(t.isWhole()).isFalse();
        }
        r.close();
        assertThat(arguments(file)).hasSize(5050);
    }

    @Test
    void aDiskThatIsFullEndsTheFileWhichIsReadableUpToThere() throws IOException {
        Path file = dir.resolve("t");
        int[] blocks = {0};
        TraceFile full =
                new TraceFile(TraceFile.create(file)) {
                    @Override
                    long write(ByteBuffer[] buffers) throws IOException {
                        if (++blocks[0] > 20) {
                            buffers[0].limit(buffers[0].position() + 7); // the last bytes
                            super.write(new ByteBuffer[] {buffers[0]});
                            throw new IOException("No space left on device");
                        }
                        return super.write(buffers);
                    }
                };
        Recording r = new Recording(ORIGIN, now::get, ns -> {}, MOST_BYTES, full);
        TraceBuffer b = r.newBuffer(0);
        assertThatThrownBy(
                        () -> {
                            for (int i = 0; i < 100; i++) {
                                write(b, 100);
                                r.sync();
                            }
                        })
                .hasMessage("No space left on device");
        assertThat(arguments(file)).hasSizeBetween(100, 5000);
        try (Trace t = Trace.open(file)) {
            assertThat(t.damagedBytes()).isEqualTo(7);
        }
    }

    @Test
    void itIsCompleteUpToTheLastEventOfOneWhoIsBusyForLong() throws IOException {
        Path file = dir.resolve("t");
        Recording r = recorder();
        TraceBuffer slow = r.newBuffer(0);
        TraceBuffer other = r.newBuffer(1);
        write(slow, 3);
        slow.begin(); // and has lost its CPU
        write(other, 3);
        r.snapshot(file);
        assertThat(arguments(file)).containsExactly(0L, 1L, 2L);
    }
}
