package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class UncaughtExceptionsTest {
    private static final class Expected extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }

    private static void fail() {
        throw new Expected();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "A thread can take full control of how it responds to uncaught exceptions by"
                            + " having its uncaught exception handler explicitly set.")
    void theThreadsOwnHandlerIsCalledInTheThread() throws Exception {
        AtomicReference<Thread> in = new AtomicReference<>();
        AtomicReference<Throwable> what = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().unstarted(UncaughtExceptionsTest::fail);
        thread.setUncaughtExceptionHandler((t, e) -> {
            in.set(Thread.currentThread());
            what.set(e);
        });
        thread.start();
        thread.join();
        assertThat(in.get()).isSameAs(thread);
        assertThat(what.get()).isInstanceOf(Expected.class);
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "If this thread has not had an uncaught exception handler explicitly set then"
                        + " this thread's ThreadGroup object is returned, unless this thread has"
                        + " terminated, in which case null is returned.")
    void theGroupIsTheHandlerWhenNoneIsSet() throws Exception {
        Thread thread = Thread.ofVirtual().unstarted(() -> {});
        assertThat(thread.getUncaughtExceptionHandler()).isSameAs(thread.getThreadGroup());
        thread.start();
        thread.join();
        assertThat(thread.getUncaughtExceptionHandler()).isNull();
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "Set the default handler invoked when a thread abruptly terminates due to an"
                            + " uncaught exception, and no other handler has been defined for that"
                            + " thread.")
    void theDefaultHandlerIsCalled() throws Exception {
        AtomicReference<Thread> failed = new AtomicReference<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((t, e) -> failed.set(t));
        try {
            Thread thread = Thread.ofVirtual().start(UncaughtExceptionsTest::fail);
            thread.join();
            assertThat(failed.get()).isSameAs(thread);
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
    }

    @Test
    @Says(
            of = Thread.UncaughtExceptionHandler.class,
            value =
                    "Any exception thrown by this method will be ignored by the Java Virtual"
                            + " Machine.")
    void whatTheHandlerThrowsIsIgnored() throws Exception {
        Thread thread = Thread.ofVirtual().unstarted(UncaughtExceptionsTest::fail);
        thread.setUncaughtExceptionHandler((t, e) -> {
            throw new IllegalStateException("from the handler");
        });
        thread.start();
        assertThat(Patience.FOR_ONE_THING.waitFor(thread::join)).isTrue();
        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    }

    @Test
    @Says(
            of = Thread.UncaughtExceptionHandler.class,
            value =
                    "Method invoked when the given thread terminates due to the given uncaught"
                            + " exception.")
    void theHandlerMayBlock() throws Exception {
        AtomicReference<Thread.State> state = new AtomicReference<>();
        Thread thread = Thread.ofVirtual().unstarted(UncaughtExceptionsTest::fail);
        thread.setUncaughtExceptionHandler((t, e) -> {
            Task.pause();
            state.set(t.getState());
        });
        thread.start();
        thread.join();
        assertThat(state).hasValue(Thread.State.RUNNABLE);
    }

    @Test
    @Says(
            of = Thread.class,
            value =
                    "A thread terminates if either its run method completes normally, or if its run"
                            + " method completes abruptly and the appropriate uncaught exception"
                            + " handler completes normally or abruptly.")
    void theMonitorsOfAThreadThatFailsAreFree() throws Exception {
        Object lock = new Object();
        Thread thread =
                Thread.ofVirtual()
                        .uncaughtExceptionHandler((t, e) -> {})
                        .start(() -> {
                            synchronized (lock) {
                                fail();
                            }
                        });
        thread.join();
        synchronized (lock) {
            assertThat(Thread.holdsLock(lock)).isTrue();
        }
    }

    @Test
    @Says(
            of = ThreadGroup.class,
            value =
                    "Otherwise, a message containing the thread's name, as returned from the"
                        + " thread's getName method, and a stack backtrace, using the Throwable's"
                        + " printStackTrace method, is printed to the standard error stream.")
    void nothingElseIsWrittenButTheTrace() throws Exception {
        ChildJvm child = ChildJvm.run(Fails.class);
        assertThat(child.status()).isZero();
        assertThat(child.out()).isEqualTo("main goes on\n");
        assertThat(child.err())
                .startsWith("Exception in thread \"failing\" java.lang.IllegalStateException: why")
                .contains("at java.base/java.lang.VirtualThread.run");
    }

    static final class Fails {
        private Fails() {}

        public static void main(String[] args) throws Exception {
            Thread.ofVirtual()
                    .name("failing")
                    .start(() -> {
                        throw new IllegalStateException("why");
                    })
                    .join();
            System.out.println("main goes on");
        }
    }
}
