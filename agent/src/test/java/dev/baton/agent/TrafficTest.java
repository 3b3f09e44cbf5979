package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** All that can happen to sockets, at once: see {@link TrafficProgram}. */
class TrafficTest {
    private static final int PATIENCE_SECONDS = 20;

    @TempDir private Path dir;

    private JavaRun run(List<String> flags, int rounds, int patienceSeconds) throws Exception {
        return run(flags, 4, rounds, patienceSeconds, 50, 0);
    }

    private JavaRun run(
            List<String> flags,
            int each,
            int rounds,
            int patienceSeconds,
            int longWaits,
            int seconds)
            throws Exception {
        long seed = System.nanoTime();
        return JavaRun.java(
                flags,
                TrafficProgram.class,
                Integer.toString(each),
                Integer.toString(rounds),
                Long.toString(seed),
                Integer.toString(patienceSeconds),
                Integer.toString(longWaits),
                Integer.toString(seconds));
    }

    @ParameterizedTest(name = "{0} Ps")
    @ValueSource(ints = {1, 2})
    void everyWaitEndsAndNothingIsLeft(int procs) throws Exception {
        JavaRun run = run(List.of(JavaRun.agent("strict,procs=" + procs)), 12, PATIENCE_SECONDS);

        assertThat(run.out()).as(run.err()).contains(": nothing is left of ");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
    }

    /**
     * Beside 10,000 connections, each of two descriptors here; fewer where {@code ulimit -n} is.
     */
    @Test
    @Timeout(value = 1, unit = TimeUnit.HOURS)
    @EnabledIfSystemProperty(named = "baton.traffic.seconds", matches = "\\d+")
    void forLongAndBesideThousandsOfConnections() throws Exception {
        JavaRun run =
                run(
                        List.of(JavaRun.agent("strict")),
                        40,
                        12,
                        PATIENCE_SECONDS,
                        (int) Math.min(10_000, (maxOpenFiles() - 2_000) / 2),
                        Integer.getInteger("baton.traffic.seconds"));

        assertThat(run.out()).as(run.err()).contains(": nothing is left of ");
        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        System.out.print(run.out());
    }

    private static long maxOpenFiles() {
        return ManagementFactory.getPlatformMXBean(UnixOperatingSystemMXBean.class)
                .getMaxFileDescriptorCount();
    }

    /** So what it expects is what the JDK does. */
    @Test
    void itIsTheSameWithoutBaton() throws Exception {
        JavaRun run = run(List.of(), 4, PATIENCE_SECONDS);

        assertThat(run.out()).as(run.err()).contains(": nothing is left of ");
    }

    /** Takes out of one class what tells Baton that a descriptor is closed, or shut down. */
    public static final class ForgetsToStop implements ClassFileTransformer {
        private final String className;

        private ForgetsToStop(String className) {
            this.className = className;
        }

        public static void premain(String options, Instrumentation instrumentation) {
            instrumentation.addTransformer(new ForgetsToStop(options));
        }

        @Override
        public byte[] transform(
                ClassLoader loader,
                String name,
                Class<?> redefined,
                ProtectionDomain domain,
                byte[] changed) {
            if (redefined == null || !redefined.getName().equals(className)) {
                return null;
            }
            ClassFile context = ClassFile.of();
            return context.transformClass(
                    context.parse(changed),
                    ClassTransform.transformingMethodBodies((code, element) -> {
                        if (element instanceof InvokeInstruction call
                                && call.name().equalsString("stopWaiting")) {
                            code.pop();
                        } else {
                            code.with(element);
                        }
                    }));
        }
    }

    @ParameterizedTest(name = "{0}, {1} Ps")
    @CsvSource({
        "sun.nio.ch.UnixDispatcher, 2",
        "sun.nio.ch.Poller, 1",
        "sun.nio.ch.EPollSelectorImpl, 1"
    })
    void oneStopLessIsFound(String className, int procs) throws Exception {
        List<String> flags = new ArrayList<>();
        flags.add(AgentJar.flag(dir, ForgetsToStop.class) + "=" + className);
        flags.add(JavaRun.agent("strict,procs=" + procs));

        JavaRun run = run(flags, 12, 3);

        assertThat(run.out()).startsWith("standstill: ");
        assertThat(run.exitCode()).isEqualTo(1);
    }
}
