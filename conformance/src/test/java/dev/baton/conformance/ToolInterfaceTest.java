package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an agent of the JVM TI sees of virtual threads, and does with them. */
@OnVirtualThreads
class ToolInterfaceTest {
    private static final String SPECIFICATION = "JVM TI";

    // A thread's states, as jvmti.h puts them together.
    private static final String NEW = "0";
    private static final String TERMINATED = "2";
    private static final String RUNNABLE = "5";
    private static final String IN_OBJECT_WAIT = "191";
    private static final String PARKED = "291";
    private static final String SLEEPING = "2a1";

    /** What the program printed. */
    private static final Map<String, String> SEEN = new HashMap<>();

    @TempDir private static Path dir;

    private static String agent;

    @BeforeAll
    static void startTheProgramWithTheAgent() throws Exception {
        Path fifo = Fifos.make(dir.resolve("fifo"));
        agent = ThreadTool.compile().toString();
        ChildJvm child = run(SeenByATool.class, fifo.toString());
        assertThat(child.err()).isEmpty();
        assertThat(child.status()).isZero();
        for (String line : child.out().lines().toList()) {
            int equals = line.indexOf('=');
            SEEN.put(line.substring(0, equals), line.substring(equals + 1));
        }
    }

    @AfterAll
    static void deleteTheAgent() throws Exception {
        if (agent != null) {
            Files.delete(Path.of(agent));
        }
    }

    private static ChildJvm run(Class<?> program, String arg) throws Exception {
        List<String> options = List.of("-agentpath:" + agent, "--enable-native-access=ALL-UNNAMED");
        try {
            return ChildJvm.end(ChildJvm.start(options, program, agent, arg));
        } catch (AssertionError e) {
            if (ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                    .anyMatch(option -> option.startsWith("-javaagent:"))) {
                throw e;
            }
            // Seen once: the JDK alone did not end. It is not what is judged here.
            System.err.println(e.getMessage());
            return ChildJvm.end(ChildJvm.start(options, program, agent, arg));
        }
    }

    private static List<String> frames(String of) {
        return List.of(SEEN.get(of + ", frames").split(" "));
    }

    @Test
    @Says(
            in = SPECIFICATION,
            value = "A virtual thread start event is generated before its initial method executes.")
    void eachVirtualThreadIsSeenToStartAndToEndOnce() {
        assertThat(SEEN).containsEntry("starts and ends", "100 100");
    }

    @Test
    @Says(
            in = "com.sun.hotspot.events.VirtualThreadMount",
            value =
                    "A virtual thread mount event is generated before its method continue to"
                            + " execute on the mounted thread.")
    void aThreadThatParksThreeTimesIsMountedFourTimes() {
        assertThat(SEEN).containsEntry("mounts and unmounts", "4 4");
    }

    @Test
    @Says(in = SPECIFICATION, value = "Get the state of a thread.")
    void aParkedThreadIsParked() {
        assertThat(SEEN).containsEntry("parked", PARKED);
    }

    @Test
    @Says(in = SPECIFICATION, value = "Get the state of a thread.")
    void aThreadInTheKernelIsRunnable() {
        assertThat(SEEN).containsEntry("opens", RUNNABLE);
    }

    @Test
    @Says(in = SPECIFICATION, value = "Get the state of a thread.")
    void aThreadThatComputesIsRunnable() {
        assertThat(SEEN).containsEntry("computes", RUNNABLE);
    }

    @Test
    @Says(in = SPECIFICATION, value = "Get the state of a thread.")
    void aThreadThatSleepsIsSleeping() {
        assertThat(SEEN).containsEntry("sleeps", SLEEPING);
    }

    @Test
    @Says(in = SPECIFICATION, value = "Get the state of a thread.")
    void aThreadInObjectWaitIsInIt() {
        assertThat(SEEN).containsEntry("waits", IN_OBJECT_WAIT);
    }

    @Test
    @Says(in = SPECIFICATION, value = "The state of a thread which hasn't started yet would be: 0")
    void aNewThreadHasNoState() {
        assertThat(SEEN).containsEntry("new", NEW);
    }

    @Test
    @Says(
            in = SPECIFICATION,
            value =
                    "JVMTI_THREAD_STATE_TERMINATED cannot be set unless JVMTI_THREAD_STATE_ALIVE is"
                            + " not set.")
    void aThreadThatHasEndedIsTerminated() {
        assertThat(SEEN).containsEntry("ended", TERMINATED);
    }

    @Test
    @Says(in = SPECIFICATION, value = "Get information about the stack of a thread.")
    void theFramesOfAParkedThreadAreThere() {
        assertThat(frames("parked"))
                .contains("java/util/concurrent/locks/LockSupport.park")
                .contains("dev/baton/conformance/SeenByATool.parkHere")
                .contains("java/lang/VirtualThread.run");
    }

    @Test
    @Says(in = SPECIFICATION, value = "Get information about the stack of a thread.")
    void theFramesOfAThreadInTheKernelAreTheProgramsAndTheJdks() {
        assertThat(frames("opens"))
                .startsWith("java/io/FileInputStream.open0", "java/io/FileInputStream.open")
                .contains(
                        "dev/baton/conformance/SeenByATool.openHere", "java/lang/VirtualThread.run")
                .allMatch(frame -> frame.matches("(java|jdk|dev/baton/conformance)/.*"));
    }

    @Test
    @Says(in = SPECIFICATION, value = "Get information about the stack of a thread.")
    void theFramesOfAThreadThatComputesAreThere() {
        assertThat(frames("computes"))
                .contains("dev/baton/conformance/SeenByATool.computeHere")
                .contains("java/lang/VirtualThread.run");
    }

    @Test
    @Says(in = SPECIFICATION, value = "Get information about the stacks of the supplied threads.")
    void theFramesOfSeveralThreadsAreThereAtATime() {
        assertThat(SEEN).containsEntry("all frames", "[sleepHere][parkHere][computeHere]");
    }

    @Test
    @Says(
            in = SPECIFICATION,
            value =
                    "Get the object, if any, whose monitor the specified thread is waiting to enter"
                            + " or waiting to regain through java.lang.Object.wait.")
    void theMonitorThatAThreadWaitsForIsSeenAndWhoOwnsIt() {
        assertThat(SEEN).containsEntry("monitors", "1 owned, true; contended true, true; 401");
    }

    @Test
    @Says(in = SPECIFICATION, value = "The daemon status of a virtual thread is always JNI_TRUE.")
    void aVirtualThreadIsADaemonOfNormalPriority() {
        assertThat(SEEN).containsEntry("info", "known, priority 5, daemon");
    }

    @Test
    @Says(in = SPECIFICATION, value = "It does not include virtual threads.")
    void amongAllThreadsIsNoVirtualOne() {
        assertThat(SEEN).containsEntry("all threads", "true false");
    }

    @Test
    @Says(
            in = SPECIFICATION,
            value =
                    "If the thread is currently suspended, this function does nothing and returns"
                            + " an error.")
    void aThreadThatComputesIsSuspendedOnceAndResumedOnce() {
        assertThat(SEEN)
                .containsEntry(
                        "suspended while it computes",
                        "%d %d 100005 0 steps %d %d went on"
                                .formatted(
                                        ThreadTool.NONE,
                                        ThreadTool.THREAD_SUSPENDED,
                                        ThreadTool.NONE,
                                        ThreadTool.THREAD_NOT_SUSPENDED));
    }

    @Test
    @Says(in = SPECIFICATION, value = "Suspend the specified thread.")
    void aSuspendedThreadThatIsUnparkedGoesOnWhenItIsResumed() {
        assertThat(SEEN).containsEntry("suspended while parked", "0 100291 true 0 went on");
    }

    @Test
    @Says(in = SPECIFICATION, value = "Suspend the specified thread.")
    void aThreadSuspendedInTheKernelGoesOnWhenItIsResumed() {
        assertThat(SEEN)
                .containsEntry(
                        "suspended while it opens",
                        "0 100005 java/io/FileInputStream.open0 true 0 went on");
    }

    /** Which has a carrier: the others may keep all that they have. */
    @Test
    @Says(
            in = SPECIFICATION,
            value = "Suspend all virtual threads except those in the exception list.")
    void theOneThatIsNotSuspendedGoesOnWhereverTheOthersAre() throws Exception {
        ChildJvm child = run(SuspendedCrowd.class, dir.resolve("file").toString());
        assertThat(child.out()).isEqualTo("went on\n");
        assertThat(child.err()).isEmpty();
        assertThat(child.status()).isZero();
    }

    @Test
    @Says(
            in = SPECIFICATION,
            value = "Interrupt the specified thread (similar to java.lang.Thread.interrupt).")
    void anInterruptEndsAPark() {
        assertThat(SEEN).containsEntry("interrupted", "0 true");
    }
}
