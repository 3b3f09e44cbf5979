package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import jdk.management.VirtualThreadSchedulerMXBean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The JDK's own instruments tell of Baton, in processes that know nothing of it. */
class InstrumentsTest {
    @TempDir private Path dir;

    private String fifo() throws Exception {
        Path fifo = dir.resolve("fifo");
        assertThat(new ProcessBuilder("mkfifo", fifo.toString()).start().waitFor()).isZero();
        return fifo.toString();
    }

    private static VirtualThreadSchedulerMXBean bean() {
        return ManagementFactory.getPlatformMXBean(VirtualThreadSchedulerMXBean.class);
    }

    /** Says what it is when it is, or after a while. */
    private static boolean await(BooleanSupplier what) {
        long endNs = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!what.getAsBoolean()) {
            if (System.nanoTime() > endNs) {
                return false;
            }
            Thread.yield();
        }
        return true;
    }

    private static void open(String fifo) {
        try (FileInputStream in = new FileInputStream(fifo)) {
            throw new AssertionError("somebody wrote: " + in.read());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    /** Asks the bean before the first virtual thread, while some block, and while some compute. */
    static final class AsksTheBean {
        private static final int BLOCKED = 3;
        private static final int COMPUTING = 100;

        public static void main(String[] args) {
            System.out.println("before " + bean());
            bean().setParallelism(3);
            for (int i = 0; i < BLOCKED; i++) {
                Thread.startVirtualThread(() -> open(args[0]));
            }
            boolean areMounted = await(() -> bean().getMountedVirtualThreadCount() >= BLOCKED);
            System.out.println("mounted " + areMounted);
            System.out.println("threads " + (bean().getPoolSize() >= BLOCKED));
            System.out.println("parallelism " + bean().getParallelism());
            for (int i = 0; i < COMPUTING; i++) {
                Thread.startVirtualThread(AsksTheBean::compute);
            }
            System.out.println("queued " + await(() -> bean().getQueuedVirtualThreadCount() > 0));
            System.exit(0);
        }

        private static void compute() {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void theBeanTellsOfBaton() throws Exception {
        JavaRun run = JavaRun.onBaton("procs=2,stats", AsksTheBean.class, fifo());

        assertThat(run.out().lines())
                .containsExactly(
                        "before [parallelism=2, size=0, mounted=0, queued=0]",
                        "mounted true",
                        "threads true",
                        "parallelism 3",
                        "queued true");
        assertThat(run.err()).contains("\"maxProcs\":3,");
    }

    /** Asks the bean when a virtual thread has run. */
    static final class AsksOnce {
        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(() -> {}).join();
            System.out.println(bean().getPoolSize());
        }
    }

    /** The twin: in a JDK where the seam has another name it tells of an idle scheduler. */
    @Test
    void withoutTheSeamItTellsOfTheJdksWhichIsIdle() throws Exception {
        OtherJdkTest.rename(dir, "defaultScheduler", "java.lang.System$1");
        Path virtualThread = dir.resolve("java", "lang", "VirtualThread.class");
        Files.write(virtualThread, withAnotherName("java.lang.VirtualThread", "defaultScheduler"));

        JavaRun run =
                JavaRun.java(
                        List.of("--patch-module", "java.base=" + dir, JavaRun.agent("strict")),
                        AsksOnce.class);

        assertThat(run.out()).isEqualTo("0\n");
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("baton: java.lang.System$1 of JDK ")
                .endsWith(
                        "no call of java/lang/VirtualThread.defaultScheduler; the JDK's"
                                + " instruments show its own scheduler");
        assertThat(JavaRun.onBaton("", AsksOnce.class).out()).isNotEqualTo("0\n");
    }

    /** A class of the JDK in which what a static method returns can be had by another, too. */
    private static byte[] withAnotherName(String className, String method) throws IOException {
        ClassFile context = ClassFile.of();
        ClassModel model = context.parse(JavaBase.classFile(className));
        MethodTypeDesc type = MethodTypeDesc.ofDescriptor("()Ljava/util/concurrent/Executor;");
        ClassDesc owner = ClassDesc.of(className);
        return context.transformClass(
                model,
                ClassTransform.endHandler(builder ->
                        builder.withMethodBody(
                                OtherJdkTest.RENAMED,
                                type,
                                ClassFile.ACC_STATIC,
                                code -> code.invokestatic(owner, method, type).areturn())));
    }

    /** One virtual thread is in a call, one waits for the network, until something is read here. */
    static final class StaysInACall {
        public static void main(String[] args) throws Exception {
            ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
            Thread accepts = Thread.startVirtualThread(() -> accept(server));
            await(() -> accepts.getState() == Thread.State.WAITING);
            Thread.ofVirtual().name("in the call").start(() -> open(args[0]));
            await(() -> bean().getMountedVirtualThreadCount() == 1);
            System.out.println("ready");
            System.in.read();
            System.exit(0);
        }

        private static void accept(ServerSocket server) {
            try {
                throw new AssertionError("somebody came: " + server.accept());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String jcmd(long pid, String... command) throws Exception {
        List<String> line = new ArrayList<>();
        line.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
        line.add(Long.toString(pid));
        line.addAll(List.of(command));
        Process jcmd = new ProcessBuilder(line).redirectErrorStream(true).start();
        String out = new String(jcmd.getInputStream().readAllBytes(), UTF_8);
        assertThat(jcmd.waitFor()).as(out).isZero();
        return out;
    }

    @Test
    void jcmdTellsOfBaton() throws Exception {
        JavaRun.Started started =
                JavaRun.start(
                        JavaRun.command(
                                List.of(JavaRun.agent("procs=2")), StaysInACall.class, fifo()),
                        Map.of());
        try (BufferedReader out = started.process().inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            long pid = started.process().pid();

            assertThat(jcmd(pid, "Thread.vthread_scheduler"))
                    .containsPattern("Baton\\[parallelism = 2, size = [1-9]\\d*, active = 1, ");
            assertThat(jcmd(pid, "Thread.vthread_pollers"))
                    .contains("[0] not used: Baton's netpoll [registered = 1]\n")
                    .doesNotContain("owner");
            String carrier = "\"baton-main-M\\d+\" .*\\n +Carrying virtual thread #\\d+\\n";
            assertThat(jcmd(pid, "Thread.print")).containsPattern(carrier);
            Path dump = dir.resolve("threads.json");
            jcmd(pid, "Thread.dump_to_file", "-format=json", dump.toString());
            assertThat(Files.readString(dump))
                    .containsPattern("\"name\": \"in the call\",[^{}]*\"carrier\": \"\\d+\"");
        } finally {
            started.process().destroyForcibly().waitFor();
            Files.delete(started.errors());
        }
    }

    /** Parks where it can't leave its carrier: in the initializer of a class. */
    static final class Pins {
        static final class Parks {
            static {
                LockSupport.parkNanos(Duration.ofMillis(30).toNanos());
            }

            private Parks() {}
        }

        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            try (Recording recording = new Recording()) {
                recording.enable("jdk.VirtualThreadPinned").withoutThreshold().withStackTrace();
                recording.start();
                Thread.ofVirtual().name("pinned").start(Parks::new).join();
                recording.stop();
                recording.dump(file);
            }
            for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
                System.out.println(
                        "%s of %s on %s"
                                .formatted(
                                        event.getEventType().getName(),
                                        event.getThread().getJavaName(),
                                        event.getThread("carrierThread").getJavaName()));
            }
        }
    }

    @Test
    void aPinnedParkIsAnEventWithBatonsCarrier() throws Exception {
        JavaRun run = JavaRun.onBaton("", Pins.class, dir.resolve("pinned.jfr").toString());

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).matches("jdk.VirtualThreadPinned of pinned on baton-main-M\\d+\n");
    }
}
