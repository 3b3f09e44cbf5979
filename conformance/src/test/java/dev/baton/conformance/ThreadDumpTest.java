package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@OnVirtualThreads
class ThreadDumpTest {
    private static final HotSpotDiagnosticMXBean DIAGNOSTIC =
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);

    @TempDir private Path dir;

    @Test
    @Says(
            of = HotSpotDiagnosticMXBean.class,
            value = "Generate a thread dump to the given file in the given format.")
    void theDumpHasTheThreadsOfAnExecutor() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        var factory = Thread.ofVirtual().name("dumped-", 0).factory();
        try (ExecutorService executor = Executors.newThreadPerTaskExecutor(factory)) {
            CountDownLatch running = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                executor.submit(() -> {
                    running.countDown();
                    return go.await(20, TimeUnit.SECONDS);
                });
            }
            running.await();
            String dump = dump(ThreadDumpFormat.TEXT_PLAIN);
            assertThat(dump).contains("\"dumped-0\" virtual").contains("\"dumped-1\" virtual");
            go.countDown();
        }
    }

    @Test
    @Says(
            of = HotSpotDiagnosticMXBean.class,
            value = "The thread dump will include output for all platform threads.")
    void theDumpHasThePlatformThreads() throws Exception {
        Task<Void> task =
                Task.startOn(Thread.ofPlatform().name("dumped-platform"), LockSupport::park)
                        .awaitWaiting();
        assertThat(dump(ThreadDumpFormat.TEXT_PLAIN)).contains("\"dumped-platform\"");
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(
            of = HotSpotDiagnosticMXBean.class,
            value = "It may include output for some or all virtual threads.")
    void theDumpHasAThreadWithItsFrames() throws Exception {
        Task<Void> task =
                Task.startOn(Thread.ofVirtual().name("dumped-virtual"), ThreadDumpTest::parkHere)
                        .awaitWaiting();
        assertThat(section(dump(ThreadDumpFormat.TEXT_PLAIN), "\"dumped-virtual\""))
                .contains("WAITING")
                .contains("ThreadDumpTest.parkHere")
                .contains("java.lang.VirtualThread.run");
        LockSupport.unpark(task.thread());
        task.result();
    }

    private static void parkHere() {
        LockSupport.park();
    }

    @Test
    @Says(
            of = HotSpotDiagnosticMXBean.class,
            value =
                    "When the format is specified as JSON, the thread dump is generated in"
                            + " JavaScript Object Notation.")
    void theJsonDumpSaysThatAThreadIsVirtual() throws Exception {
        Task<Void> task =
                Task.startOn(Thread.ofVirtual().name("dumped-virtual"), ThreadDumpTest::parkHere)
                        .awaitWaiting();
        String dump = dump(ThreadDumpFormat.JSON);
        assertThat(dump.strip()).startsWith("{").endsWith("}").contains("\"threadContainers\"");
        int name = dump.indexOf("\"name\": \"dumped-virtual\"");
        assertThat(dump.substring(dump.lastIndexOf("\"tid\"", name), name))
                .contains("\"virtual\": true");
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(
            of = HotSpotDiagnosticMXBean.class,
            value =
                    "When the format is specified as JSON, the thread dump is generated in"
                            + " JavaScript Object Notation.")
    void theJsonDumpSaysWhatAThreadIsParkedOn() throws Exception {
        Object blocker =
                new Object() {
                    @Override
                    public String toString() {
                        return "the blocker";
                    }
                };
        Task<Void> task =
                Task.startOn(
                                Thread.ofVirtual().name("dumped-blocked"),
                                () -> LockSupport.park(blocker))
                        .awaitWaiting();
        assertThat(section(dump(ThreadDumpFormat.JSON), "\"dumped-blocked\""))
                .contains("\"parkBlocker\"")
                .contains("ThreadDumpTest");
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(
            of = HotSpotDiagnosticMXBean.class,
            value =
                    "When the format is specified as JSON, the thread dump is generated in"
                            + " JavaScript Object Notation.")
    void theJsonDumpSaysWhatAThreadIsBlockedOn() throws Exception {
        Object lock = new Object();
        Task<Void> task;
        synchronized (lock) {
            task =
                    Task.startOn(
                            Thread.ofVirtual().name("dumped-blocked"),
                            () -> {
                                synchronized (lock) {
                                    Thread.onSpinWait();
                                }
                            });
            task.await(Thread.State.BLOCKED);
            assertThat(section(dump(ThreadDumpFormat.JSON), "\"dumped-blocked\""))
                    .contains("\"state\": \"BLOCKED\"")
                    .contains("\"blockedOn\": \"java.lang.Object@");
        }
        task.result();
    }

    @Test
    @Says(
            of = HotSpotDiagnosticMXBean.class,
            value =
                    "IOException if the file already exists or an I/O exception is thrown writing"
                            + " to the file")
    void anExistingFileIsNotOverwritten() throws Exception {
        Path file = Files.createFile(dir.resolve("dump"));
        assertThatThrownBy(
                        () -> DIAGNOSTIC.dumpThreads(file.toString(), ThreadDumpFormat.TEXT_PLAIN))
                .isInstanceOf(IOException.class);
    }

    @Test
    @Says(
            of = HotSpotDiagnosticMXBean.class,
            value = "IllegalArgumentException if the file path is not absolute")
    void aRelativePathIsRefused() {
        assertThatThrownBy(() -> DIAGNOSTIC.dumpThreads("dump", ThreadDumpFormat.TEXT_PLAIN))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Says(
            in = "jcmd(1)",
            value = "Dump threads, with stack traces, to a file in plain text or JSON format.")
    void jcmdDumpsTheThreads() throws Exception {
        Task<Void> task =
                Task.startOn(Thread.ofVirtual().name("dumped-by-jcmd"), LockSupport::park)
                        .awaitWaiting();
        Path file = dir.resolve("dump");
        assertThat(jcmd("Thread.dump_to_file", "-format=json", file.toString()))
                .contains("Created");
        assertThat(Files.readString(file)).contains("\"dumped-by-jcmd\"");
        LockSupport.unpark(task.thread());
        task.result();
    }

    @Test
    @Says(in = "jcmd(1)", value = "Print all threads with stacktraces.")
    void jcmdPrintsThePlatformThreads() throws Exception {
        Task<Void> task =
                Task.startOn(Thread.ofPlatform().name("printed-by-jcmd"), LockSupport::park)
                        .awaitWaiting();
        assertThat(jcmd("Thread.print")).contains("\"printed-by-jcmd\"");
        LockSupport.unpark(task.thread());
        task.result();
    }

    private static String jcmd(String... command) throws Exception {
        var all = new ArrayList<String>();
        all.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        all.add(Long.toString(ProcessHandle.current().pid()));
        all.addAll(List.of(command));
        var builder = new ProcessBuilder(all);
        builder.environment().remove("JAVA_TOOL_OPTIONS");
        return ChildJvm.end(builder.start()).out();
    }

    private String dump(ThreadDumpFormat format) throws Exception {
        Path file = dir.resolve("dump-" + System.nanoTime());
        DIAGNOSTIC.dumpThreads(file.toString(), format);
        return Files.readString(file);
    }

    /** What the dump says of one thread: from its name to the next thread. */
    private static String section(String dump, String name) {
        int start = dump.indexOf(name);
        assertThat(start).as("%s is in the dump", name).isPositive();
        int tid = dump.indexOf("\"tid\"", start);
        int hash = dump.indexOf("\n#", start);
        int end = Math.max(tid, hash);
        return end < 0 ? dump.substring(start) : dump.substring(start, end);
    }
}
