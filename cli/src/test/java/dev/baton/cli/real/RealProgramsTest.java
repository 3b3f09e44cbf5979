package dev.baton.cli.real;

import static org.assertj.core.api.Assertions.assertThat;

import dev.baton.cli.bench.SourceTree;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The programs with small libraries, each for a second; {@code ./baton real} runs all of them. */
class RealProgramsTest {
    private static final RealLength SHORT = new RealLength(1, 0.5);

    private final SourceTree tree = SourceTree.find().orElseThrow();

    static Stream<Arguments> programs() {
        return Stream.of(
                        RealProgram.SQLITE,
                        RealProgram.ZSTD,
                        RealProgram.H2,
                        RealProgram.LOGBACK,
                        RealProgram.JETTY)
                .flatMap(program -> Stream.of(1, 2).map(procs -> Arguments.of(program, procs)));
    }

    @ParameterizedTest(name = "{0} on {1}")
    @MethodSource("programs")
    void onBatonTheHeartBeatsAndTheWorkGetsDone(RealProgram program, int procs) throws Exception {
        Outcome outcome = new Launch(tree, SHORT).run(program, procs, Side.BATON, "");

        assertThat(outcome.failure()).isNull();
        Measured measured = outcome.measured().orElseThrow();
        assertThat(measured.firstError()).isNull();
        assertThat(measured.ended()).isTrue();
        assertThat(measured.beatsPerS()).isPositive();
    }

    /** Whatever becomes of it there, starved or not: it is an ordinary program. */
    @ParameterizedTest
    @MethodSource("light")
    void onPlainJavaItRunsToo(RealProgram program) throws Exception {
        Outcome outcome = new Launch(tree, SHORT).run(program, 2, Side.PLAIN, "");

        assertThat(outcome.failure()).isNull();
        assertThat(outcome.measured()).isPresent();
    }

    static List<RealProgram> light() {
        return programs().map(arguments -> (RealProgram) arguments.get()[0]).distinct().toList();
    }
}
