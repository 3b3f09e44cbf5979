package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's flight recorder tells of a virtual thread that Baton does not take. */
class SubmitFailedEventTest {
    @TempDir private Path dir;

    @Test
    void aThreadThatIsNotTakenIsAnEventOfTheJdks() throws Exception {
        Thread late;
        try (Baton baton = Baton.builder().name("gone").build()) {
            late = baton.threadFactory().newThread(() -> {});
        }
        Path file = dir.resolve("recorded.jfr");
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadSubmitFailed");
            recording.start();
            assertThatThrownBy(late::start).isInstanceOf(RejectedExecutionException.class);
            recording.stop();
            recording.dump(file);
        }
        assertThat(RecordingFile.readAllEvents(file))
                .singleElement()
                .satisfies(event -> isOf(event, late));
    }

    private static void isOf(RecordedEvent event, Thread thread) {
        assertThat(event.getEventType().getName()).isEqualTo("jdk.VirtualThreadSubmitFailed");
        assertThat(event.getLong("javaThreadId")).isEqualTo(thread.threadId());
        assertThat(event.getString("exceptionMessage")).contains("Baton \"gone\" is closed");
    }
}
