package dev.baton.agent;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * JDKs in which something has another name than Baton knows: this one, with that name replaced in
 * the class files of all who use it. So the JDK itself goes on working.
 */
class OtherJdkTest {
    /** What is called so has another name in the other JDK. */
    static final String RENAMED = "renamed";

    @TempDir private Path dir;

    /** Shows the carrier of a virtual thread. */
    static final class Shows {
        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(() -> System.out.println(Thread.currentThread())).join();
            System.exit(args.length);
        }
    }

    private JavaRun onOther(String options) throws Exception {
        return JavaRun.java(
                List.of("--patch-module", "java.base=" + dir, JavaRun.agent(options)),
                Shows.class,
                "one",
                "two");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "Runnable VirtualThread.runContinuation, runContinuation, java.lang.VirtualThread",
        "Executor VirtualThread.scheduler, scheduler, java.lang.VirtualThread",
        "VirtualThread.disableSuspendAndPreempt(), disableSuspendAndPreempt,"
                + " java.lang.VirtualThread",
        "NoSuchFieldException: UNPARKED, UNPARKED, java.lang.VirtualThread",
        "VirtualThread.DelayedTaskSchedulers.INSTANCE, INSTANCE,"
                + " java.lang.VirtualThread$DelayedTaskSchedulers",
        "ThreadBuilders of JDK, newVirtualThread,"
                + " java.lang.ThreadBuilders java.lang.Thread"
                + " java.lang.ThreadBuilders$VirtualThreadBuilder"
                + " java.lang.ThreadBuilders$VirtualThreadFactory",
        "boolean CarrierThread.beginBlocking(), beginBlocking,"
                + " jdk.internal.misc.CarrierThread jdk.internal.misc.Blocker",
        "CarrierThread.endBlocking(), endBlocking,"
                + " jdk.internal.misc.CarrierThread jdk.internal.misc.Blocker"
                + " java.lang.VirtualThread",
    })
    void whatIsMissingIsNamedAndTheProgramRunsAsWithoutBaton(
            String missing, String name, String classes) throws Exception {
        rename(name, classes.split(" "));

        JavaRun run = onOther("");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).contains("ForkJoinPool").doesNotContain("baton");
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("baton: ")
                .contains(missing, "JDK " + Runtime.version())
                .endsWith("; the program runs without Baton");
    }

    @Test
    void strictlyTheProgramDoesNotRun() throws Exception {
        rename("runContinuation", "java.lang.VirtualThread");

        JavaRun run = onOther("strict=true");

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("Runnable VirtualThread.runContinuation");
    }

    /** What blocks there is for the watcher to find; so it is no reason to refuse. */
    @Test
    void aClassWithoutTheNativeMethodStaysAsItIsAndTheOthersAreAnnounced() throws Exception {
        rename("transferTo0", "sun.nio.ch.FileDispatcherImpl");
        long all = JavaRun.announced(JavaRun.onBaton("strict,log", Shows.class).err());

        JavaRun run = onOther("strict,log");

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).contains("@baton-main-M");
        List<String> errors = run.err().lines().toList();
        assertThat(errors).hasSize(2);
        assertThat(errors.getFirst())
                .startsWith("baton: sun.nio.ch.FileDispatcherImpl of JDK ")
                .endsWith("no native method transferTo0; it stays as it was");
        assertThat(JavaRun.announced(errors.getLast())).isPositive().isLessThan(all);
    }

    private void rename(String name, String... classes) throws IOException {
        rename(dir, name, classes);
    }

    /** Puts copies of classes of the JDK there in which a name is another. */
    static void rename(Path dir, String name, String... classes) throws IOException {
        for (String className : classes) {
            String path = className.replace('.', '/') + ".class";
            String original;
            try (InputStream in = Object.class.getResourceAsStream("/" + path)) {
                original = new String(in.readAllBytes(), ISO_8859_1);
            }
            assertThat(original).as(className).contains(constant(name));
            Path patched = dir.resolve(path);
            Files.createDirectories(patched.getParent());
            Files.writeString(
                    patched, original.replace(constant(name), constant(RENAMED)), ISO_8859_1);
        }
    }

    /** A name as it stands in a class file: its tag, its length, its letters. */
    private static String constant(String name) {
        return "\u0001" + (char) (name.length() >> 8) + (char) (name.length() & 0xff) + name;
    }
}
