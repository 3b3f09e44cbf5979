package dev.baton.trace.html;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.trace.SyntheticTrace;
import dev.baton.trace.Trace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lines of the page; where there is too much for it, short neighbours are one slice. */
class TracksTest {
    private static final int NONE = Lane.NONE;

    @TempDir private Path directory;

    private Tracks tracks(int events) throws IOException {
        Path file = directory.resolve("trace" + events);
        SyntheticTrace.write(file, 1, 4, events);
        try (Trace trace = Trace.open(file)) {
            return Tracks.of(trace);
        }
    }

    private static long slices(List<Tracks.Track> tracks) {
        return tracks.stream().mapToLong(t -> t.gs().size() + t.calls().size()).sum();
    }

    private static long busyNs(List<Tracks.Track> tracks) {
        long sum = 0;
        for (Tracks.Track track : tracks) {
            for (SliceKind kind : SliceKind.values()) {
                sum += track.gs().busyNs(kind) + track.calls().busyNs(kind);
            }
        }
        return sum;
    }

    @Test
    void whatThereIsRoomForStaysAsItIs() throws IOException {
        Tracks tracks = tracks(20_000);

        List<Tracks.Track> all = tracks.tracks(Integer.MAX_VALUE);

        assertThat(tracks.tracks((int) slices(all))).isEqualTo(all);
    }

    /** The page stops at 1,500,000; what it does then is the same with less. */
    @Test
    void moreThanThereIsRoomForIsPutTogetherAndNoTimeIsLost() throws IOException {
        Tracks tracks = tracks(20_000);
        List<Tracks.Track> all = tracks.tracks(Integer.MAX_VALUE);

        for (int most = (int) slices(all) - 1; most > 1_000; most /= 2) {
            List<Tracks.Track> merged = tracks.tracks(most);

            assertThat(slices(merged)).isLessThanOrEqualTo(most).isPositive();
            assertThat(merged).hasSameSizeAs(all);
            assertThat(busyNs(merged)).isEqualTo(busyNs(all));
        }
    }

    /** As many lines with something on them as there are can't be made fewer. */
    @Test
    void withNoRoomAtAllItEndsAllTheSame() throws IOException {
        Tracks tracks = tracks(2_000);

        assertThat(slices(tracks.tracks(0))).isPositive();
    }

    @Test
    void neighboursThatAreShortAndNearAreOneAndTheLongestGivesTheName() {
        Lane lane = new Lane();
        lane.add(SliceKind.RUN, 1, NONE, NONE, 0, 10);
        lane.add(SliceKind.RUN, 2, NONE, NONE, 12, 32);
        lane.add(SliceKind.RUN, 3, NONE, NONE, 35, 40);

        Lane merged = lane.withoutShorterThan(100);

        assertThat(merged.size()).isEqualTo(1);
        assertThat(merged.busyNs(SliceKind.RUN)).isEqualTo(10 + 20 + 5);
    }

    @Test
    void aLongOneStaysByItselfBetweenShortOnes() {
        Lane lane = new Lane();
        lane.add(SliceKind.RUN, 1, NONE, NONE, 0, 10);
        lane.add(SliceKind.CALL, 2, NONE, NONE, 12, 1000);
        lane.add(SliceKind.RUN, 3, NONE, NONE, 1001, 1010);

        Lane merged = lane.withoutShorterThan(100);

        assertThat(merged.size()).isEqualTo(3);
        assertThat(merged.busyNs(SliceKind.CALL)).isEqualTo(988);
    }

    @Test
    void shortOnesThatAreFarApartStayApart() {
        Lane lane = new Lane();
        lane.add(SliceKind.RUN, 1, NONE, NONE, 0, 10);
        lane.add(SliceKind.RUN, 2, NONE, NONE, 500, 510);

        assertThat(lane.withoutShorterThan(100).size()).isEqualTo(2);
    }
}
