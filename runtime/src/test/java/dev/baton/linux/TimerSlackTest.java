package dev.baton.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TimerSlackTest {
    @Test
    void itIsWhatTheKernelSays() throws InterruptedException {
        assumeTrue(TimerSlack.refusal() == null, TimerSlack::refusal);
        List<String> slack = new ArrayList<>();
        try (Sleeper thread =
                Sleeper.start(() -> {
                    Path file = Path.of("/proc/" + Libc.gettid() + "/timerslack_ns");
                    slack.add(Files.readString(file).strip());
                    TimerSlack.beExact();
                    slack.add(Files.readString(file).strip());
                    TimerSlack.beAsBorn();
                    slack.add(Files.readString(file).strip());
                })) {
            thread.join();
        }
        assertThat(slack.get(1)).isEqualTo("1");
        assertThat(slack.get(2)).as("what it began with").isEqualTo(slack.get(0));
    }
}
