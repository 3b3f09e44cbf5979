package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Baton's events in the flight recorder, of a program that records itself. */
class JfrEventsTest {
    @TempDir private Path dir;

    /** Threads open a FIFO, again and again, until all kinds of events are there. */
    static final class Records {
        private static final int OPENERS = 4;
        private static final int KINDS = 4;
        private static final int MOST_ROUNDS = 200;

        /** Prints one of each kind. */
        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[1]);
            Map<String, RecordedEvent> seen = new TreeMap<>();
            try (Recording recording = new Recording()) {
                recording.enable("baton.BlockedCall").with("atLeast", "1 ns");
                recording.enable("baton.HandOff");
                recording.enable("baton.ThreadLimit");
                recording.enable("baton.Scheduler").withPeriod(Duration.ofMillis(100));
                recording.start();
                for (int i = 0; i < MOST_ROUNDS && seen.size() < KINDS; i++) {
                    open(args[0]);
                    if (areKnown()) {
                        recording.dump(file);
                        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                            seen.put(event.getEventType().getName(), event);
                        }
                    }
                }
            }
            seen.forEach((name, event) -> System.out.println(name + " " + line(event)));
            System.exit(0);
        }

        private static boolean areKnown() {
            return FlightRecorder.getFlightRecorder().getEventTypes().stream()
                    .anyMatch(type -> type.getName().equals("baton.Scheduler"));
        }

        /** All block until this thread opens it, too. */
        private static void open(String fifo) throws Exception {
            List<Thread> openers = new ArrayList<>();
            for (int i = 0; i < OPENERS; i++) {
                openers.add(Thread.ofVirtual().name("opens").start(() -> openToRead(fifo)));
            }
            Thread.ofVirtual().start(() -> sleep(20)).join(); // they block meanwhile, or will
            try (FileOutputStream opened = new FileOutputStream(fifo)) {
                assert opened.getFD().valid();
                for (Thread opener : openers) {
                    opener.join();
                }
            }
        }

        private static void openToRead(String fifo) {
            try {
                new FileInputStream(fifo).close();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        private static void sleep(int ms) {
            try {
                Thread.sleep(ms);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static String line(RecordedEvent event) {
            if (!event.hasField("call")) {
                return event.getInt("maxProcs") + " Ps, " + (event.getInt("threads") > 0);
            }
            String site = event.hasField("site") ? event.getString("site") : "";
            String ns = event.hasField("waited") ? "waited" : "inCall";
            return event.getThread().getJavaName()
                    + ", "
                    + event.getString("call")
                    + ", "
                    + (event.getDuration(ns).toNanos() > 0)
                    + ", "
                    + site;
        }
    }

    @Test
    void eachKindIsThere() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();

        JavaRun run =
                JavaRun.onBaton(
                        "procs=1,max-threads=3",
                        Records.class,
                        fifo.toString(),
                        dir.resolve("recorded.jfr").toString());

        String call = " opens, java.io.FileInputStream.open, true, ";
        List<String> lines = run.out().lines().toList();
        assertThat(lines).as(run.err()).hasSize(Records.KINDS);
        assertThat(lines.get(0))
                .startsWith("baton.BlockedCall" + call)
                .contains("JfrEventsTest$Records.openToRead(JfrEventsTest.java:");
        assertThat(lines.get(1)).isEqualTo("baton.HandOff" + call);
        assertThat(lines.get(2)).isEqualTo("baton.Scheduler 1 Ps, true");
        assertThat(lines.get(3)).isEqualTo("baton.ThreadLimit" + call);
    }

    /** Runs a virtual thread for some seconds, so that the watcher is awake. */
    static final class RunsForAWhile {
        public static void main(String[] args) throws Exception {
            Thread.ofVirtual()
                    .start(() -> {
                        for (int i = 0; i < 200; i++) {
                            Records.sleep(10);
                        }
                    })
                    .join();
        }
    }

    private List<String> recorderClasses(String... flags) throws Exception {
        Path log = dir.resolve("classes.log");
        List<String> all = new ArrayList<>(List.of(flags));
        all.add("-Xlog:class+load:file=" + log + ":none");
        all.add(JavaRun.agent(""));
        assertThat(JavaRun.java(all, RunsForAWhile.class).exitCode()).isZero();
        return Files.readAllLines(log).stream()
                .map(line -> line.replaceFirst(" .*", ""))
                .filter(name -> name.startsWith("jdk.jfr.") || name.contains(".agent.jfr."))
                .toList();
    }

    @Test
    void withoutARecordingNothingOfTheRecorderIsLoaded() throws Exception {
        assertThat(recorderClasses()).isEmpty();
    }

    /** The twin: else the test above would say nothing. */
    @Test
    void withOneOursAreLoaded() throws Exception {
        assertThat(recorderClasses("-XX:StartFlightRecording", "-Xlog:jfr+startup=off"))
                .contains("dev.baton.agent.jfr.JfrEvents", "dev.baton.agent.jfr.SchedulerEvent");
    }
}
