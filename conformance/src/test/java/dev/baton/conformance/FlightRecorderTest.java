package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import jdk.jfr.Event;
import jdk.jfr.Name;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedThread;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnVirtualThreads
class FlightRecorderTest {
    @TempDir private Path dir;

    @Test
    @Says(
            in = "JEP 444",
            value =
                    "jdk.VirtualThreadStart and jdk.VirtualThreadEnd indicate when a virtual thread"
                            + " starts and ends.")
    void everyStartAndEndIsRecorded() throws Exception {
        List<RecordedEvent> events =
                record(
                        List.of("jdk.VirtualThreadStart", "jdk.VirtualThreadEnd"),
                        () -> {
                            Thread[] threads = new Thread[100];
                            for (int i = 0; i < threads.length; i++) {
                                threads[i] =
                                        Thread.ofVirtual()
                                                .name("recorded-" + i)
                                                .start(Thread::yield);
                            }
                            for (Thread thread : threads) {
                                thread.join();
                            }
                        });
        assertThat(ours(events, "jdk.VirtualThreadStart")).isEqualTo(100);
        assertThat(ours(events, "jdk.VirtualThreadEnd")).isEqualTo(100);
    }

    private static long ours(List<RecordedEvent> events, String type) {
        return events.stream()
                .filter(e -> e.getEventType().getName().equals(type))
                .filter(e -> e.getThread() != null && e.getThread().getJavaName() != null)
                .filter(e -> e.getThread().getJavaName().startsWith("recorded-"))
                .count();
    }

    @Name("dev.baton.conformance.Ours")
    private static final class Ours extends Event {}

    @Test
    @Says(of = RecordedThread.class, value = "true if this is a virtual Thread, false otherwise")
    void anEventNamesItsVirtualThread() throws Exception {
        Thread[] thread = new Thread[1];
        List<RecordedEvent> events =
                record(
                        List.of(),
                        () -> {
                            thread[0] =
                                    Thread.ofVirtual()
                                            .name("recorded")
                                            .start(FlightRecorderTest::commitHere);
                            thread[0].join();
                        });
        RecordedEvent event = only(events, "dev.baton.conformance.Ours");
        assertThat(event.getThread().isVirtual()).isTrue();
        assertThat(event.getThread().getJavaName()).isEqualTo("recorded");
        assertThat(event.getThread().getJavaThreadId()).isEqualTo(thread[0].threadId());
    }

    @Test
    @Says(
            of = RecordedEvent.class,
            value =
                    "Returns the stack trace that was created when the event was committed, or null"
                            + " if the event lacks a stack trace.")
    void anEventsStackTraceIsTheThreadsOwn() throws Exception {
        List<RecordedEvent> events =
                record(
                        List.of(),
                        () -> Thread.ofVirtual().start(FlightRecorderTest::commitHere).join());
        List<String> classes =
                only(events, "dev.baton.conformance.Ours").getStackTrace().getFrames().stream()
                        .map(f -> f.getMethod().getType().getName())
                        .toList();
        assertThat(classes.getFirst()).isEqualTo(FlightRecorderTest.class.getName());
        assertThat(classes).contains("java.lang.VirtualThread");
    }

    private static void commitHere() {
        new Ours().commit();
    }

    @Test
    @Says(
            of = RecordedEvent.class,
            value = "Returns the duration of the event, measured in nanoseconds.")
    void anEventThatParksHasItsWholeDuration() throws Exception {
        List<RecordedEvent> events =
                record(
                        List.of(),
                        () ->
                                Thread.ofVirtual()
                                        .start(() -> {
                                            Ours event = new Ours();
                                            event.begin();
                                            long end = System.nanoTime() + 5_000_000;
                                            while (System.nanoTime() < end) {
                                                LockSupport.parkNanos(1_000_000);
                                            }
                                            event.commit();
                                        })
                                        .join());
        assertThat(only(events, "dev.baton.conformance.Ours").getDuration())
                .isGreaterThanOrEqualTo(Duration.ofMillis(5));
    }

    @Test
    @Says(
            of = RecordedEvent.class,
            value =
                    "Returns the thread from which the event was committed, or null if the thread"
                            + " was not recorded.")
    void aSleepIsRecordedForItsVirtualThread() throws Exception {
        List<RecordedEvent> events =
                record(
                        List.of("jdk.ThreadSleep"),
                        () ->
                                Task.startOn(
                                                Thread.ofVirtual().name("recorded-sleeper"),
                                                () -> Thread.sleep(2))
                                        .result());
        assertThat(ours(events, "jdk.ThreadSleep")).isEqualTo(1);
    }

    @Test
    @Says(
            of = RecordedEvent.class,
            value =
                    "Returns the thread from which the event was committed, or null if the thread"
                            + " was not recorded.")
    void aWaitIsRecordedForItsVirtualThread() throws Exception {
        Object lock = new Object();
        List<RecordedEvent> events =
                record(
                        List.of("jdk.JavaMonitorWait"),
                        () -> {
                            Task<Void> task =
                                    Task.startOn(
                                            Thread.ofVirtual().name("recorded-waiter"),
                                            () -> {
                                                synchronized (lock) {
                                                    lock.wait();
                                                }
                                            });
                            task.awaitWaiting();
                            synchronized (lock) {
                                lock.notify();
                            }
                            task.result();
                        });
        assertThat(ours(events, "jdk.JavaMonitorWait")).isEqualTo(1);
    }

    @Test
    @Says(
            in = "JEP 444",
            value =
                    "jdk.VirtualThreadPinned indicates that a virtual thread was parked while"
                            + " pinned")
    void aPinnedParkIsRecorded() throws Exception {
        List<RecordedEvent> events =
                record(
                        List.of("jdk.VirtualThreadPinned"),
                        () -> {
                            Task<Void> task =
                                    Task.startOn(
                                            Thread.ofVirtual().name("recorded-pinned"),
                                            () -> assertThat(ParksWhenInitialised.VALUE).isOne());
                            Task.await(task.thread(), EnumSet.of(Thread.State.TIMED_WAITING));
                            RELEASED.set(true);
                            LockSupport.unpark(task.thread());
                            task.result();
                        });
        assertThat(ours(events, "jdk.VirtualThreadPinned")).isPositive();
    }

    private static final AtomicBoolean RELEASED = new AtomicBoolean();

    private static final class ParksWhenInitialised {
        static final int VALUE = park();

        private static int park() {
            while (!RELEASED.get()) { // a park may return for no reason
                LockSupport.parkNanos(Duration.ofHours(1).toNanos());
            }
            return 1;
        }
    }

    private static RecordedEvent only(List<RecordedEvent> events, String type) {
        List<RecordedEvent> found =
                events.stream().filter(e -> e.getEventType().getName().equals(type)).toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private List<RecordedEvent> record(List<String> types, Task.Action body) throws Exception {
        Path file = dir.resolve("recording.jfr");
        try (Recording recording = new Recording()) {
            recording.enable(Ours.class).withStackTrace();
            for (String type : types) {
                recording.enable(type).withThreshold(Duration.ZERO);
            }
            recording.start();
            Task.start(body).result();
            recording.stop();
            recording.dump(file);
        }
        return RecordingFile.readAllEvents(file);
    }
}
