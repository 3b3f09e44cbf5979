package dev.baton.agent;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Programs that know nothing of Baton run on it, and can't tell but by the names of carriers. */
class TakeoverTest {
    /** A virtual thread shows the platform thread that it runs on. */
    private static final String ON_BATON = "@baton-main-M\\d+";

    /** Makes virtual threads in all ways that there are, and prints each. */
    static final class AllWays {
        public static void main(String[] args) throws Exception {
            Runnable show = () -> System.out.println(Thread.currentThread());
            Thread.startVirtualThread(show).join();
            Thread.ofVirtual().name("named").start(show).join();
            Thread unstarted = Thread.ofVirtual().unstarted(show);
            unstarted.start();
            unstarted.join();
            ThreadFactory factory = Thread.ofVirtual().name("made-", 0).factory();
            Thread made = factory.newThread(show);
            made.start();
            made.join();
            try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
                executor.submit(show).get();
            }
            Thread.startVirtualThread(() -> startAndJoin(() -> startAndJoin(show))).join();
        }

        private static void startAndJoin(Runnable task) {
            try {
                Thread.startVirtualThread(task).join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    @Test
    void everyVirtualThreadIsAG() throws Exception {
        JavaRun run = JavaRun.onBaton("", AllWays.class);

        assertThat(run.err()).isEmpty();
        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(6).allMatch(line -> line.matches(".*" + ON_BATON));
    }

    @Test
    void withoutTheAgentNoneIs() throws Exception {
        JavaRun run = JavaRun.onTheJdk(AllWays.class);

        assertThat(run.out().lines()).hasSize(6).noneMatch(line -> line.matches(".*" + ON_BATON));
    }

    /** Looks for Baton by the names of its classes. */
    static final class LooksForBaton {
        public static void main(String[] args) throws Exception {
            Thread.startVirtualThread(() -> {}).join();
            Stream.of("dev.baton.Baton", "dev.baton.sched.Scheduler", "dev.baton.agent.Agent")
                    .filter(LooksForBaton::isThere)
                    .forEach(System.out::println);
        }

        private static boolean isThere(String name) {
            try {
                Class.forName(name);
                return true;
            } catch (ClassNotFoundException e) {
                return false;
            }
        }
    }

    @Test
    void theProgramDoesNotSeeBatonsClasses() throws Exception {
        JavaRun run = JavaRun.onBaton("", LooksForBaton.class);

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEmpty();
    }

    /** On such a JVM virtual threads are threads of the OS. */
    private static final List<String> WITHOUT_THE_SEAM =
            List.of("-XX:+UnlockExperimentalVMOptions", "-XX:-VMContinuations");

    private static JavaRun withoutTheSeam(String options) throws Exception {
        List<String> flags = new ArrayList<>(WITHOUT_THE_SEAM);
        flags.add(JavaRun.agent(options));
        return JavaRun.java(flags, AllWays.class);
    }

    @Test
    void whereTheSeamIsNotKnownTheProgramRunsAsItDoesWithoutBaton() throws Exception {
        JavaRun run = withoutTheSeam("");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines()).hasSize(6);
        assertThat(run.err().lines())
                .singleElement()
                .asString()
                .contains("BoundVirtualThread", Runtime.version().toString())
                .endsWith("; the program runs without Baton");
    }

    @Test
    void strictlyItDoesNotRun() throws Exception {
        JavaRun run = withoutTheSeam("strict");

        assertThat(run.exitCode()).isEqualTo(69);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).singleElement().asString().contains("BoundVirtualThread");
    }
}
