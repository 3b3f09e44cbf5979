package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What a G throws ends the G and nothing else. */
class UncaughtExceptionTest {
    @RegisterExtension private final Watchdog watchdog = new Watchdog();

    private final Queue<String> caught = new ConcurrentLinkedQueue<>();

    @Test
    void theDefaultHandlerHearsOfIt() throws Exception {
        Baton baton = watchdog.baton(1);
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, e) -> caught.add(thread.getName() + ": " + e.getMessage()));
        try {
            Thread g = baton.threadFactory().newThread(() -> fail("broken"));
            g.setName("G that throws");
            g.start();
            g.join();
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertThat(caught).containsExactly("G that throws: broken");
    }

    @Test
    void theThreadsOwnHandlerHearsOfItFirst() throws Exception {
        Baton baton = watchdog.baton(1);
        Thread g = baton.threadFactory().newThread(() -> fail("broken"));
        g.setUncaughtExceptionHandler((thread, e) -> caught.add("own: " + e.getMessage()));
        g.start();
        g.join();
        assertThat(caught).containsExactly("own: broken");
    }

    @Test
    void aHandlerThatThrowsDoesNoHarm() throws Exception {
        Baton baton = watchdog.baton(1);
        Thread g = baton.threadFactory().newThread(() -> fail("broken"));
        g.setUncaughtExceptionHandler((thread, e) -> fail("the handler, too"));
        PrintStream before = System.err;
        ByteArrayOutputStream written = new ByteArrayOutputStream();
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        try {
            g.start();
            g.join();
            assertThat(runOne(baton)).isEqualTo("ran");
        } finally {
            System.setErr(before);
        }
        assertThat(written.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    @Test
    void aThousandGsThatThrowLeaveTheSchedulerSound() throws Exception {
        Baton baton = watchdog.baton(2);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            int n = i;
            Thread g =
                    baton.threadFactory()
                            .newThread(() -> {
                                if (n % 2 == 0) {
                                    Thread.yield();
                                }
                                fail("G " + n);
                            });
            g.setUncaughtExceptionHandler((thread, e) -> caught.add(e.getMessage()));
            g.start();
            threads.add(g);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(caught).hasSize(1_000).doesNotHaveDuplicates();
        assertThat(runOne(baton)).isEqualTo("ran");
    }

    @Test
    void errorsOfTheVmAreHandedToTheirOwnerToo() throws Exception {
        Baton baton = watchdog.baton(1);
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            Future<Integer> deep = executor.submit(() -> recurse(0));
            assertThatThrownBy(deep::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(StackOverflowError.class);
        }
        assertThat(runOne(baton)).isEqualTo("ran");
    }

    private static String runOne(Baton baton) throws Exception {
        try (ExecutorService executor = baton.newVirtualThreadPerTaskExecutor()) {
            return executor.submit(() -> "ran").get();
        }
    }

    private static int recurse(int depth) {
        return depth < 0 ? 0 : recurse(depth + 1) + 1;
    }

    private static void fail(String message) {
        throw new IllegalStateException(message);
    }
}
