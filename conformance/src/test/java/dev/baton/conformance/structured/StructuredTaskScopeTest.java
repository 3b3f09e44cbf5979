package dev.baton.conformance.structured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.baton.conformance.OnVirtualThreads;
import dev.baton.conformance.Says;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.StructureViolationException;
import java.util.concurrent.StructuredTaskScope;
import java.util.concurrent.StructuredTaskScope.FailedException;
import java.util.concurrent.StructuredTaskScope.Joiner;
import java.util.concurrent.StructuredTaskScope.Subtask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The fifth preview of StructuredTaskScope, the one of JDK 25; other JDKs leave it out. */
@OnVirtualThreads
class StructuredTaskScopeTest {
    private static final ScopedValue<String> NAME = ScopedValue.newInstance();

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "Forking a subtask starts a new Thread to run the subtask.")
    void everySubtaskHasAVirtualThreadOfItsOwn() throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            Subtask<Thread> first = scope.fork(Thread::currentThread);
            Subtask<Thread> second = scope.fork(Thread::currentThread);
            scope.join();
            assertThat(first.get().isVirtual()).isTrue();
            assertThat(first.get()).isNotSameAs(second.get());
            assertThat(first.get()).isNotSameAs(Thread.currentThread());
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "The join method returns null if all subtasks complete successfully.")
    void joinWaitsForAll() throws Exception {
        CountDownLatch both = new CountDownLatch(2);
        try (var scope = StructuredTaskScope.open()) {
            for (int i = 0; i < 2; i++) {
                scope.fork(() -> {
                    both.countDown();
                    both.await();
                    return null;
                });
            }
            Object result = scope.join();
            assertThat(result).isNull();
        }
        assertThat(both.getCount()).isZero();
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value =
                    "It throws FailedException if any subtask fails, with the exception from the"
                            + " first subtask to fail as the cause.")
    void joinThrowsWhatASubtaskThrew() throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            scope.fork(() -> {
                throw new IllegalStateException("expected");
            });
            assertThatThrownBy(scope::join)
                    .isInstanceOf(FailedException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value =
                    "Cancelling the scope prevents new threads from starting in the scope and"
                            + " interrupts threads executing unfinished subtasks.")
    void aFailureInterruptsTheOthers() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(1);
        try (var scope = StructuredTaskScope.open()) {
            scope.fork(() -> {
                started.countDown();
                try {
                    Thread.sleep(Duration.ofHours(1));
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
            });
            scope.fork(() -> {
                started.await();
                throw new IllegalStateException("expected");
            });
            assertThatThrownBy(scope::join).isInstanceOf(FailedException.class);
            assertThat(scope.isCancelled()).isTrue();
            Subtask<String> late = scopeAfterCancel();
            assertThat(late.state()).isEqualTo(Subtask.State.UNAVAILABLE);
        }
        assertThat(interrupted).isTrue();
    }

    /** What is forked in a scope that is cancelled already. */
    private static Subtask<String> scopeAfterCancel() throws Exception {
        Joiner<String, Void> cancelling =
                new Joiner<>() {
                    @Override
                    public boolean onFork(Subtask<? extends String> subtask) {
                        return true;
                    }

                    @Override
                    public Void result() {
                        return null;
                    }
                };
        try (var scope = StructuredTaskScope.open(cancelling)) {
            Subtask<String> subtask = scope.fork(() -> "never");
            scope.join();
            return subtask;
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value =
                    "The joiner's Joiner.result() method returns the result of a subtask that"
                            + " completed successfully.")
    void anySuccessfulResultWins() throws Exception {
        try (var scope = StructuredTaskScope.open(Joiner.<String>anySuccessfulResultOrThrow())) {
            scope.fork(() -> {
                new CountDownLatch(1).await();
                return "never";
            });
            scope.fork(() -> "winner");
            assertThat(scope.join()).isEqualTo("winner");
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "returns a stream of all subtasks in the order that they were forked.")
    void allSuccessfulOnesComeInForkOrder() throws Exception {
        try (var scope = StructuredTaskScope.open(Joiner.<Integer>allSuccessfulOrThrow())) {
            for (int i = 0; i < 50; i++) {
                int value = i;
                scope.fork(() -> value);
            }
            assertThat(scope.join().mapToInt(Subtask::get).toArray()).hasSize(50).isSorted();
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "The Joiner does not cancel the scope if a subtask fails.")
    void awaitAllLetsTheOthersGoOn() throws Exception {
        try (var scope = StructuredTaskScope.open(Joiner.<String>awaitAll())) {
            Subtask<String> failing =
                    scope.fork(() -> {
                        throw new IllegalStateException("expected");
                    });
            Subtask<String> other = scope.fork(() -> "done");
            scope.join();
            assertThat(failing.state()).isEqualTo(Subtask.State.FAILED);
            assertThat(failing.exception()).isInstanceOf(IllegalStateException.class);
            assertThat(other.get()).isEqualTo("done");
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "If the test method returns true then the scope is cancelled.")
    void allUntilCancelsWhenThePredicateSaysSo() throws Exception {
        try (var scope =
                StructuredTaskScope.open(
                        Joiner.<String>allUntil(s -> s.state() == Subtask.State.SUCCESS))) {
            scope.fork(() -> {
                new CountDownLatch(1).await();
                return "never";
            });
            scope.fork(() -> "done");
            assertThat(scope.join().map(Subtask::state))
                    .containsExactly(Subtask.State.UNAVAILABLE, Subtask.State.SUCCESS);
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value =
                    "If the timeout expires before the scope has joined then the scope is cancelled"
                            + " and the join method throws TimeoutException.")
    void aTimeoutEndsTheJoin() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        try (var scope =
                StructuredTaskScope.open(
                        Joiner.<String>awaitAll(), c -> c.withTimeout(Duration.ofMillis(20)))) {
            scope.fork(() -> {
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.set(true);
                }
                return null;
            });
            assertThatThrownBy(scope::join)
                    .isInstanceOf(StructuredTaskScope.TimeoutException.class);
        }
        assertThat(interrupted).isTrue();
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value =
                    "If a ThreadFactory is set then its newThread method will be called to create"
                            + " threads when forking subtasks in this scope.")
    void theFactorysThreadsAreUsed() throws Exception {
        var factory = Thread.ofVirtual().name("subtask-", 0).factory();
        try (var scope =
                StructuredTaskScope.open(
                        Joiner.<String>awaitAll(), c -> c.withThreadFactory(factory))) {
            Subtask<String> subtask = scope.fork(() -> Thread.currentThread().getName());
            scope.join();
            assertThat(subtask.get()).isEqualTo("subtask-0");
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "Forking a subtask inherits the current thread's scoped value bindings.")
    void scopedValuesAreInherited() throws Exception {
        String seen =
                ScopedValue.where(NAME, "duke")
                        .call(() -> {
                            try (var scope = StructuredTaskScope.open()) {
                                Subtask<String> subtask = scope.fork(NAME::get);
                                scope.join();
                                return subtask.get();
                            }
                        });
        assertThat(seen).isEqualTo("duke");
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value =
                    "StructureViolationException if the current scoped value bindings are not the"
                            + " same as when the scope was created")
    void forkingWithOtherBindingsIsRefused() throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            ScopedValue.where(NAME, "duke")
                    .run(() ->
                            assertThatThrownBy(() -> scope.fork(() -> "never"))
                                    .isInstanceOf(StructureViolationException.class));
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "WrongThreadException if the current thread is not the scope owner")
    void onlyTheOwnerMayForkAndJoin() throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            AtomicReference<Throwable> thrown = new AtomicReference<>();
            Thread.ofVirtual()
                    .start(() -> {
                        try {
                            scope.fork(() -> "never");
                        } catch (Throwable e) {
                            thrown.set(e);
                        }
                    })
                    .join();
            assertThat(thrown.get()).isInstanceOf(WrongThreadException.class);
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value =
                    "IllegalStateException thrown after closing the scope if the scope owner did"
                            + " not attempt to join after forking")
    void closingWithoutAJoinIsRefused() {
        assertThatThrownBy(
                        () -> {
                            try (var scope = StructuredTaskScope.open()) {
                                scope.fork(() -> "forgotten");
                            }
                        })
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "IllegalStateException if already joined or this scope is closed")
    void joiningTwiceIsRefused() throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            scope.join();
            assertThatThrownBy(scope::join).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "InterruptedException if interrupted while waiting")
    void joinIsInterrupted() throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            Thread owner = Thread.currentThread();
            scope.fork(() -> {
                owner.interrupt();
                new CountDownLatch(1).await();
                return null;
            });
            assertThatThrownBy(scope::join).isInstanceOf(InterruptedException.class);
        }
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "This method then waits for all threads to finish.")
    void closeWaitsForThreadsThatIgnoreTheInterrupt() throws Exception {
        AtomicBoolean finished = new AtomicBoolean();
        CountDownLatch started = new CountDownLatch(1);
        try (var scope = StructuredTaskScope.open()) {
            scope.fork(() -> {
                started.countDown();
                long end = System.nanoTime() + 2_000_000;
                while (System.nanoTime() < end) {
                    Thread.yield();
                }
                finished.set(true);
            });
            scope.fork(() -> {
                started.await();
                throw new IllegalStateException("expected");
            });
            assertThatThrownBy(scope::join).isInstanceOf(FailedException.class);
        }
        assertThat(finished).isTrue();
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value = "it closes the underlying construct of each nested scope")
    void nestedScopesAreClosedWithTheOuterOne() throws Exception {
        var outer = StructuredTaskScope.open();
        var inner = StructuredTaskScope.open();
        AtomicBoolean ended = new AtomicBoolean();
        inner.fork(() -> {
            Thread.yield();
            ended.set(true);
        });
        assertThatThrownBy(outer::close).isInstanceOf(StructureViolationException.class);
        assertThat(ended).isTrue();
    }

    @Test
    @Says(
            of = StructuredTaskScope.class,
            value =
                    "IllegalStateException if the subtask has not completed, did not complete"
                        + " successfully, or the current thread is the scope owner invoking this"
                        + " method before joining")
    void getBeforeTheJoinIsRefused() throws Exception {
        try (var scope = StructuredTaskScope.open()) {
            Subtask<String> subtask = scope.fork(() -> "done");
            assertThatThrownBy(subtask::get).isInstanceOf(IllegalStateException.class);
            scope.join();
            assertThat(subtask.get()).isEqualTo("done");
        }
    }
}
