package dev.baton.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an option, a property or a variable of the environment changes. */
class OptionsTest {
    private static final String SCHED =
            "baton: SCHED \\d+ms: gomaxprocs=3 idleprocs=\\d+ threads=\\d+ spinningthreads=\\d+"
                    + " idlethreads=\\d+ runqueue=\\d+ \\[\\d+ \\d+ \\d+\\]";

    /** Starts one virtual thread, which says where it runs. */
    static final class OneThread {
        public static void main(String[] args) throws InterruptedException {
            Thread.startVirtualThread(() -> System.out.println(Thread.currentThread())).join();
        }
    }

    private static JavaRun withEnvironment(List<String> flags, Map<String, String> environment)
            throws Exception {
        return JavaRun.start(JavaRun.command(flags, OneThread.class), environment).end();
    }

    @Test
    void nothingIsWrittenUnlessAsked() throws Exception {
        JavaRun run = JavaRun.onBaton("", OneThread.class);

        assertThat(run.out().lines()).hasSize(1);
        assertThat(run.err()).isEmpty();
    }

    @Test
    void logSaysWhatBecameOfTheNoticesOfMounts() throws Exception {
        assertThat(JavaRun.onBaton("log", OneThread.class).err())
                .containsPattern("notices of mounts: (switched off|kept: this JVM does not say)");
        JavaRun run =
                JavaRun.java(
                        List.of("-Dbaton.mountNotices=keep", JavaRun.agent("log")),
                        OneThread.class);
        assertThat(run.err()).contains("notices of mounts: kept\n");
    }

    @Test
    void statsIsALineOfJsonAtTheEnd() throws Exception {
        JavaRun run = JavaRun.onBaton("stats,procs=3", OneThread.class);

        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .startsWith("baton: {\"maxProcs\":3,");
        // The thread was joined, but its M may not have come to count it as ended.
        assertThat(run.err())
                .contains("\"gStarted\":1,", "\"threadsPeak\":")
                .containsPattern("\"gLive\":[01],")
                .containsPattern("\"waits\":[1-9]\\d*,\"waitP50Ns\":[1-9]\\d*,\"waitP99Ns\":[1-9]")
                .containsPattern("\"longestWaitNs\":[1-9]\\d*,\"longestWaitSite\":\"");
    }

    @Test
    void statsOfAProgramWithoutVirtualThreadsAreZero() throws Exception {
        assertThat(JavaRun.onBaton("stats", Empty.class).err()).contains("\"gStarted\":0,");
    }

    /** Does nothing. */
    static final class Empty {
        public static void main(String[] args) {}
    }

    @Test
    void logSaysWhichBatonItIs() throws Exception {
        JavaRun run = JavaRun.onBaton("log,procs=3", OneThread.class);

        assertThat(run.err())
                .matches(
                        "baton: \\d.* on JDK .*, maxprocs=3; took over virtual threads, what waits"
                                + " for the network and \\d+ .*\n");
    }

    /** Ends when there is something on its standard input. */
    static final class WaitsForInput {
        public static void main(String[] args) throws Exception {
            CountDownLatch never = new CountDownLatch(1);
            Thread waits =
                    Thread.ofVirtual()
                            .name("waits")
                            .start(() -> {
                                try {
                                    never.await();
                                } catch (InterruptedException e) {
                                    System.out.println("interrupted");
                                }
                            });
            while (waits.getState() != Thread.State.WAITING) {
                Thread.yield();
            }
            System.out.println("ready");
            System.in.read();
            waits.interrupt();
            waits.join();
        }
    }

    @Test
    void schedtraceHasTheShapeOfGos() throws Exception {
        JavaRun run =
                JavaRun.java(
                        List.of(JavaRun.agent("schedtrace=1"), "-Dbaton.maxprocs=3"),
                        WaitsForInput.class);

        assertThat(run.err().lines()).isNotEmpty().allMatch(line -> line.matches(SCHED));
    }

    @Test
    void quitShowsTheSchedulerBesideTheJvmsThreads() throws Exception {
        JavaRun.Started started =
                JavaRun.start(
                        JavaRun.command(
                                List.of(
                                        JavaRun.agent("dump-on-quit"),
                                        "-Djdk.virtualThreadScheduler.parallelism=3"),
                                WaitsForInput.class),
                        Map.of());
        try (BufferedReader out = started.process().inputReader(UTF_8)) {
            assertThat(out.readLine()).isEqualTo("ready");
            long pid = started.process().pid();
            assertThat(new ProcessBuilder("kill", "-QUIT", "" + pid).start().waitFor()).isZero();
            assertThat(started.awaitError("CountDownLatch.await"))
                    .contains("jdk.virtualThreadScheduler.parallelism=3 is read as maxProcs")
                    .contains(
                            "maxprocs=3",
                            "\"waits\": waiting for java.util.concurrent.CountDownLatch$Sync");
            started.process().outputWriter().close(); // its end
            assertThat(out.lines())
                    .contains("interrupted")
                    .anyMatch(line -> line.startsWith("Full thread dump"));
        } finally {
            started.process().destroyForcibly();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"procs=0", "procs=x", "max-threads=0", "schedtrace=-1", "nonsense=1"})
    void aWrongOptionIsNamedBeforeTheProgramStarts(String option) throws Exception {
        JavaRun run = JavaRun.onBaton(option, OneThread.class);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().contains(option);
    }

    /** By a wrong property of the JDK's own scheduler, which it does not find before it is used. */
    @ParameterizedTest
    @ValueSource(strings = {"parallelism=0", "parallelism=x", "maxPoolSize=0"})
    void whatTheJdkCantMakeVirtualThreadsOfIsNamed(String setting) throws Exception {
        String flag = "-Djdk.virtualThreadScheduler." + setting;

        JavaRun without = JavaRun.java(List.of(JavaRun.agent(""), flag), Empty.class);
        JavaRun run = JavaRun.java(List.of(JavaRun.agent(""), flag), OneThread.class);
        JavaRun strict = JavaRun.java(List.of(JavaRun.agent("strict"), flag), Empty.class);

        assertThat(without.exitCode()).isZero();
        assertThat(without.err()).isEmpty();
        assertThat(run.exitCode()).isEqualTo(1); // as on the JDK, which throws
        assertThat(run.err().lines().findFirst().orElseThrow())
                .startsWith("baton: virtual threads can't be had from this JVM: ")
                .endsWith("; see " + flag + "; the program runs without Baton");
        assertThat(strict.exitCode()).isEqualTo(69);
        assertThat(strict.err().lines()).singleElement().asString().endsWith("; see " + flag);
    }

    @Test
    void aWrongVariableIsNamedAsSuch() throws Exception {
        JavaRun run = withEnvironment(List.of(JavaRun.agent("")), Map.of("BATON_MAXPROCS", "many"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("baton: BATON_MAXPROCS=many: must be");
    }

    @Test
    void aWrongPropertyOfTheRuntimeIsNamedToo() throws Exception {
        JavaRun run =
                JavaRun.java(List.of(JavaRun.agent(""), "-Dbaton.stuck=guess"), OneThread.class);

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err()).startsWith("baton: -Dbaton.stuck=guess: must be");
    }

    @Test
    void theEnvironmentSaysTheSameAsOptions() throws Exception {
        JavaRun run =
                withEnvironment(
                        List.of(JavaRun.agent("")),
                        Map.of("BATON_STATS", "true", "BATON_MAXPROCS", "3"));

        assertThat(run.err()).contains("\"maxProcs\":3,");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "no", "off", "OFF"})
    void disabledItIsAsIfItWasNotThere(String off) throws Exception {
        JavaRun run =
                withEnvironment(
                        List.of(JavaRun.agent("stats,log,prox=1")),
                        Map.of("BATON_ENABLED", off, "BATON_MAXPROCS", "many", "BATON_X", "1"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.err()).isEmpty();
        assertThat(run.out()).contains("ForkJoinPool").doesNotContain("baton");
    }

    @Test
    void disabledNoClassOfOursIsLoadedButTheAgentsEntry() throws Exception {
        assertThat(classesLoaded(Map.of("BATON_ENABLED", "0")))
                .containsExactly("dev.baton.agent.Premain");
    }

    /** Else the test above would say nothing. */
    @Test
    void enabledMoreOfThemAreLoaded() throws Exception {
        assertThat(classesLoaded(Map.of("BATON_ENABLED", "1")))
                .contains("dev.baton.agent.Premain", "dev.baton.agent.Agent", "dev.baton.Baton");
    }

    private static List<String> classesLoaded(Map<String, String> environment) throws Exception {
        JavaRun run =
                withEnvironment(
                        List.of("-Xlog:class+load:stdout:none", JavaRun.agent("")), environment);
        return run.out()
                .lines()
                .filter(line -> line.contains("baton.jar") || line.startsWith("dev.baton."))
                .map(line -> line.replaceFirst(" .*", ""))
                .filter(name -> !name.startsWith(OptionsTest.class.getName()))
                .toList();
    }

    @Test
    void anUnknownNameGetsOneWarningWithTheNearest() throws Exception {
        JavaRun run =
                withEnvironment(
                        List.of("-Dbaton.maxprocz=3", JavaRun.agent("strict")),
                        Map.of("BATON_STATZ", "true"));

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).contains("@baton-main-M");
        assertThat(run.err().lines())
                .containsExactly(
                        "baton: baton.maxprocz is not known and is ignored; the nearest that is"
                                + " known is -Dbaton.maxprocs",
                        "baton: BATON_STATZ is not known and is ignored; the nearest that is known"
                                + " is BATON_STATS");
    }

    @Test
    void aFlagThatIsNeitherOnNorOffIsRefused() throws Exception {
        JavaRun run = withEnvironment(List.of(JavaRun.agent("")), Map.of("BATON_ENABLED", "maybe"));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "baton: BATON_ENABLED=maybe: must be true, false, 1, 0, yes, no, on or"
                                + " off\n");
    }

    @Test
    void theJvmsOwnVariableDoesAsWell() throws Exception {
        JavaRun run =
                withEnvironment(
                        List.of(), Map.of("JAVA_TOOL_OPTIONS", JavaRun.agent("procs=1,stats")));

        assertThat(run.out()).contains("@baton-main-M");
        assertThat(run.err()).contains("Picked up JAVA_TOOL_OPTIONS", "\"maxProcs\":1,");
    }
}
