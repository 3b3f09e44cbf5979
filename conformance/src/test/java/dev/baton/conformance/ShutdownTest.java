package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class ShutdownTest {
    @Test
    @Says(
            of = Runtime.class,
            value = "Initiates the shutdown sequence of the Java Virtual Machine.")
    void exitInAVirtualThreadEndsTheProcess() throws Exception {
        ChildJvm child = ChildJvm.run(Exits.class);
        assertThat(child.err()).isEmpty();
        assertThat(child.out()).isEqualTo("hook ran\n");
        assertThat(child.status()).isEqualTo(7);
    }

    static final class Exits {
        private Exits() {}

        public static void main(String[] args) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
            for (int i = 0; i < 100; i++) {
                Thread.startVirtualThread(LockSupport::park);
            }
            Thread.startVirtualThread(() -> System.exit(7));
            new CountDownLatch(1).await();
        }
    }

    @Test
    @Says(of = Runtime.class, value = "Immediately terminates the Java Virtual Machine.")
    void haltInAVirtualThreadRunsNoHook() throws Exception {
        ChildJvm child = ChildJvm.run(Halts.class);
        assertThat(child.out()).isEmpty();
        assertThat(child.status()).isEqualTo(9);
    }

    static final class Halts {
        private Halts() {}

        public static void main(String[] args) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
            Thread.startVirtualThread(() -> Runtime.getRuntime().halt(9));
            new CountDownLatch(1).await();
        }
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "The shutdown sequence begins when all started non-daemon threads have"
                            + " terminated.")
    void virtualThreadsDoNotKeepTheProcess() throws Exception {
        ChildJvm child = ChildJvm.run(LeavesThreadsBehind.class);
        assertThat(child.err()).isEmpty();
        assertThat(child.out()).isEqualTo("main ends\n");
        assertThat(child.status()).isZero();
    }

    static final class LeavesThreadsBehind {
        private LeavesThreadsBehind() {}

        public static void main(String[] args) throws Exception {
            CountDownLatch started = new CountDownLatch(3);
            Thread.startVirtualThread(() -> {
                started.countDown();
                LockSupport.park();
            });
            Thread.startVirtualThread(() -> {
                started.countDown();
                while (true) {
                    Thread.yield();
                }
            });
            Thread.startVirtualThread(() -> {
                started.countDown();
                try {
                    Thread.sleep(1_000_000);
                } catch (InterruptedException e) {
                    System.out.println("not expected");
                }
            });
            started.await();
            System.out.println("main ends");
        }
    }

    @Test
    @Says(
            of = Runtime.class,
            value = "A shutdown hook is simply an initialized but unstarted thread.")
    void aVirtualThreadIsAShutdownHook() throws Exception {
        ChildJvm child = ChildJvm.run(HasAVirtualHook.class);
        assertThat(child.out()).isEqualTo("hook is virtual: true\n");
        assertThat(child.status()).isZero();
    }

    static final class HasAVirtualHook {
        private HasAVirtualHook() {}

        public static void main(String[] args) {
            Runtime.getRuntime()
                    .addShutdownHook(
                            Thread.ofVirtual()
                                    .unstarted(() ->
                                            System.out.println(
                                                    "hook is virtual: "
                                                            + Thread.currentThread().isVirtual())));
        }
    }

    @Test
    @Says(of = Runtime.class, value = "However, creating and starting new threads is permitted.")
    void aHookMayUseVirtualThreads() throws Exception {
        ChildJvm child = ChildJvm.run(HookStartsThreads.class);
        assertThat(child.err()).isEmpty();
        assertThat(child.out()).isEqualTo("100 ended\n");
        assertThat(child.status()).isEqualTo(3);
    }

    static final class HookStartsThreads {
        private HookStartsThreads() {}

        public static void main(String[] args) {
            Runtime.getRuntime().addShutdownHook(new Thread(HookStartsThreads::runThreads));
            System.exit(3);
        }

        private static void runThreads() {
            CountDownLatch ended = new CountDownLatch(100);
            try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int i = 0; i < 100; i++) {
                    executor.submit(() -> {
                        Thread.sleep(1);
                        ended.countDown();
                        return null;
                    });
                }
            }
            System.out.println(100 - ended.getCount() + " ended");
        }
    }

    @Test
    @Says(
            of = Runtime.class,
            value =
                    "when some external event occurs, such as an interrupt or a signal is received"
                            + " from the operating system.")
    void aSignalRunsTheHooks() throws Exception {
        Process process = ChildJvm.start(WaitsForASignal.class);
        assertThat(process.inputReader().readLine()).isEqualTo("ready");
        process.toHandle().destroy(); // which leaves the streams open
        assertThat(process.inputReader().readLine()).isEqualTo("hook ran");
        assertThat(process.waitFor()).isEqualTo(143);
    }

    static final class WaitsForASignal {
        private WaitsForASignal() {}

        public static void main(String[] args) throws Exception {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> System.out.println("hook ran")));
            Thread.startVirtualThread(() -> System.out.println("ready"));
            new CountDownLatch(1).await();
        }
    }

    @Test
    @Says(
            of = Runtime.class,
            value =
                    "When the JVM terminates, all threads are immediately prevented from executing"
                            + " any further Java code.")
    void finallyClausesOfVirtualThreadsAreNotRunAtExit() throws Exception {
        ChildJvm child = ChildJvm.run(HasAFinally.class);
        assertThat(child.out()).isEmpty();
        assertThat(child.status()).isZero();
    }

    static final class HasAFinally {
        private HasAFinally() {}

        public static void main(String[] args) throws Exception {
            CountDownLatch inside = new CountDownLatch(1);
            Thread.startVirtualThread(() -> {
                try {
                    inside.countDown();
                    LockSupport.park();
                } finally {
                    System.out.println("finally ran");
                }
            });
            inside.await();
        }
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Set the default handler invoked when a thread abruptly terminates due to an"
                            + " uncaught exception")
    void anExceptionOfMainIsTheExitCodeOne() throws Exception {
        ChildJvm child = ChildJvm.run(MainFails.class);
        assertThat(child.err()).startsWith("Exception in thread \"main\"");
        assertThat(child.status()).isEqualTo(1);
    }

    static final class MainFails {
        private MainFails() {}

        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(LockSupport::park);
            throw new IllegalStateException("expected");
        }
    }

    @Test
    @Says(
            of = Runtime.class,
            value = "All other invocations will perform no action and block indefinitely.")
    void theFirstExitDecides() throws Exception {
        ChildJvm child = ChildJvm.run(ManyExit.class);
        assertThat(child.status()).isEqualTo(5);
    }

    static final class ManyExit {
        private ManyExit() {}

        public static void main(String[] args) throws Exception {
            for (int i = 0; i < 50; i++) {
                Thread.startVirtualThread(() -> System.exit(5));
            }
            new CountDownLatch(1).await();
        }
    }
}
