package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's own events of virtual threads. */
class FlightRecorderTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    @Test
    void startsEndsAndPinnedParksAreRecorded(@TempDir Path dir) throws Exception {
        Baton baton = watchdog.baton(2);
        Path file = dir.resolve("recording.jfr");
        Set<Long> started = new TreeSet<>();
        long pinned;
        try (Recording recording = new Recording()) {
            recording.enable("jdk.VirtualThreadStart").withoutStackTrace();
            recording.enable("jdk.VirtualThreadEnd").withoutStackTrace();
            recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO);
            recording.start();
            List<Thread> threads = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                threads.add(baton.startVirtualThread(Thread::yield));
            }
            Thread pins =
                    baton.startVirtualThread(() ->
                            Posix.qsort(
                                    new int[] {2, 1},
                                    (a, b) -> {
                                        LockSupport.parkNanos(1_000);
                                        return Integer.compare(a, b);
                                    }));
            threads.add(pins);
            pinned = pins.threadId();
            for (Thread thread : threads) {
                thread.join();
                started.add(thread.threadId());
            }
            Await.until(() -> baton.stats().gLive() == 0); // the end's event comes before that
            recording.stop();
            recording.dump(file);
        }

        Set<Long> startEvents = new TreeSet<>();
        Set<Long> endEvents = new TreeSet<>();
        Set<Long> pinnedEvents = new TreeSet<>();
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            switch (event.getEventType().getName()) {
                case "jdk.VirtualThreadStart" -> startEvents.add(event.getLong("javaThreadId"));
                case "jdk.VirtualThreadEnd" -> endEvents.add(event.getLong("javaThreadId"));
                case "jdk.VirtualThreadPinned" ->
                        pinnedEvents.add(event.getThread().getJavaThreadId());
                default -> {}
            }
        }
        assertThat(startEvents).containsAll(started);
        assertThat(endEvents).containsAll(started);
        assertThat(pinnedEvents).contains(pinned);
    }

    /** As of the JDK's carriers, whose parks are all that some recordings have. */
    @Test
    void parksOfPinnedThreadsAndOfIdleCarriersAreRecorded(@TempDir Path dir) throws Exception {
        Baton baton = watchdog.baton(1);
        Path file = dir.resolve("recording.jfr");
        Thread pinned;
        try (Recording recording = new Recording()) {
            recording.enable("jdk.ThreadPark").withThreshold(Duration.ZERO);
            recording.start();
            pinned =
                    baton.startVirtualThread(() ->
                            Posix.qsort(
                                    new int[] {2, 1},
                                    (a, b) -> {
                                        LockSupport.parkNanos(
                                                10_000_000); // pinned for a part of it
                                        return Integer.compare(a, b);
                                    }));
            pinned.join();
            // Its thread goes idle, and has slept when it is woken again; or it met the next one on
            // its way there, and does so after that.
            do {
                Await.until(() -> baton.schedtrace(0).contains("idleprocs=1"));
                baton.startVirtualThread(() -> {}).join();
                recording.dump(file);
            } while (eventsOf(file)
                    .map(e -> e.getThread().getJavaName())
                    .noneMatch(name -> name.matches("baton-.*-M\\d+")));
        }
        assertThat(eventsOf(file).map(e -> e.getThread().getJavaThreadId()))
                .contains(pinned.threadId());
    }

    private static Stream<RecordedEvent> eventsOf(Path file) throws IOException {
        return RecordingFile.readAllEvents(file).stream();
    }
}
