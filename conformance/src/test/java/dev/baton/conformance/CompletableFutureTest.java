package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class CompletableFutureTest {
    private static final Executor VIRTUAL = Thread::startVirtualThread;

    @Test
    @Says(
            of = CompletableFuture.class,
            value = "Waits if necessary for this future to complete, and then returns its result.")
    void getWaitsForTheValue() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Task<String> getter = Task.call(future::get).awaitWaiting();
        future.complete("value");
        assertThat(getter.result()).isEqualTo("value");
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "Returns the result value when complete, or throws an (unchecked) exception if"
                            + " completed exceptionally.")
    void joinThrowsACompletionException() {
        CompletableFuture<String> future = new CompletableFuture<>();
        future.completeExceptionally(new IllegalStateException("expected"));
        assertThatThrownBy(future::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(IllegalStateException.class);
        assertThatThrownBy(future::get).isInstanceOf(ExecutionException.class);
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "Waits if necessary for at most the given time for this future to complete, and"
                            + " then returns its result, if available.")
    void getGivesUpAfterItsTime() {
        long start = System.nanoTime();
        assertThatThrownBy(() -> new CompletableFuture<>().get(2, TimeUnit.MILLISECONDS))
                .isInstanceOf(TimeoutException.class);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(2_000_000);
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value = "InterruptedException if the current thread was interrupted while waiting")
    void getIsInterrupted() throws Exception {
        Task<Object> getter = Task.call(() -> new CompletableFuture<>().get()).awaitWaiting();
        getter.thread().interrupt();
        assertThatThrownBy(getter::result).isInstanceOf(InterruptedException.class);
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "Returns a new CompletableFuture that is asynchronously completed by a task"
                        + " running in the given executor with the value obtained by calling the"
                        + " given Supplier.")
    void supplyAsyncRunsInTheGivenExecutor() throws Exception {
        assertThat(
                        CompletableFuture.supplyAsync(
                                        () -> Thread.currentThread().isVirtual(), VIRTUAL)
                                .get())
                .isTrue();
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "Returns a new CompletableFuture that is asynchronously completed by a task"
                            + " running in the ForkJoinPool.commonPool()")
    void runAsyncOfAVirtualThreadRunsInAPlatformThread() throws Exception {
        assertThat(CompletableFuture.supplyAsync(() -> Thread.currentThread().isVirtual()).get())
                .isFalse();
    }

    @Test
    @Says(
            of = CompletionStage.class,
            value =
                    "Returns a new CompletionStage that, when this stage completes normally, is"
                            + " executed with this stage's result as the argument to the supplied"
                            + " function.")
    void thenApplyIsCalledByTheCompletingThread() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        CompletableFuture<Thread> applied = future.thenApply(s -> Thread.currentThread());
        Task<Void> completer = Task.start(() -> future.complete("value"));
        assertThat(applied.get()).isSameAs(completer.thread());
        completer.result();
    }

    @Test
    @Says(
            of = CompletionStage.class,
            value =
                    "Returns a new CompletionStage that is completed with the same value as the"
                            + " CompletionStage returned by the given function.")
    void thenComposeFollowsTheStage() throws Exception {
        assertThat(
                        CompletableFuture.supplyAsync(() -> 20, VIRTUAL)
                                .thenComposeAsync(
                                        i -> CompletableFuture.supplyAsync(() -> i + 1, VIRTUAL),
                                        VIRTUAL)
                                .get())
                .isEqualTo(21);
    }

    @Test
    @Says(
            of = CompletionStage.class,
            value =
                    "Returns a new CompletionStage that, when this and the other given stage both"
                        + " complete normally, is executed with the two results as arguments to the"
                        + " supplied function.")
    void thenCombineWaitsForBoth() throws Exception {
        CompletableFuture<Integer> left = new CompletableFuture<>();
        CompletableFuture<Integer> right = new CompletableFuture<>();
        CompletableFuture<Integer> sum = left.thenCombineAsync(right, Integer::sum, VIRTUAL);
        left.complete(1);
        assertThat(sum.isDone()).isFalse();
        right.complete(2);
        assertThat(sum.get()).isEqualTo(3);
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "Returns a new CompletableFuture that is completed when all of the given"
                            + " CompletableFutures complete.")
    void allOfWaitsForAll() throws Exception {
        CompletableFuture<?>[] futures = new CompletableFuture<?>[100];
        for (int i = 0; i < futures.length; i++) {
            futures[i] = CompletableFuture.runAsync(Thread::yield, VIRTUAL);
        }
        CompletableFuture.allOf(futures).get();
        assertThat(futures).allMatch(CompletableFuture::isDone);
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "Returns a new CompletableFuture that is completed when any of the given"
                            + " CompletableFutures complete, with the same result.")
    void anyOfTakesTheFirst() throws Exception {
        assertThat(
                        CompletableFuture.anyOf(
                                        new CompletableFuture<String>(),
                                        CompletableFuture.supplyAsync(() -> "first", VIRTUAL))
                                .get())
                .isEqualTo("first");
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "Exceptionally completes this CompletableFuture with a TimeoutException if not"
                            + " otherwise completed before the given timeout elapsed.")
    void orTimeoutCompletes() {
        CompletableFuture<String> future =
                new CompletableFuture<String>().orTimeout(2, TimeUnit.MILLISECONDS);
        assertThatThrownBy(future::get)
                .isInstanceOf(ExecutionException.class)
                .hasCauseInstanceOf(TimeoutException.class);
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "Completes this CompletableFuture with the given value if not otherwise"
                            + " completed before the given timeout elapsed.")
    void completeOnTimeoutCompletes() throws Exception {
        assertThat(
                        new CompletableFuture<String>()
                                .completeOnTimeout("late", 2, TimeUnit.MILLISECONDS)
                                .get())
                .isEqualTo("late");
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "Returns a new Executor that submits a task to the given base executor after"
                            + " the given delay")
    void aDelayedExecutorWaits() throws Exception {
        long start = System.nanoTime();
        long ran =
                CompletableFuture.supplyAsync(
                                System::nanoTime,
                                CompletableFuture.delayedExecutor(
                                        2, TimeUnit.MILLISECONDS, VIRTUAL))
                        .get();
        assertThat(ran - start).isGreaterThanOrEqualTo(2_000_000);
    }

    @Test
    @Says(
            of = CompletableFuture.class,
            value =
                    "If not already completed, completes this CompletableFuture with a"
                            + " CancellationException.")
    void cancelReleasesTheWaiters() throws Exception {
        CompletableFuture<String> future = new CompletableFuture<>();
        Task<String> getter = Task.call(future::get).awaitWaiting();
        assertThat(future.cancel(true)).isTrue();
        assertThatThrownBy(getter::result).isInstanceOf(CancellationException.class);
        assertThat(future.state()).isEqualTo(Future.State.CANCELLED);
    }

    @Test
    @Says(
            of = CompletionStage.class,
            value =
                    "Returns a new CompletionStage that, when this stage completes either normally"
                        + " or exceptionally, is executed with this stage's result and exception as"
                        + " arguments to the supplied function.")
    void handleSeesTheException() throws Exception {
        CompletableFuture<String> future =
                CompletableFuture.supplyAsync(
                        () -> {
                            throw new IllegalStateException("expected");
                        },
                        VIRTUAL);
        assertThat(future.handle((v, e) -> e.getCause().getMessage()).get()).isEqualTo("expected");
    }
}
