package programs.rates;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RatesTest {
    // What is measured may still write a file when its test has ended.
    @TempDir(cleanup = CleanupMode.NEVER)
    private Path dir;

    static Stream<String> names() {
        return Rates.cases().keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("names")
    @Timeout(60)
    void isDoneOverAndOver(String name) throws Exception {
        try (Crew crew = new Crew(dir)) {
            Rates.cases().get(name).start(crew);
            while (crew.done() < 2) {
                crew.check();
                LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
            }
            crew.check();
        }
    }

    @Test
    @Timeout(60)
    void whatFailsIsNoRate() throws Exception {
        try (Crew crew = new Crew(dir)) {
            crew.virtual(() -> {
                throw new IllegalStateException("broken");
            });
            Exception failure = null;
            while (failure == null) {
                try {
                    crew.check();
                } catch (IllegalStateException e) {
                    failure = e;
                }
            }
            assertThat(failure).hasMessage("broken");
        }
    }

    @Test
    void printsOneNumber() throws Exception {
        assertThat(Rates.run("park", "--seconds=0.02", "--warmup=0.02", "--dir=" + dir))
                .matches("\\{\"values\":\\{\"\":\\[[0-9.E]+]}}");
    }

    @Test
    void whatMakesNoSenseIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rates.run("no-such"))
                .withMessageContaining("synchronous-queue, ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rates.run("park", "--seconds=0"))
                .withMessage("--seconds=0: must be a number above 0, to 3600");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Rates.run("park", "--fast"))
                .withMessage("--fast: no such option");
    }
}
