package programs.brief;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class BriefTest {
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 100})
    void itsLastLineSaysHowMuchMemoryItHad(int threads) throws Exception {
        Process process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-cp",
                                System.getProperty("java.class.path"),
                                Brief.class.getName(),
                                Integer.toString(threads))
                        .redirectError(ProcessBuilder.Redirect.INHERIT)
                        .start();
        List<String> lines;
        try (Stream<String> output = process.inputReader().lines()) {
            lines = output.toList();
        }
        assertThat(process.waitFor()).isZero();
        assertThat(lines).last().asString().matches("\\{\"values\":\\{\"rss\":\\[[0-9.]+]}}");
    }
}
