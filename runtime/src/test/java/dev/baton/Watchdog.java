package dev.baton;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Method;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;

/**
 * Fails a test that does not end in time, with the state of its schedulers: of a wake-up that was
 * lost, nothing else tells. The test runs in a thread of its own, which is left behind when it
 * hangs, so that the other tests still have their turn.
 *
 * <p>A test that passed must also have left its schedulers sound: within the same time all Gs have
 * ended, every slot for a running P is free again (one lost or counted twice would show), and they
 * close with no thread left.
 */
public final class Watchdog implements InvocationInterceptor {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    /** The head of a dump in which nothing runs, waits or is looked for. */
    private static final Pattern QUIET =
            Pattern.compile("maxprocs=(\\d+) npidle=\\1 nmspinning=0 runq=0 ");

    /** A scheduler: its state in text, and how it is closed. */
    private record Watched(Supplier<String> dump, Runnable close) {}

    private final Duration limit;
    private final Queue<Watched> watched = new ConcurrentLinkedQueue<>();

    /** For tests that take seconds at most. */
    public Watchdog() {
        this(LIMIT);
    }

    /** For longer ones. */
    Watchdog(Duration limit) {
        this.limit = limit;
    }

    /** A scheduler with so many Ps, watched. */
    Baton baton(int procs) {
        return watch(Baton.builder().maxProcs(procs).build());
    }

    /** Shows this instance's state if the test does not end, and closes it after it has. */
    Baton watch(Baton baton) {
        watch(
                baton::dump,
                () -> {
                    baton.close();
                    assertThat(baton.stats().gLive()).as("Gs after close").isZero();
                    assertThat(baton.stats().threadsLive()).as("threads after close").isZero();
                });
        return baton;
    }

    /** The same of a scheduler without its public face. */
    public void watch(Supplier<String> dump, Runnable close) {
        watched.add(new Watched(dump, close));
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> test,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        runWatched(test, context);
    }

    @Override
    public void interceptTestTemplateMethod(
            Invocation<Void> test,
            ReflectiveInvocationContext<Method> method,
            ExtensionContext context)
            throws Throwable {
        runWatched(test, context);
    }

    private void runWatched(Invocation<Void> test, ExtensionContext context) throws Throwable {
        FutureTask<Throwable> outcome = new FutureTask<>(() -> failureOf(test));
        Thread runner = Thread.ofPlatform().daemon().name("test").start(outcome);
        try {
            Throwable failure = outcome.get(limit.toNanos(), TimeUnit.NANOSECONDS);
            if (failure != null) {
                throw failure;
            }
        } catch (TimeoutException e) {
            String state = state(runner);
            // Printed too: the report shows it only when all tests are through.
            System.err.println(context.getDisplayName() + " hangs\n" + state);
            throw new AssertionError("did not end within " + limit + "\n" + state, e);
        } catch (ExecutionException e) {
            throw e.getCause();
        }
    }

    private Throwable failureOf(Invocation<Void> test) {
        try {
            test.proceed();
            for (Watched scheduler : watched) {
                Await.until(() -> QUIET.matcher(scheduler.dump.get()).find());
                scheduler.close.run();
            }
            return null;
        } catch (Throwable failure) {
            return failure;
        }
    }

    private String state(Thread runner) {
        StringBuilder state = new StringBuilder();
        for (Watched scheduler : watched) {
            state.append(scheduler.dump.get()).append('\n');
        }
        for (Map.Entry<Thread, StackTraceElement[]> e : Thread.getAllStackTraces().entrySet()) {
            if (e.getKey() == runner || e.getKey().getName().startsWith("baton-")) {
                state.append(e.getKey()).append('\n');
                for (StackTraceElement frame : e.getValue()) {
                    state.append("    at ").append(frame).append('\n');
                }
            }
        }
        return state.toString();
    }
}
