package dev.baton.trace.perfetto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.trace.SyntheticTrace;
import dev.baton.trace.Trace;
import dev.baton.trace.perfetto.PerfettoRules.Slice;
import dev.baton.trace.replay.Call;
import dev.baton.trace.replay.Replay;
import dev.baton.trace.replay.Spans;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PerfettoTraceTest {
    private static final int GS = 10;

    @TempDir private Path directory;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void aTraceHoldsPerfettosRules(long seed) throws Exception {
        PerfettoRules held = PerfettoRules.hold(export(synthetic(seed, 0, 0), Packets::new));

        assertThat(held.flows()).isGreaterThan(500);
        assertThat(held.counterValues()).isGreaterThan(1000);
        assertThat(held.slices().stream().map(Slice::track).distinct()).contains("P0", "M0");
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void oneThatBeginsInTheMidstAndLacksEventsHoldsThemToo(long seed) throws Exception {
        PerfettoRules.hold(export(synthetic(seed, 5_000, 50), Packets::new));
    }

    @Test
    void theSlicesOfPsAndMsAreTheTurnsAndCallsOfTheTrace() throws Exception {
        Path file = synthetic(7, 0, 0);
        List<Slice> expected = new ArrayList<>();
        try (Trace trace = Trace.open(file)) {
            Replay.of(
                    trace,
                    new Spans() {
                        @Override
                        public void turnEnds(long g, int m, int p, long fromNs, long toNs) {
                            expected.add(new Slice("P" + p, "G" + g, fromNs, toNs));
                        }

                        @Override
                        public void stayEnds(long g, int m, long fromNs, long toNs) {
                            expected.add(new Slice("M" + m, "G" + g, fromNs, toNs));
                        }

                        @Override
                        public void callEnds(Call call) {
                            String site = trace.string(call.site());
                            expected.add(
                                    new Slice("M" + call.m(), site, call.fromNs(), call.toNs()));
                        }
                    });
        }

        List<Slice> slices = PerfettoRules.hold(export(file, Packets::new)).slices();

        assertThat(counted(slices)).containsAllEntriesOf(counted(expected));
        assertThat(expected).hasSizeGreaterThan(2000);
    }

    @Test
    void asManyGsAsAreAskedForHaveATrack() throws Exception {
        List<Slice> slices = PerfettoRules.hold(export(synthetic(3, 0, 0), Packets::new)).slices();

        assertThat(slices.stream().map(Slice::track).filter(t -> t.startsWith("G")).distinct())
                .hasSize(GS);
    }

    /** Twins: each breaks one rule. */
    @Test
    void whoBreaksARuleIsFound() throws Exception {
        Path file = synthetic(1, 0, 0);
        assertBreaks(
                file,
                "only ends",
                out ->
                        new Packets(out) {
                            @Override
                            Packets flow(long id) {
                                return this;
                            }
                        });
        assertBreaks(
                file,
                "does not end",
                out ->
                        new Packets(out) {
                            @Override
                            Packets endOfFlow(long id) {
                                return this;
                            }
                        });
        assertBreaks(
                file,
                "time goes back",
                out ->
                        new Packets(out) {
                            private int n;

                            @Override
                            Packets begin(int sequence, long atNs, long track, int type) {
                                return super.begin(
                                        sequence, ++n % 100 == 0 ? atNs - 5000 : atNs, track, type);
                            }
                        });
        assertBreaks(
                file,
                "is not described",
                out ->
                        new Packets(out) {
                            @Override
                            boolean isNewTrack(long uuid) {
                                return false;
                            }
                        });
        assertBreaks(
                file,
                "an end without a beginning",
                out ->
                        new Packets(out) {
                            @Override
                            Packets begin(int sequence, long atNs, long track, int type) {
                                return super.begin(sequence, atNs, track, type == 1 ? 3 : type);
                            }
                        });
        assertBreaks(
                file,
                "not all ends",
                out ->
                        new Packets(out) {
                            private boolean isEnd;

                            @Override
                            Packets begin(int sequence, long atNs, long track, int type) {
                                isEnd = type == 2;
                                return super.begin(sequence, atNs, track, type);
                            }

                            @Override
                            void end() {
                                if (!isEnd) {
                                    super.end();
                                }
                            }
                        });
    }

    private void assertBreaks(
            Path file, String rule, Function<ByteArrayOutputStream, Packets> twin) {
        assertThatThrownBy(() -> PerfettoRules.hold(export(file, twin)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining(rule);
    }

    private static Map<Slice, Long> counted(List<Slice> slices) {
        return slices.stream()
                .filter(s -> s.track().startsWith("P") || s.track().startsWith("M"))
                .filter(s -> s.toNs() > s.fromNs())
                .filter(s -> !s.track().startsWith("P") || s.name().startsWith("G"))
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    }

    private Path synthetic(long seed, long from, int lost) {
        Path file = directory.resolve("trace-" + seed);
        SyntheticTrace.write(file, seed, 3, 10_000, from, lost);
        return file;
    }

    private static byte[] export(Path file, Function<ByteArrayOutputStream, Packets> packets)
            throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Trace trace = Trace.open(file)) {
            PerfettoTrace.write(trace, packets.apply(out), GS);
        }
        return out.toByteArray();
    }
}
