package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.FileInputStream;
import java.io.IOException;
import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever becomes of a program becomes of it on Baton as well: output, errors and exit code. */
class SameAsWithoutTest {
    @TempDir private Path dir;

    /** A virtual thread ends the process; others sleep, wait, block in the kernel and compute. */
    static final class ExitsFromAVirtualThread {
        public static void main(String[] args) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook")));
            CountDownLatch started = new CountDownLatch(4);
            start(started, LockSupport::park);
            start(started, ExitsFromAVirtualThread::sleep);
            start(started, () -> readForEver(args[0]));
            start(
                    started,
                    () -> {
                        while (true) {
                            Thread.onSpinWait();
                        }
                    });
            Thread.ofPlatform()
                    .daemon()
                    .start(() -> {
                        // Where the JDK would starve, the last one doesn't come; then it is from
                        // here.
                        try {
                            started.await();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                        Thread.startVirtualThread(() -> System.exit(3));
                    });
            new CountDownLatch(1).await();
        }

        private static void start(CountDownLatch started, Runnable task) {
            Thread.startVirtualThread(() -> {
                started.countDown();
                task.run();
            });
        }

        private static void sleep() {
            try {
                Thread.sleep(Long.MAX_VALUE);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static void readForEver(String fifo) {
            try (FileInputStream in = new FileInputStream(fifo)) {
                System.out.println("read " + in.read());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 4})
    void aVirtualThreadCanEndTheProcess(int procs) throws Exception {
        Path fifo = dir.resolve("fifo");
        Fifos.make(fifo);

        JavaRun run =
                JavaRun.onBaton("procs=" + procs, ExitsFromAVirtualThread.class, fifo.toString());

        assertThat(run).isEqualTo(new JavaRun(3, "hook\n", ""));
    }

    /** An exception leaves {@code main}, while a virtual thread waits. */
    static final class ThrowsFromMain {
        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(LockSupport::park);
            Thread.startVirtualThread(() -> System.out.println("ran")).join();
            throw new IllegalStateException("from main");
        }
    }

    /** An exception leaves a virtual thread. */
    static final class ThrowsFromAVirtualThread {
        public static void main(String[] args) throws Exception {
            Thread.ofVirtual()
                    .name("thrower")
                    .start(() -> {
                        throw new IllegalStateException("from a virtual thread");
                    })
                    .join();
        }
    }

    /** A virtual thread takes all of the heap; another goes on afterwards. */
    static final class RunsOutOfMemory {
        public static void main(String[] args) throws Exception {
            Thread.ofVirtual()
                    .start(() -> {
                        Deque<byte[]> all = new ArrayDeque<>();
                        try {
                            while (true) {
                                all.add(new byte[1 << 20]);
                                all.getFirst()[0]++;
                            }
                        } catch (OutOfMemoryError e) {
                            all.clear();
                            System.out.println("caught " + e.getMessage());
                        }
                    })
                    .join();
            Thread.ofVirtual().start(() -> System.out.println("goes on")).join();
        }
    }

    /** A virtual thread recurses without end, caught and not caught; another goes on. */
    static final class OverflowsItsStack {
        public static void main(String[] args) throws Exception {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            System.out.println(recurse(0));
                        } catch (StackOverflowError e) {
                            System.out.println("caught " + e);
                        }
                    })
                    .join();
            Thread deep = Thread.ofVirtual().unstarted(() -> recurse(0));
            deep.setUncaughtExceptionHandler((t, e) -> System.out.println("uncaught " + e));
            deep.start();
            deep.join();
            Thread.ofVirtual().start(() -> System.out.println("goes on")).join();
        }

        @SuppressWarnings("InfiniteRecursion") // what it is for
        private static long recurse(long n) {
            return recurse(n + 1) + 1;
        }
    }

    /** So many virtual threads that each parks once before any goes on. */
    static final class StartsManyVirtualThreads {
        public static void main(String[] args) throws Exception {
            int n = Integer.parseInt(args[0]);
            CountDownLatch all = new CountDownLatch(n);
            CountDownLatch go = new CountDownLatch(1);
            AtomicInteger ended = new AtomicInteger();
            List<Thread> threads = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                threads.add(
                        Thread.startVirtualThread(() -> {
                            all.countDown();
                            try {
                                go.await();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                            ended.incrementAndGet();
                        }));
            }
            all.await();
            go.countDown();
            for (Thread thread : threads) {
                thread.join();
            }
            System.out.println(ended.get() + " ended");
        }
    }

    /** Virtual threads start processes and read what they print. */
    static final class StartsProcesses {
        public static void main(String[] args) throws Exception {
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<String>> outputs = new ArrayList<>();
                for (int i = 0; i < 20; i++) {
                    String n = Integer.toString(i);
                    outputs.add(executor.submit(() -> echo(n)));
                }
                for (Future<String> output : outputs) {
                    System.out.print(output.get());
                }
            }
        }

        private static String echo(String text) throws Exception {
            Process process =
                    new ProcessBuilder("sh", "-c", "cat; echo $0", text)
                            .redirectInput(
                                    ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                            .start();
            String output = new String(process.getInputStream().readAllBytes(), UTF_8);
            return process.waitFor() + " " + output;
        }
    }

    /** Subclasses of Thread, one of them overriding what a security audit looks for. */
    static final class SubclassesThread {
        public static void main(String[] args) throws Exception {
            Thread t =
                    new Thread("sub") {
                        @Override
                        public ClassLoader getContextClassLoader() {
                            System.out.println("asked");
                            return super.getContextClassLoader();
                        }

                        @Override
                        public void run() {
                            Thread child = Thread.startVirtualThread(SubclassesThread::showLoader);
                            try {
                                child.join();
                            } catch (InterruptedException e) {
                                throw new AssertionError(e);
                            }
                        }
                    };
            t.start();
            t.join();
        }

        private static void showLoader() {
            ClassLoader inherited = Thread.currentThread().getContextClassLoader();
            System.out.println(inherited == ClassLoader.getSystemClassLoader());
        }
    }

    /** Defines classes, each of which a virtual thread initializes. */
    static final class LoadsManyClasses {
        public static void main(String[] args) throws Exception {
            int n = Integer.parseInt(args[0]);
            Made loader = new Made();
            int initialized = 0;
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Class<?>>> classes = new ArrayList<>();
                for (int i = 0; i < n; i++) {
                    String name = "Made" + i;
                    classes.add(executor.submit(() -> Class.forName(name, true, loader)));
                }
                for (Future<Class<?>> made : classes) {
                    initialized += made.get().getDeclaredField("ONE").getInt(null);
                }
            }
            System.out.println(initialized);
        }

        private static final class Made extends ClassLoader {
            @Override
            protected Class<?> findClass(String name) {
                ClassDesc self = ClassDesc.of(name);
                byte[] bytes = ClassFile.of().build(self, made -> describe(self, made));
                return defineClass(name, bytes, 0, bytes.length);
            }

            /** A class with {@code public static int ONE}, which its initializer makes 1. */
            private static void describe(ClassDesc self, ClassBuilder made) {
                int flags = ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC;
                made.withFlags(ClassFile.ACC_PUBLIC)
                        .withField("ONE", ConstantDescs.CD_int, flags)
                        .withMethodBody(
                                ConstantDescs.CLASS_INIT_NAME,
                                ConstantDescs.MTD_void,
                                ClassFile.ACC_STATIC,
                                code ->
                                        code.iconst_1()
                                                .putstatic(self, "ONE", ConstantDescs.CD_int)
                                                .return_());
            }
        }
    }

    @Test
    void anExceptionFromMainIsItsOwn() throws Exception {
        assertSame(ThrowsFromMain.class);
    }

    @Test
    void anExceptionFromAVirtualThreadIsItsOwn() throws Exception {
        assertSame(ThrowsFromAVirtualThread.class);
    }

    @Test
    void aProgramThatRunsOutOfMemoryGoesOnIfItCan() throws Exception {
        assertSame(List.of("-Xmx48m"), RunsOutOfMemory.class);
    }

    @Test
    void aStackOverflowIsTheThreadsOwn() throws Exception {
        assertSame(OverflowsItsStack.class);
    }

    @Test
    void manyVirtualThreadsAllEnd() throws Exception {
        assertSame(StartsManyVirtualThreads.class, "50000");
    }

    /**
     * All of them at a time. That the JDK's scheduler does it too takes too long to see each time.
     */
    @Test
    void aMillionVirtualThreadsAllEnd() throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of("-Xmx2g", JavaRun.agent("")),
                        StartsManyVirtualThreads.class,
                        "1000000");

        assertThat(run).isEqualTo(new JavaRun(0, "1000000 ended\n", ""));
    }

    @Test
    void processesAreStartedAndRead() throws Exception {
        assertSame(StartsProcesses.class);
    }

    @Test
    void subclassesOfThreadAreAskedAsOften() throws Exception {
        assertSame(SubclassesThread.class);
    }

    @Test
    void manyClassesAreLoaded() throws Exception {
        assertSame(LoadsManyClasses.class, "10000");
    }

    private static void assertSame(Class<?> program, String... args) throws Exception {
        assertSame(List.of(), program, args);
    }

    private static void assertSame(List<String> flags, Class<?> program, String... args)
            throws Exception {
        JavaRun plain = JavaRun.java(flags, program, args);
        List<String> withAgent = new ArrayList<>(flags);
        withAgent.add(JavaRun.agent(""));

        JavaRun onBaton = JavaRun.java(withAgent, program, args);

        assertThat(onBaton).isEqualTo(plain);
    }

    /** Repeats its input until that ends, then shows its arguments. */
    static final class Echoes {
        public static void main(String[] args) throws Exception {
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            System.in.transferTo(System.out);
                        } catch (IOException e) {
                            throw new AssertionError(e);
                        }
                    })
                    .join();
            System.out.println(List.of(args));
            System.exit(args.length);
        }
    }

    @Test
    void inputArgumentsAndExitCodeAreTheProgramsOwn() throws Exception {
        JavaRun.Started started =
                JavaRun.start(
                        JavaRun.command(List.of(JavaRun.agent("")), Echoes.class, "a b", "", "*"),
                        Map.of());
        try (var in = started.process().outputWriter(UTF_8)) {
            in.write("what was typed\n");
        }

        assertThat(started.end()).isEqualTo(new JavaRun(3, "what was typed\n[a b, , *]\n", ""));
    }

    /** Waits for its end; a hook of its own uses virtual threads. */
    static final class HasAHook {
        public static void main(String[] args) throws Exception {
            Runtime.getRuntime()
                    .addShutdownHook(
                            new Thread(() -> {
                                try {
                                    Thread.startVirtualThread(() -> System.out.println("hook"))
                                            .join();
                                } catch (InterruptedException e) {
                                    throw new AssertionError(e);
                                }
                            }));
            Thread.startVirtualThread(() -> System.out.println("ready")).join();
            new CountDownLatch(1).await();
        }
    }

    @Test
    void aSignalRunsTheHooksAndEndsIt() throws Exception {
        JavaRun.Started started =
                JavaRun.start(
                        JavaRun.command(List.of(JavaRun.agent("")), HasAHook.class), Map.of());
        try (BufferedReader out = started.process().inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            started.process().toHandle().destroy(); // SIGTERM, and the streams stay open
            assertThat(out.readLine()).isEqualTo("hook");
            assertThat(started.process().waitFor()).isEqualTo(128 + 15);
        } finally {
            started.process().destroyForcibly();
        }
    }

    /** Two virtual threads compute until a third has ticked often enough. */
    static final class ComputesBesideAHeartbeat {
        public static void main(String[] args) throws Exception {
            CountDownLatch ticks = new CountDownLatch(50);
            for (int i = 0; i < 2; i++) {
                Thread.startVirtualThread(() -> {
                    while (ticks.getCount() > 0) {
                        Thread.onSpinWait();
                    }
                });
            }
            Thread.startVirtualThread(() -> {
                while (ticks.getCount() > 0) {
                    try {
                        Thread.sleep(1);
                    } catch (InterruptedException e) {
                        throw new AssertionError(e);
                    }
                    ticks.countDown();
                }
            });
            ticks.await();
            System.out.println("ticked");
        }
    }

    /** On the JDK's scheduler with as many carriers this never ends. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aHeartbeatGoesOnBesideThreadsThatCompute(int procs) throws Exception {
        JavaRun run = JavaRun.onBaton("procs=" + procs, ComputesBesideAHeartbeat.class);

        assertThat(run).isEqualTo(new JavaRun(0, "ticked\n", ""));
    }
}
