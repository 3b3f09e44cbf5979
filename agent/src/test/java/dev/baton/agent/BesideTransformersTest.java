package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileInputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.constant.ConstantDescs;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Agents that change the very classes of the JDK that ours changes, or stands on. */
class BesideTransformersTest {
    @TempDir private Path dir;

    /**
     * An agent of somebody else's that has VirtualThread made anew while the program runs. What the
     * JDK submits to a scheduler are objects of another class from then on.
     */
    public static final class ChangesVirtualThread {
        private static final String NAME = "java.lang.VirtualThread";

        private static Instrumentation instrumentation;

        public static void premain(String options, Instrumentation given) {
            instrumentation = given;
        }

        public static void main(String[] args) throws Exception {
            CountDownLatch changed = new CountDownLatch(1);
            Thread older = Thread.startVirtualThread(() -> showAndStartAnother(changed));
            instrumentation.addTransformer(
                    new Rewrites(NAME, false, ClassTransform.ACCEPT_ALL), true);
            instrumentation.retransformClasses(Class.forName(NAME));
            changed.countDown();
            older.join();
            Thread.startVirtualThread(() -> showAndStartAnother(changed)).join();
        }

        private static void showAndStartAnother(CountDownLatch changed) {
            try {
                changed.await();
                show();
                Thread.startVirtualThread(ChangesVirtualThread::show).join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }

        private static void show() {
            System.out.println(Thread.currentThread().toString().contains("@baton-main-M"));
        }
    }

    /**
     * Writes one class file anew.
     *
     * @param className with dots
     * @param whenNew only as the class is loaded, not when it is made anew later
     * @param change what is changed in it
     */
    private record Rewrites(String className, boolean whenNew, ClassTransform change)
            implements ClassFileTransformer {
        @Override
        public byte[] transform(
                ClassLoader loader,
                String name,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] bytes) {
            if ((whenNew && redefined != null) || !name.equals(className.replace('.', '/'))) {
                return null;
            }
            ClassFile context = ClassFile.of();
            return context.transformClass(context.parse(bytes), change);
        }
    }

    /** A program with its own agent and ours. */
    private JavaRun runBeside(Class<?> program, boolean oursFirst) throws Exception {
        String other = AgentJar.flag(dir, program);
        String ours = JavaRun.agent("strict");
        return JavaRun.java(oursFirst ? List.of(ours, other) : List.of(other, ours), program);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void virtualThreadsAreGsAfterAnotherAgentHasChangedThem(boolean oursFirst) throws Exception {
        JavaRun run = runBeside(ChangesVirtualThread.class, oursFirst);

        assertThat(run).isEqualTo(new JavaRun(0, "true\n".repeat(4), ""));
    }

    /**
     * An agent of somebody else's that looks at the superclass of each class as it is loaded: in
     * its class file, or where it finds none by loading the class, as Datadog's does.
     */
    public static final class LooksAtSuperclasses implements ClassFileTransformer {
        public static void premain(String options, Instrumentation instrumentation) {
            instrumentation.addTransformer(new LooksAtSuperclasses());
        }

        @Override
        public byte[] transform(
                ClassLoader loader,
                String name,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] bytes) {
            if (loader != null
                    && redefined == null
                    && loader.getResource(name + ".class") == null) {
                try {
                    Class.forName(name.replace('/', '.'), false, loader);
                } catch (ClassNotFoundException | LinkageError e) {
                    // one that is made as it goes
                }
            }
            return null;
        }

        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(() -> System.out.println(Thread.currentThread())).join();
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void theClassFilesOfOursAreFoundByAgentsThatLookForThem(boolean oursFirst) throws Exception {
        JavaRun run = runBeside(LooksAtSuperclasses.class, oursFirst);

        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("@baton-main-M");
    }

    /**
     * An agent of somebody else's that gives a class of the JDK one more method as it is loaded.
     */
    public static final class AddsAMethod {
        static final String TO = "sun.nio.ch.UnixFileDispatcherImpl";
        private static final int READS = 100;

        public static void premain(String options, Instrumentation instrumentation) {
            ClassTransform oneMethodMore =
                    ClassTransform.endHandler(made ->
                            made.withMethodBody(
                                    "added",
                                    ConstantDescs.MTD_void,
                                    ClassFile.ACC_PRIVATE | ClassFile.ACC_STATIC,
                                    code -> code.return_()));
            instrumentation.addTransformer(new Rewrites(TO, true, oneMethodMore));
        }

        /** Reads a file in a virtual thread, through that class and through another. */
        public static void main(String[] args) throws Exception {
            Path file = Path.of(args[0]);
            Thread.ofVirtual().start(() -> read(file)).join();
            System.out.println(Class.forName(TO).getDeclaredMethod("added"));
            System.exit(7);
        }

        private static void read(Path file) {
            try (FileInputStream in = new FileInputStream(file.toFile());
                    FileChannel channel = FileChannel.open(file)) {
                for (int i = 0; i < READS; i++) {
                    in.read();
                    channel.read(ByteBuffer.allocate(1));
                }
                System.out.println(in.read() + " " + channel.position());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void aClassThatAnotherAgentHasChangedStaysAsItIsAndTheOthersAreAnnounced() throws Exception {
        Path file = dir.resolve("file");
        Files.write(file, new byte[2 * AddsAMethod.READS]);

        JavaRun run =
                JavaRun.java(
                        List.of(
                                AgentJar.flag(dir, AddsAMethod.class),
                                JavaRun.agent("strict,log,stats")),
                        AddsAMethod.class,
                        file.toString());

        assertThat(run.exitCode()).isEqualTo(7);
        assertThat(run.out())
                .isEqualTo("0 100\nprivate static void " + AddsAMethod.TO + ".added()\n");
        List<String> errors = run.err().lines().toList();
        assertThat(errors).hasSize(3);
        assertThat(errors.getFirst())
                .startsWith("baton: " + AddsAMethod.TO + " of JDK ")
                .endsWith("; it stays as it was");
        long all = JavaRun.announced(JavaRun.onBaton("log", OtherJdkTest.Shows.class).err());
        assertThat(JavaRun.announced(errors.get(1))).isPositive().isLessThan(all);
        // Those of FileInputStream, and none of the channel's.
        assertThat(errors.getLast())
                .matches(stats -> syscalls(stats) >= AddsAMethod.READS, "announces reads")
                .matches(stats -> syscalls(stats) < 2 * AddsAMethod.READS, "not the channel's");
    }

    private static long syscalls(String stats) {
        return Long.parseLong(stats.replaceAll(".*\"syscalls\":(\\d+).*", "$1"));
    }
}
