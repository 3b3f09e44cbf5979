package programs.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class TimelineTest {
    private static final Options SHORT = new Options(0.05, 0.05, 10, Path.of("."), "", true);

    private static final class Pausing implements Workload {
        private volatile boolean closed;

        @Override
        public void request(int worker) throws Exception {
            if (closed) {
                throw new IOException("closed before the workers ended");
            }
            Thread.sleep(1);
        }

        @Override
        public long served() {
            return 7;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    @Test
    void aLineHasTheRateAndTheHeartbeatAndClosesWhenAllHaveEnded() throws Exception {
        Pausing workload = new Pausing();
        assertThat(new Timeline(2, workload, SHORT).line())
                .matches("\\{\"values\":\\{(\"[a-z0-9.]*\":\\[[0-9.]+],?)+}}")
                .contains(
                        "\"\":[",
                        "\"heartbeat\":[",
                        "\"gap\":[",
                        "\"gap.first\":[",
                        "\"errors\":[0.0000]")
                // Longer than it runs.
                .doesNotContain("first2s");
        assertThat(workload.closed).isTrue();
    }

    @Test
    void aRequestThatFailsIsAnErrorAndNotDone() throws Exception {
        Workload broken =
                worker -> {
                    throw new IOException("no answer");
                };
        assertThat(new Timeline(1, broken, SHORT).line())
                .contains("\"\":[0.0000]")
                .doesNotContain("\"errors\":[0.0000]");
    }
}
