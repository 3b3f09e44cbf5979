package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.HotSpotDiagnosticMXBean.ThreadDumpFormat;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who waits for the network in programs that know nothing of Baton. */
class NetworkTest {
    private static final Pattern POLLERS =
            Pattern.compile("\"(MasterPoller|SubPoller-\\d+|Read-Poller|Write-Poller)\"");

    @TempDir private Path dir;

    /** Two ends of a connection. */
    private record Connection(Socket near, Socket far) {
        static Connection open(ServerSocket server) throws IOException {
            return new Connection(
                    new Socket(server.getInetAddress(), server.getLocalPort()), server.accept());
        }
    }

    private static ServerSocket listen() throws IOException {
        return new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
    }

    /** The thread is seen to wait. */
    private static void awaitWaiting(Thread thread) {
        while (thread.getState() != Thread.State.WAITING) {
            Thread.yield();
        }
    }

    /**
     * Virtual threads wait for sockets, all at once. Prints which of them are the JDK's pollers,
     * and how many bytes came at last; the number of Baton's threads goes to standard error.
     */
    static final class Waits {
        public static void main(String[] args) throws Exception {
            int n = Integer.parseInt(args[0]);
            Path dump = Path.of(args[1]);
            AtomicInteger came = new AtomicInteger();
            List<Connection> connections = new ArrayList<>();
            List<Thread> readers = new ArrayList<>();
            try (ServerSocket server = listen()) {
                for (int i = 0; i < n; i++) {
                    Connection connection = Connection.open(server);
                    connections.add(connection);
                    readers.add(
                            Thread.startVirtualThread(() -> {
                                try {
                                    came.addAndGet(connection.near.getInputStream().read());
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            }));
                }
            }
            readers.forEach(NetworkTest::awaitWaiting);
            ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
                    .dumpThreads(dump.toString(), ThreadDumpFormat.TEXT_PLAIN);
            Matcher pollers = POLLERS.matcher(Files.readString(dump));
            System.out.println(pollers.results().map(found -> found.group(1)).sorted().toList());
            try (var threads = Files.list(Path.of("/proc/self/task"))) {
                System.err.print(threads.filter(NetworkTest::isOfBaton).count());
            }
            for (Connection connection : connections) {
                connection.far.getOutputStream().write(1);
            }
            for (Thread reader : readers) {
                reader.join();
            }
            System.out.println(came);
        }
    }

    /** By the name of a thread of the OS: what the JVM has of its own differs with the machine. */
    private static boolean isOfBaton(Path task) {
        try {
            return Files.readString(task.resolve("comm")).startsWith("baton-");
        } catch (IOException e) {
            return false; // it has ended
        }
    }

    private JavaRun waits(String options, int connections) throws Exception {
        return JavaRun.java(
                List.of(JavaRun.agent(options)),
                Waits.class,
                Integer.toString(connections),
                dir.resolve("threads").toString());
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void hundredsWaitAndNoPollerOfTheJdkIsThere(int procs) throws Exception {
        JavaRun run = waits("strict,procs=" + procs, 300);

        assertThat(run.out()).isEqualTo("[]\n300\n");
        assertThat(run.exitCode()).isZero();
    }

    /** The verifier is off for the JDK's own classes; here it says whether they are well-formed. */
    @Test
    void theChangedClassesVerify() throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(
                                JavaRun.agent("strict"),
                                "-XX:+UnlockDiagnosticVMOptions",
                                "-XX:+BytecodeVerificationLocal"),
                        Waits.class,
                        "2",
                        dir.resolve("threads").toString());

        assertThat(run.out()).isEqualTo("[]\n2\n");
        assertThat(run.exitCode()).isZero();
    }

    /** What starts other pollers in the JDK. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void inNoModeAreThePollersOfTheJdkThere(int mode) throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(JavaRun.agent("strict"), "-Djdk.pollerMode=" + mode),
                        Waits.class,
                        "50",
                        dir.resolve("threads").toString());

        assertThat(run.out()).isEqualTo("[]\n50\n");
    }

    /** The twin. */
    @Test
    void withoutNetpollTheJdksPollersAreThere() throws Exception {
        JavaRun run = waits("strict,procs=2,netpoll=false", 300);

        assertThat(run.out()).startsWith("[MasterPoller, SubPoller-0").endsWith("\n300\n");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void twoThousandConnectionsNeedFewThreads(int procs) throws Exception {
        JavaRun run = waits("strict,procs=" + procs, 2000);

        assertThat(run.out()).isEqualTo("[]\n2000\n");
        assertThat(Integer.parseInt(run.err())).isBetween(1, 19);
    }

    /**
     * An agent of somebody else's that has given a class of the JDK another method, so that it
     * can't be redefined to what Baton makes of the JDK's file. The class is not loaded yet.
     */
    public static final class AddsAMethod implements ClassFileTransformer {
        private final String className;

        private AddsAMethod(String className) {
            this.className = className;
        }

        public static void premain(String options, Instrumentation instrumentation) {
            instrumentation.addTransformer(new AddsAMethod(options), true);
        }

        @Override
        public byte[] transform(
                ClassLoader loader,
                String name,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] original) {
            if (redefined != null || !className.replace('.', '/').equals(name)) {
                return null;
            }
            ClassFile context = ClassFile.of();
            return context.transformClass(
                    context.parse(original),
                    ClassTransform.endHandler(builder ->
                            builder.withMethodBody(
                                    "addedByAnother",
                                    MethodTypeDesc.of(ConstantDescs.CD_void),
                                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                                    code -> code.return_())));
        }
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @CsvSource({
        "sun.nio.ch.Poller, 1",
        "sun.nio.ch.Poller$Pollers, 2",
        "sun.nio.ch.UnixDispatcher, 1",
        "sun.nio.ch.EPollSelectorImpl, 2"
    })
    void whereOneClassCannotBeChangedTheJdksPollersServe(String name, int procs) throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(
                                AgentJar.flag(dir, AddsAMethod.class) + "=" + name,
                                JavaRun.agent("strict,log,procs=" + procs)),
                        Waits.class,
                        "50",
                        dir.resolve("threads").toString());

        assertThat(run.out()).startsWith("[MasterPoller, SubPoller-0").endsWith("\n50\n");
        assertThat(run.err().lines().filter(line -> line.contains("JDK's pollers")))
                .singleElement()
                .asString()
                .contains("is not as Baton knows it", "sockets stay with the JDK's pollers");
        assertThat(run.err()).doesNotContain("what waits for the network");
    }

    /** An agent of somebody else's that starts a virtual thread before Baton is there. */
    public static final class IsOlder {
        private static final int READS = 20;
        private static final Semaphore WAITS = new Semaphore(0);
        private static final Semaphore READ = new Semaphore(0);
        private static InputStream in;
        private static Thread older;

        public static void premain(String options) {
            older =
                    Thread.startVirtualThread(() -> {
                        try {
                            int came = 1;
                            while (came > 0) {
                                WAITS.acquire();
                                came = in.read();
                                READ.release();
                            }
                        } catch (IOException | InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    });
        }

        public static void main(String[] args) throws Exception {
            if (args.length > 0) {
                Thread.startVirtualThread(() -> {}).join();
            }
            try (ServerSocket server = listen()) {
                Connection connection = Connection.open(server);
                in = connection.near.getInputStream();
                for (int i = 1; i <= READS; i++) {
                    WAITS.release();
                    while (WAITS.availablePermits() > 0) {
                        Thread.yield();
                    }
                    awaitWaiting(older);
                    connection.far.getOutputStream().write(i < READS ? 1 : 0);
                    READ.acquire();
                    System.out.print(older.toString().contains("baton") ? "on Baton " : ". ");
                }
                older.join();
            }
        }
    }

    @ParameterizedTest(name = "{0} Ps, {1}")
    @CsvSource({"1, started", "2, started", "1,", "2,"})
    void aVirtualThreadOfTheJdksSchedulerIsWoken(int procs, String started) throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(
                                AgentJar.flag(dir, IsOlder.class),
                                JavaRun.agent("strict,procs=" + procs)),
                        IsOlder.class,
                        started == null ? new String[0] : new String[] {started});

        assertThat(run).isEqualTo(new JavaRun(0, ". ".repeat(IsOlder.READS), ""));
    }

    /** An agent of somebody else's whose virtual threads wait for sockets before Baton is there. */
    public static final class WaitsBefore {
        private static final List<Connection> CONNECTIONS = new ArrayList<>();
        private static final List<FutureTask<Integer>> READS = new ArrayList<>();

        public static void premain(String options) throws Exception {
            try (ServerSocket server = listen()) {
                for (int i = 0; i < 3; i++) {
                    Connection connection = Connection.open(server);
                    CONNECTIONS.add(connection);
                    awaitWaiting(read(connection));
                }
            }
        }

        private static Thread read(Connection connection) {
            FutureTask<Integer> read =
                    new FutureTask<>(() -> connection.near.getInputStream().read());
            READS.add(read);
            return Thread.startVirtualThread(read);
        }

        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(() -> {}).join();
            CONNECTIONS.get(0).far.getOutputStream().write(1);
            CONNECTIONS.get(1).far.close();
            CONNECTIONS.get(2).near.close();
            show(0);
            show(1);
            show(2);
            awaitWaiting(read(CONNECTIONS.get(0))); // the same descriptor, now of Baton's
            CONNECTIONS.get(0).far.getOutputStream().write(2);
            show(3);
        }

        private static void show(int i) throws InterruptedException {
            try {
                System.out.println(READS.get(i).get());
            } catch (ExecutionException e) {
                System.out.println(e.getCause());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void waitsThatAreOlderThanBatonEnd(int procs) throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(
                                AgentJar.flag(dir, WaitsBefore.class),
                                JavaRun.agent("strict,procs=" + procs)),
                        WaitsBefore.class);

        assertThat(run)
                .isEqualTo(
                        new JavaRun(0, "1\n-1\njava.net.SocketException: Socket closed\n2\n", ""));
    }

    /** Reads while others never leave a P without something to run. */
    static final class IsBesideBusyOnes {
        private static final int BUSY = 8;
        private static final int READS = 20;

        public static void main(String[] args) throws Exception {
            AtomicBoolean allRead = new AtomicBoolean();
            List<Thread> busy = new ArrayList<>();
            for (int i = 0; i < BUSY; i++) {
                busy.add(
                        Thread.startVirtualThread(() -> {
                            while (!allRead.get()) {
                                Thread.yield();
                            }
                        }));
            }
            try (ServerSocket server = listen()) {
                Connection connection = Connection.open(server);
                InputStream in = connection.near.getInputStream();
                for (int i = 0; i < READS; i++) {
                    Thread reader =
                            Thread.startVirtualThread(() -> {
                                try {
                                    System.out.print(in.read());
                                } catch (IOException e) {
                                    throw new AssertionError(e);
                                }
                            });
                    awaitWaiting(reader);
                    connection.far.getOutputStream().write(1);
                    reader.join();
                }
            }
            allRead.set(true);
            for (Thread thread : busy) {
                thread.join();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void busyOnesDoNotPutTheNetworkOff(int procs) throws Exception {
        JavaRun run = JavaRun.onBaton("strict,procs=" + procs, IsBesideBusyOnes.class);

        assertThat(run).isEqualTo(new JavaRun(0, "1".repeat(IsBesideBusyOnes.READS), ""));
    }

    /**
     * Reads while C's {@code qsort} is on the stack, so that its thread can't leave the carrier.
     */
    static final class IsPinned {
        private static final int READS = 20;
        private static InputStream in;

        public static void main(String[] args) throws Exception {
            Linker linker = Linker.nativeLinker();
            MethodHandle qsort =
                    linker.downcallHandle(
                            linker.defaultLookup().findOrThrow("qsort"),
                            FunctionDescriptor.ofVoid(
                                    ValueLayout.ADDRESS,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.JAVA_LONG,
                                    ValueLayout.ADDRESS));
            FunctionDescriptor comparison =
                    FunctionDescriptor.of(
                            ValueLayout.JAVA_INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS);
            MethodType type =
                    MethodType.methodType(int.class, MemorySegment.class, MemorySegment.class);
            MethodHandle compare =
                    MethodHandles.lookup().findStatic(IsPinned.class, "compare", type);
            try (ServerSocket server = listen();
                    Arena arena = Arena.ofShared()) {
                Connection connection = Connection.open(server);
                in = connection.near.getInputStream();
                MemorySegment upcall = linker.upcallStub(compare, comparison, arena);
                MemorySegment two = arena.allocate(ValueLayout.JAVA_INT, 2);
                for (int i = 0; i < READS; i++) {
                    Thread pinned =
                            Thread.startVirtualThread(() -> {
                                try {
                                    qsort.invokeExact(two, 2L, (long) Integer.BYTES, upcall);
                                } catch (Throwable e) {
                                    throw new AssertionError(e);
                                }
                            });
                    awaitWaiting(pinned);
                    connection.far.getOutputStream().write(1);
                    pinned.join();
                }
            }
            System.out.println("all read");
        }

        @SuppressWarnings("unused") // qsort calls it
        private static int compare(MemorySegment a, MemorySegment b) {
            try {
                return in.read();
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    /** Where there is but one thread, and that is pinned, sysmon alone can poll. */
    @ParameterizedTest
    @ValueSource(strings = {"procs=1", "procs=2", "procs=1,max-threads=1", "procs=2,max-threads=1"})
    void aPinnedOneThatIsAloneIsWoken(String options) throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(
                                JavaRun.agent("strict," + options),
                                "--enable-native-access=ALL-UNNAMED"),
                        IsPinned.class);

        assertThat(run.out()).isEqualTo("all read\n");
        assertThat(run.exitCode()).isZero();
    }
}
