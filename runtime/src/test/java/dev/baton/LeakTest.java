package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.Leaks.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * A process that does the same again and again holds no more than before. Each kind of thing that
 * can be kept has a twin that keeps it, so that the check is seen to notice.
 */
class LeakTest {
    private static final int FEW = 200_000;
    private static final int MANY = 1_000_000;

    private static final Set<Kind> TWINS = EnumSet.range(Kind.KEEPS_HEAP, Kind.KEEPS_MAPPINGS);

    /** A G that nobody holds is the JDK's to keep, unless it is told not to. */
    private static final Set<Kind> UNTRACKED = EnumSet.of(Kind.STARTS, Kind.ABANDONED, Kind.DUMPS);

    private static final Set<Kind> TRACKED =
            EnumSet.complementOf(EnumSet.range(Kind.KEEPS_HEAP, Kind.KEEPS_MAPPINGS));

    static {
        TRACKED.remove(Kind.ABANDONED);
    }

    @RegisterExtension private final Watchdog watchdog = new Watchdog(Duration.ofMinutes(10));

    @Test
    void nothingIsKept() throws Exception {
        assertFlat(run(FEW, TRACKED), TRACKED);
    }

    @Test
    void nothingIsKeptThatTheJdkDoesNotKeep() throws Exception {
        assertFlat(run(FEW, UNTRACKED, "-Djdk.trackAllThreads=false"), UNTRACKED);
    }

    @Test
    void whatKeepsSomethingIsCaught() throws Exception {
        String output = run(FEW, TWINS);

        assertThat(output.lines())
                .satisfiesExactlyInAnyOrder(
                        line -> assertThat(line).startsWith("KEEPS_HEAP grew: heap"),
                        line -> assertThat(line).startsWith("KEEPS_OFF_HEAP grew: off-heap"),
                        line -> assertThat(line).startsWith("KEEPS_DESCRIPTORS grew: descriptors"),
                        line -> assertThat(line).startsWith("KEEPS_THREADS grew: threads"),
                        line -> assertThat(line).startsWith("KEEPS_MAPPINGS grew: mappings"));
    }

    @Test
    @Tag("stress")
    void nothingIsKeptInAMillionRounds() throws Exception {
        assertFlat(run(MANY, TRACKED), TRACKED);
    }

    @Test
    @Tag("stress")
    void nothingIsKeptInAMillionRoundsThatTheJdkDoesNotKeep() throws Exception {
        assertFlat(run(MANY, UNTRACKED, "-Djdk.trackAllThreads=false"), UNTRACKED);
    }

    private static void assertFlat(String output, Set<Kind> kinds) {
        assertThat(output.lines())
                .containsExactlyInAnyOrderElementsOf(
                        kinds.stream().map(kind -> kind + " is flat").toList());
    }

    private static String run(int rounds, Set<Kind> kinds, String... more) throws Exception {
        List<String> flags = new ArrayList<>(JavaProcess.BATON_FLAGS);
        flags.addAll(List.of("-Xmx256m", "-XX:+UseSerialGC", "-XX:NativeMemoryTracking=summary"));
        flags.addAll(List.of(more));
        List<String> args = new ArrayList<>();
        args.add(Integer.toString(rounds));
        kinds.forEach(kind -> args.add(kind.name()));
        JavaProcess process = JavaProcess.run(flags, Leaks.class, args.toArray(String[]::new));
        assertThat(process.exitCode()).as(process.output()).isZero();
        return process.output();
    }
}
