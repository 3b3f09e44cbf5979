package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.ResourceBundle;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings go to a program's own logging, where it has brought some. */
class ProgramLogTest {
    private static final String WARNING = "all of maxThreads=2 threads are taken";

    private static final String FIFO = "fifo";
    private static final int READERS = 6;

    @TempDir private Path dir;

    /** Not by the program: to start a process the JDK looks for a logger. */
    @BeforeEach
    void makeFifos() throws Exception {
        Fifos.make(dir, FIFO, READERS);
    }

    /**
     * Takes all threads that there may be, until a warning of that is on its way; then lets them
     * go.
     */
    static final class TakesAllThreads {
        public static void main(String[] args) throws Exception {
            List<RandomAccessFile> writers = new ArrayList<>();
            List<Thread> readers = new ArrayList<>();
            for (int i = 0; i < READERS; i++) {
                Path fifo = Path.of(args[0], FIFO + i);
                writers.add(new RandomAccessFile(fifo.toString(), "rw"));
                readers.add(Thread.ofVirtual().start(() -> read(fifo)));
            }
            boolean hasLogger = args.length == 1;
            while (hasLogger
                    ? !isLoggerStuck()
                    : !Files.readString(Path.of(args[1])).contains(WARNING)) {
                Thread.sleep(1);
            }
            for (RandomAccessFile writer : writers) {
                writer.write(1);
            }
            for (Thread reader : readers) {
                reader.join();
            }
            if (hasLogger) {
                Finder.FIRST.get();
            }
            System.out.println("ended");
        }

        private static void read(Path fifo) {
            try (InputStream in = new FileInputStream(fifo.toFile())) {
                in.read();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }

        /** It waits for a virtual thread, which has no thread to run on. */
        private static boolean isLoggerStuck() {
            return Thread.getAllStackTraces().keySet().stream()
                    .anyMatch(thread ->
                            thread.getName().equals("baton-log")
                                    && thread.getState() == Thread.State.WAITING);
        }
    }

    /** Prints what is logged, and keeps it. */
    public static final class Finder extends System.LoggerFinder {
        private static final CompletableFuture<String> FIRST = new CompletableFuture<>();

        @Override
        public System.Logger getLogger(String name, Module module) {
            return new Log(name, module);
        }
    }

    private record Log(String name, Module module) implements System.Logger {
        @Override
        public String getName() {
            return name;
        }

        @Override
        public boolean isLoggable(Level level) {
            return true;
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String text, Throwable thrown) {
            log(level, text);
        }

        /** Has a virtual thread write it, as loggers of today may, and waits for that. */
        @Override
        public void log(Level level, String text) {
            if (!name.equals("dev.baton")) {
                return; // the JDK's own
            }
            try {
                Thread.ofVirtual()
                        .start(() ->
                                System.out.println(
                                        "LOG %s %s %s by %s: %s"
                                                .formatted(
                                                        level,
                                                        name,
                                                        module.getName(),
                                                        Thread.currentThread().isVirtual(),
                                                        text)))
                        .join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            Finder.FIRST.complete(text);
        }

        @Override
        public void log(Level level, ResourceBundle bundle, String format, Object... params) {
            log(level, format);
        }
    }

    private JavaRun run(String classPath, String... args) throws Exception {
        List<String> command =
                new ArrayList<>(
                        JavaRun.command(
                                List.of(
                                        "-Xlog:class+load:file=" + dir.resolve("loaded") + ":none",
                                        JavaRun.agent("procs=1,max-threads=2,netpoll=false")),
                                TakesAllThreads.class,
                                args));
        command.set(command.indexOf("-cp") + 1, classPath);
        JavaRun.Started started = JavaRun.start(command, Map.of());
        return started.end();
    }

    private List<String> loaded() throws Exception {
        return Files.readAllLines(dir.resolve("loaded")).stream()
                .map(line -> line.replaceFirst(" .*", ""))
                .toList();
    }

    @Test
    void aProgramWithALoggerOfItsOwnHasThemThere() throws Exception {
        Path services = Files.createDirectories(dir.resolve("own/META-INF/services"));
        Files.writeString(
                services.resolve("java.lang.System$LoggerFinder"), Finder.class.getName());

        JavaRun run = run(JavaRun.CLASS_PATH + ":" + dir.resolve("own"), dir.toString());

        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.out().lines())
                .anyMatch(line ->
                        line.startsWith("LOG WARNING dev.baton dev.baton by true: " + WARNING));
        assertThat(run.out()).endsWith("ended\n");
        assertThat(run.err()).isEmpty();
    }

    /** The program waits for it by reading where its standard error goes. */
    @Test
    void oneWithoutHasThemOnStandardErrorAndNoOtherLoggingBegins() throws Exception {
        Path err = dir.resolve("err");
        List<String> command =
                JavaRun.command(
                        List.of(
                                "-Xlog:class+load:file=" + dir.resolve("loaded") + ":none",
                                JavaRun.agent("procs=1,max-threads=2,netpoll=false")),
                        TakesAllThreads.class,
                        dir.toString(),
                        err.toString());
        Process process = new ProcessBuilder(command).redirectError(err.toFile()).start();
        process.getOutputStream().close();
        String out = new String(process.getInputStream().readAllBytes(), UTF_8);

        assertThat(process.waitFor()).isZero();
        assertThat(out).isEqualTo("ended\n");
        assertThat(Files.readAllLines(err)).first().asString().startsWith("baton: " + WARNING);
        assertThat(Files.readAllLines(err)).allMatch(line -> line.startsWith("baton: "));
        assertThat(loaded())
                .contains("dev.baton.sched.logging.ProgramLog")
                .noneMatch(name -> name.startsWith("java.util.logging."))
                .noneMatch(name -> name.startsWith("sun.util.logging.internal."));
    }

    /** Who warns of nothing looks for no logger. */
    static final class StartsAVirtualThread {
        public static void main(String[] args) throws Exception {
            Thread.ofVirtual().start(() -> System.out.println("hello")).join();
        }
    }

    @Test
    void withoutAWarningNothingIsLookedFor() throws Exception {
        List<String> command =
                JavaRun.command(
                        List.of(
                                "-Xlog:class+load:file=" + dir.resolve("loaded") + ":none",
                                JavaRun.agent("strict")),
                        StartsAVirtualThread.class);

        assertThat(JavaRun.start(command, Map.of()).end().out()).isEqualTo("hello\n");
        assertThat(loaded())
                .contains("dev.baton.sched.Warnings")
                .noneMatch(name -> name.contains("LoggerFinder"))
                .doesNotContain("dev.baton.sched.logging.ProgramLog");
    }
}
