package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Where nothing was asked of Baton it comes when it is needed, and not before. */
class FirstUseTest {
    @TempDir private Path dir;

    private static final String ON_BATON = ".*@baton-main-M\\d+";

    /** Needs no virtual thread. */
    static final class Plain {
        public static void main(String[] args) throws Exception {
            Thread thread = new Thread(() -> System.out.println("ran"));
            thread.start();
            thread.join();
        }
    }

    /** Needs one. */
    static final class One {
        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(FirstUseTest::show).join();
        }
    }

    private static void show() {
        System.out.println(Thread.currentThread());
    }

    private static List<String> classesOfBaton(Class<?> program) throws Exception {
        JavaRun run =
                JavaRun.java(List.of("-Xlog:class+load:stdout:none", JavaRun.agent("")), program);
        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        return run.out()
                .lines()
                .filter(line -> line.contains("VM_RedefineClasses") || isOfBaton(line))
                .toList();
    }

    private static boolean isOfBaton(String line) {
        return line.startsWith("dev.baton.") && !line.startsWith(FirstUseTest.class.getName());
    }

    @Test
    void aProgramWithoutVirtualThreadsHasThreeClassesOfBatonAndNoneOfTheJdksIsChanged()
            throws Exception {
        assertThat(classesOfBaton(Plain.class))
                .allMatch(line ->
                        line.matches(
                                "dev\\.baton\\.agent\\.(Premain|BatonModule(\\$\\w+)?"
                                        + "|FirstUse) .*"))
                .hasSizeBetween(3, 6);
        assertThat(classesOfBaton(One.class)) // or there would be nothing to see
                .anyMatch(line -> line.startsWith("dev.baton.sched.Scheduler "))
                .anyMatch(line -> line.contains("VM_RedefineClasses"));
    }

    /** The first virtual threads are made by many at once, one of them interrupted. */
    static final class ManyAtOnce {
        public static void main(String[] args) throws Exception {
            int n = 8;
            CyclicBarrier all = new CyclicBarrier(n);
            CountDownLatch done = new CountDownLatch(n);
            for (int i = 0; i < n; i++) {
                boolean interrupted = i == 0;
                Thread maker =
                        new Thread(() -> {
                            try {
                                all.await();
                                if (interrupted) {
                                    Thread.currentThread().interrupt();
                                }
                                Thread made = Thread.ofVirtual().unstarted(FirstUseTest::show);
                                if (Thread.interrupted() != interrupted) {
                                    System.out.println("the interrupt is lost");
                                }
                                made.start();
                                made.join();
                            } catch (Exception e) {
                                System.out.println(e);
                            }
                            done.countDown();
                        });
                maker.start();
            }
            done.await();
        }
    }

    @Test
    void whoComesWhileItTakesOverWaitsForIt() throws Exception {
        JavaRun run = JavaRun.onBaton("", ManyAtOnce.class);

        assertThat(run.err()).isEmpty();
        assertThat(run.out().lines()).hasSize(8).allMatch(line -> line.matches(ON_BATON));
    }

    /** Makes platform threads by a builder first, which is of the same class. */
    static final class PlatformFirst {
        public static void main(String[] args) throws Exception {
            Thread.ofPlatform().start(FirstUseTest::show).join();
            Initialized.THREAD.join();
        }
    }

    /** Its initializer, which others may wait for, starts a virtual thread. */
    static final class Initialized {
        static final Thread THREAD = Thread.startVirtualThread(FirstUseTest::show);

        private Initialized() {}
    }

    @Test
    void aBuilderOfPlatformThreadsComesFirstAndAnInitializerAfterIt() throws Exception {
        JavaRun run = JavaRun.onBaton("", PlatformFirst.class);

        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).doesNotContain("baton");
        assertThat(lines.getLast()).matches(ON_BATON);
    }

    /** Shows what it finds in static fields of the classes that it can see of Baton. */
    static final class LooksIntoStatics {
        public static void main(String[] args) throws Exception {
            for (String name : List.of("Premain", "BatonModule", "FirstUse")) {
                for (Field field : Class.forName("dev.baton.agent." + name).getDeclaredFields()) {
                    if (Modifier.isStatic(field.getModifiers())) {
                        field.setAccessible(true);
                        Object value = field.get(null);
                        System.out.println(value.getClass().getName());
                    }
                }
            }
        }
    }

    /** Among them the JVM's instrumentation, and the jar that the module's classes come from. */
    @Test
    void nothingOfWhatWaitsIsToBeHad() throws Exception {
        JavaRun run = JavaRun.onBaton("", LooksIntoStatics.class);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().distinct())
                .contains("java.lang.String", "java.lang.Boolean")
                .isSubsetOf(
                        "java.lang.String",
                        "java.lang.Boolean",
                        "java.lang.Integer",
                        "java.util.ImmutableCollections$List12");
    }

    /** Somebody else's agent, whose transformer starts a virtual thread when a class is loaded. */
    public static final class TransformsByAThread implements ClassFileTransformer {
        public static void premain(String options, Instrumentation instrumentation) {
            instrumentation.addTransformer(new TransformsByAThread());
        }

        @Override
        public byte[] transform(
                ClassLoader loader,
                String name,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] classFile) {
            if (name.endsWith("$Initialized")) {
                try {
                    Thread.startVirtualThread(FirstUseTest::show).join();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            }
            return null;
        }

        public static void main(String[] args) throws Exception {
            Initialized.THREAD.join();
        }
    }

    /** The JVM tells of what another agent's transformer loads as of all else. */
    @Test
    void anotherAgentsTransformerMayMakeTheFirst() throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(JavaRun.agent(""), AgentJar.flag(dir, TransformsByAThread.class)),
                        TransformsByAThread.class);

        assertThat(run.err()).isEmpty();
        List<String> lines = run.out().lines().toList();
        assertThat(lines).hasSize(2);
        assertThat(lines.getFirst()).matches(ON_BATON);
        assertThat(lines.getLast()).matches(ON_BATON);
    }

    @Test
    void asSecondAgentItComesAtOnce() throws Exception {
        JavaRun run = JavaRun.java(List.of(JavaRun.agent(""), JavaRun.agent("log")), One.class);

        assertThat(run.err())
                .isEqualTo("baton: the agent is there twice; its first options count\n");
        assertThat(run.out().lines()).singleElement().asString().matches(ON_BATON);
    }

    @Test
    void whateverIsAskedOfItIsJudgedBeforeTheProgram() throws Exception {
        assertThat(
                        Stream.of(
                                        List.of(JavaRun.agent("log")),
                                        List.of("-Dbaton.log", JavaRun.agent("")))
                                .map(FirstUseTest::errorsOfPlain))
                .allMatch(List::isEmpty); // it says so when it starts, with a virtual thread
        assertThat(errorsOfPlain(List.of("-Dbaton.lag", JavaRun.agent(""))))
                .singleElement()
                .asString()
                .contains("baton.lag", "baton.log");
    }

    private static List<String> errorsOfPlain(List<String> flags) {
        try {
            return JavaRun.java(flags, Plain.class).err().lines().toList();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }
}
