package dev.baton.trace.gotrace;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.baton.trace.EventType;
import dev.baton.trace.SyntheticTrace;
import dev.baton.trace.Trace;
import dev.baton.trace.TraceWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written is put before Go's own parser, by {@code go tool trace -d}. */
class GoTraceTest {
    @TempDir private Path directory;

    @BeforeEach
    void thereIsAGoThatReadsIt() {
        assumeTrue(GoTool.isThere(), GoTool.WHY_NOT);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void goAcceptsATraceAndCountsTheSameEvents(long seed) throws Exception {
        Path file = directory.resolve("trace");
        Map<EventType, Long> made = SyntheticTrace.write(file, seed, 1 + (int) seed % 4, 20_000);

        Map<GoEvent, Long> written = export(file);

        assertThat(GoTool.countedByGo(goFile())).isEqualTo(named(written));
        assertThat(written.get(GoEvent.GO_END)).isEqualTo(made.get(EventType.GO_END));
        assertThat(written.get(GoEvent.GO_UNBLOCK)).isEqualTo(made.get(EventType.GO_UNPARK));
        assertThat(written.get(GoEvent.GO_CREATE)).isEqualTo(made.get(EventType.GO_CREATE));
        assertThat(written.get(GoEvent.PROC_START)).isEqualTo(made.get(EventType.PROC_START));
        long computed = made.get(EventType.RETAKE) - made.get(EventType.KERNEL_WAIT);
        assertThat(written.get(GoEvent.GO_SYS_BLOCK))
                .isEqualTo(made.get(EventType.GO_SYSBLOCK) + computed);
        assertThat(written.get(GoEvent.GO_SYS_CALL))
                .isEqualTo(made.get(EventType.GO_SYSCALL) + computed);
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13, 14})
    void goAcceptsATraceThatBeginsInTheMidst(long seed) throws Exception {
        Path file = directory.resolve("trace");
        SyntheticTrace.write(file, seed, 3, 10_000, 5_000, 0);

        assertThat(GoTool.countedByGo(goFile(file))).isEqualTo(named(export(file)));
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23, 24})
    void goAcceptsATraceOfWhichEventsAreLost(long seed) throws Exception {
        Path file = directory.resolve("trace");
        SyntheticTrace.write(file, seed, 3, 10_000, 1_000, 50);

        assertThat(GoTool.countedByGo(goFile(file))).isEqualTo(named(export(file)));
    }

    @Test
    void aCallHasItsStackAndAGItsName() throws Exception {
        Path file = directory.resolve("trace");
        try (TraceWriter writer = new TraceWriter(file)) {
            writer.string(64, "reader-1").string(65, "FileInputStream.readBytes");
            writer.stack(
                    3, "java.io.FileInputStream.read(FileInputStream.java:287)", "my.Main.run");
            writer.event(10, -1, -1, 9, EventType.GO_CREATE, 0);
            writer.event(11, -1, -1, 9, EventType.GO_NAME, 64);
            writer.event(20, 0, 0, 0, EventType.PROC_START);
            writer.event(30, 0, 0, 9, EventType.GO_START);
            writer.event(40, 0, -1, 9, EventType.GO_SYSCALL, 0, 65);
            writer.event(50, -2, 0, 9, EventType.GO_SYSBLOCK);
            writer.event(50, -2, 0, 0, EventType.RETAKE, 0, 9, 65);
            writer.event(60, 0, -1, 9, EventType.GO_SYSEXIT);
            writer.event(70, 0, 0, 0, EventType.PROC_START);
            writer.event(80, 0, 0, 9, EventType.LONG_CALL, 30, 3);
            writer.event(90, 0, 0, 9, EventType.GO_END);
        }
        export(file);

        String profile = GoTool.callsAsProfile(goFile());
        assertThat(profile).contains("java.io.FileInputStream.read", "my.Main.run");
    }

    /** The twin: who returns from a call that never blocked is refused. */
    @Test
    void goRefusesATraceWithoutItsBlocks() throws Exception {
        Path file = directory.resolve("trace");
        SyntheticTrace.write(file, 1, 2, 20_000);
        try (Trace trace = Trace.open(file);
                OutputStream out = Files.newOutputStream(goFile())) {
            GoTrace.write(trace, new GoFileWithoutSysBlock(out));
        }

        assertThat(GoTool.refusalOfGo(goFile())).contains("no consistent ordering");
    }

    /** The twin: who begins twice is refused. */
    @Test
    void goRefusesATraceWithTwoStarts() throws Exception {
        Path file = directory.resolve("trace");
        SyntheticTrace.write(file, 1, 2, 20_000);
        try (Trace trace = Trace.open(file);
                OutputStream out = Files.newOutputStream(goFile())) {
            GoTrace.write(trace, new GoFileWithTwoStarts(out));
        }

        assertThat(GoTool.refusalOfGo(goFile())).contains("no consistent ordering");
    }

    private static final class GoFileWithoutSysBlock extends GoFile {
        GoFileWithoutSysBlock(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        void event(int p, long ns, GoEvent type) {
            if (type != GoEvent.GO_SYS_BLOCK) {
                super.event(p, ns, type);
            }
        }
    }

    private static final class GoFileWithTwoStarts extends GoFile {
        GoFileWithTwoStarts(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        void event(int p, long ns, GoEvent type, long a, long b) {
            super.event(p, ns, type, a, b);
            if (type == GoEvent.GO_START) {
                super.event(p, ns, type, a, b);
            }
        }
    }

    private Path goFile() {
        return directory.resolve("go.trace");
    }

    private Path goFile(Path of) throws IOException {
        export(of);
        return goFile();
    }

    private Map<GoEvent, Long> export(Path file) throws IOException {
        try (Trace trace = Trace.open(file);
                OutputStream out = Files.newOutputStream(goFile())) {
            return new EnumMap<>(GoTrace.write(trace, out));
        }
    }

    private static Map<String, Long> named(Map<GoEvent, Long> counts) {
        Map<String, Long> named = new TreeMap<>();
        counts.forEach((type, n) -> named.put(type.goName(), n));
        return named;
    }
}
