package dev.baton.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RecursiveTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.SubmissionPublisher;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@OnVirtualThreads
class ExecutorsTest {
    @Test
    @Says(
            of = Executors.class,
            value = "Creates an Executor that starts a new virtual Thread for each task.")
    void everyTaskHasAVirtualThreadOfItsOwn() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Thread> first = executor.submit(Thread::currentThread);
            Future<Thread> second = executor.submit(Thread::currentThread);
            assertThat(first.get().isVirtual()).isTrue();
            assertThat(second.get()).isNotSameAs(first.get());
        }
    }

    @Test
    @Says(
            of = Executors.class,
            value = "The number of threads created by the Executor is unbounded.")
    void aThousandTasksWaitForEachOther() throws Exception {
        int n = 1_000;
        CountDownLatch all = new CountDownLatch(n);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Boolean>> futures = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                futures.add(
                        executor.submit(() -> {
                            all.countDown();
                            return all.await(20, TimeUnit.SECONDS);
                        }));
            }
            for (Future<Boolean> future : futures) {
                assertThat(future.get()).isTrue();
            }
        }
    }

    @Test
    @Says(
            of = Executors.class,
            value = "Creates an Executor that starts a new Thread for each task.")
    void theFactorysThreadsAreUsed() throws Exception {
        var factory = Thread.ofVirtual().name("worker-", 0).factory();
        try (var executor = Executors.newThreadPerTaskExecutor(factory)) {
            assertThat(executor.submit(() -> Thread.currentThread().getName()).get())
                    .isEqualTo("worker-0");
            assertThat(executor.submit(() -> Thread.currentThread().getName()).get())
                    .isEqualTo("worker-1");
        }
    }

    @Test
    @Says(
            of = RejectedExecutionException.class,
            value = "Exception thrown by an Executor when a task cannot be accepted for execution.")
    void aFactoryThatReturnsNullIsAReject() {
        try (var executor = Executors.newThreadPerTaskExecutor(task -> null)) {
            assertThatThrownBy(() -> executor.submit(() -> {}))
                    .isInstanceOf(RejectedExecutionException.class);
        }
    }

    @Test
    @Says(
            of = ExecutorService.class,
            value =
                    "Initiates an orderly shutdown in which previously submitted tasks are"
                            + " executed, but no new tasks will be accepted.")
    void shutdownLetsTasksEnd() throws Exception {
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        CountDownLatch go = new CountDownLatch(1);
        Future<String> future =
                executor.submit(() -> {
                    go.await();
                    return "done";
                });
        executor.shutdown();
        assertThat(executor.isShutdown()).isTrue();
        assertThat(executor.isTerminated()).isFalse();
        assertThatThrownBy(() -> executor.submit(() -> {}))
                .isInstanceOf(RejectedExecutionException.class);
        go.countDown();
        assertThat(future.get()).isEqualTo("done");
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    @Says(
            of = Executors.class,
            value =
                    "Invoking cancel(true) on a Future representing the pending result of a task"
                            + " submitted to the Executor will interrupt the thread executing the"
                            + " task.")
    void cancelInterruptsTheThread() throws Exception {
        AtomicBoolean interrupted = new AtomicBoolean();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            CountDownLatch started = new CountDownLatch(1);
            Future<?> future =
                    executor.submit(() -> {
                        started.countDown();
                        try {
                            Thread.sleep(Duration.ofHours(1));
                        } catch (InterruptedException e) {
                            interrupted.set(true);
                        }
                    });
            started.await();
            assertThat(future.cancel(true)).isTrue();
            assertThat(future.isCancelled()).isTrue();
            assertThatThrownBy(future::get).isInstanceOf(CancellationException.class);
        }
        assertThat(interrupted).isTrue();
    }

    @Test
    @Says(
            of = ExecutorService.class,
            value =
                    "Attempts to stop all actively executing tasks, halts the processing of waiting"
                        + " tasks, and returns a list of the tasks that were awaiting execution.")
    void shutdownNowInterruptsAll() throws Exception {
        var executor = Executors.newVirtualThreadPerTaskExecutor();
        AtomicInteger interrupted = new AtomicInteger();
        CountDownLatch started = new CountDownLatch(5);
        for (int i = 0; i < 5; i++) {
            executor.submit(() -> {
                started.countDown();
                try {
                    new CountDownLatch(1).await();
                } catch (InterruptedException e) {
                    interrupted.incrementAndGet();
                }
            });
        }
        started.await();
        assertThat(executor.shutdownNow()).isEmpty();
        assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        assertThat(interrupted).hasValue(5);
    }

    @Test
    @Says(
            of = ExecutorService.class,
            value =
                    "This method waits until all tasks have completed execution and the executor"
                            + " has terminated.")
    void closeWaitsForAllTasks() {
        AtomicInteger done = new AtomicInteger();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 50; i++) {
                executor.submit(() -> {
                    Thread.sleep(1);
                    return done.incrementAndGet();
                });
            }
        }
        assertThat(done).hasValue(50);
    }

    @Test
    @Says(
            of = ExecutorService.class,
            value =
                    "If interrupted while waiting, this method stops all executing tasks as if by"
                            + " invoking shutdownNow().")
    void anInterruptedCloseStopsTheTasks() throws Exception {
        CountDownLatch started = new CountDownLatch(1);
        AtomicBoolean stopped = new AtomicBoolean();
        Task<Boolean> closer =
                Task.call(() -> {
                    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
                        executor.submit(() -> {
                            started.countDown();
                            try {
                                Thread.sleep(Duration.ofHours(1));
                            } catch (InterruptedException e) {
                                stopped.set(true);
                            }
                        });
                    }
                    return Thread.currentThread().isInterrupted();
                });
        started.await();
        closer.await(Thread.State.WAITING, Thread.State.TIMED_WAITING).thread().interrupt();
        assertThat(closer.result()).isTrue();
        assertThat(stopped).isTrue();
    }

    @Test
    @Says(
            of = ExecutorService.class,
            value =
                    "Executes the given tasks, returning a list of Futures holding their status and"
                            + " results when all complete.")
    void invokeAllReturnsWhenAllAreDone() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> tasks = List.of(() -> 1, () -> 2, () -> 3);
            List<Future<Integer>> futures = executor.invokeAll(tasks);
            assertThat(futures).allMatch(Future::isDone);
            assertThat(futures.stream().mapToInt(Future::resultNow).sum()).isEqualTo(6);
        }
    }

    @Test
    @Says(
            of = ExecutorService.class,
            value = "Upon return, tasks that have not completed are cancelled.")
    void invokeAllWithALimitCancels() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> tasks =
                    List.of(() -> {
                        new CountDownLatch(1).await();
                        return 1;
                    });
            List<Future<Integer>> futures = executor.invokeAll(tasks, 5, TimeUnit.MILLISECONDS);
            assertThat(futures.getFirst().isCancelled()).isTrue();
        }
    }

    @Test
    @Says(
            of = ExecutorService.class,
            value =
                    "Executes the given tasks, returning the result of one that has completed"
                            + " successfully (i.e., without throwing an exception), if any do.")
    void invokeAnyReturnsASuccess() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            String winner =
                    executor.invokeAny(
                            List.of(
                                    () -> {
                                        throw new IllegalStateException("loser");
                                    },
                                    () -> "winner",
                                    () -> {
                                        new CountDownLatch(1).await();
                                        return "never";
                                    }));
            assertThat(winner).isEqualTo("winner");
        }
    }

    @Test
    @Says(
            of = ExecutorService.class,
            value = "ExecutionException if no task successfully completes")
    void invokeAnyFailsWhenAllFail() {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<String>> tasks =
                    List.of(() -> {
                        throw new IllegalStateException("expected");
                    });
            assertThatThrownBy(() -> executor.invokeAny(tasks))
                    .isInstanceOf(ExecutionException.class);
        }
    }

    @Test
    @Says(of = Future.class, value = "ExecutionException if the computation threw an exception")
    void getThrowsWhatTheTaskThrew() {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> future =
                    executor.submit(() -> {
                        throw new IllegalStateException("expected");
                    });
            assertThatThrownBy(future::get)
                    .isInstanceOf(ExecutionException.class)
                    .hasCauseInstanceOf(IllegalStateException.class);
            assertThat(future.state()).isEqualTo(Future.State.FAILED);
        }
    }

    @Test
    @Says(
            of = Future.class,
            value =
                    "Waits if necessary for at most the given time for the computation to complete,"
                            + " and then retrieves its result, if available.")
    void getWithALimitGivesUp() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Boolean> future = executor.submit(() -> go.await(20, TimeUnit.SECONDS));
            assertThatThrownBy(() -> future.get(1, TimeUnit.MILLISECONDS))
                    .isInstanceOf(TimeoutException.class);
            go.countDown();
            assertThat(future.get()).isTrue();
        }
    }

    @Test
    @Says(
            of = FutureTask.class,
            value =
                    "Sets the result of this future to the given value unless this future has"
                            + " already been set or has been cancelled.")
    void aFutureTaskRunsInAVirtualThread() throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> Thread.currentThread().isVirtual());
        Thread.startVirtualThread(task);
        assertThat(task.get()).isTrue();
    }

    @Test
    @Says(
            of = ExecutorCompletionService.class,
            value = "A CompletionService that uses a supplied Executor to execute tasks.")
    void completedTasksAreTakenAsTheyComplete() throws Exception {
        try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
            var service = new ExecutorCompletionService<String>(executor);
            CountDownLatch firstIsTaken = new CountDownLatch(1);
            service.submit(() -> {
                firstIsTaken.await();
                return "second";
            });
            service.submit(() -> "first");
            assertThat(service.take().get()).isEqualTo("first");
            firstIsTaken.countDown();
            assertThat(service.take().get()).isEqualTo("second");
        }
    }

    @Test
    @Says(
            of = Executors.class,
            value =
                    "Creates a thread pool that reuses a fixed number of threads operating off a"
                        + " shared unbounded queue, using the provided ThreadFactory to create new"
                        + " threads when needed.")
    void aFixedPoolOfVirtualThreadsReusesThem() throws Exception {
        var factory = Thread.ofVirtual().name("pooled-", 0).factory();
        try (var executor = Executors.newFixedThreadPool(1, factory)) {
            Thread first = executor.submit(Thread::currentThread).get();
            assertThat(executor.submit(Thread::currentThread).get()).isSameAs(first);
            assertThat(first.isVirtual()).isTrue();
        }
    }

    @Test
    @Says(
            of = ScheduledExecutorService.class,
            value = "Submits a one-shot task that becomes enabled after the given delay.")
    void aScheduledPoolOfVirtualThreadsRunsAfterItsDelay() throws Exception {
        var factory = Thread.ofVirtual().factory();
        try (var executor = Executors.newScheduledThreadPool(1, factory)) {
            long start = System.nanoTime();
            long end = executor.schedule(System::nanoTime, 5, TimeUnit.MILLISECONDS).get();
            assertThat(end - start).isGreaterThanOrEqualTo(5_000_000);
        }
    }

    @Test
    @Says(
            of = ScheduledExecutorService.class,
            value =
                    "The sequence of task executions continues indefinitely until one of the"
                            + " following exceptional completions occur")
    void aPeriodicTaskRunsUntilItIsCancelled() throws Exception {
        var factory = Thread.ofVirtual().factory();
        CountDownLatch three = new CountDownLatch(3);
        try (var executor = Executors.newScheduledThreadPool(1, factory)) {
            Future<?> future =
                    executor.scheduleAtFixedRate(three::countDown, 0, 1, TimeUnit.MILLISECONDS);
            three.await();
            assertThat(future.cancel(false)).isTrue();
            assertThat(future.isCancelled()).isTrue();
        }
    }

    @Test
    @Says(
            of = ForkJoinPool.class,
            value = "Performs the given task, returning its result upon completion.")
    void aVirtualThreadInvokesAForkJoinTask() {
        class Sum extends RecursiveTask<Integer> {
            private static final long serialVersionUID = 1L;
            private final int from;
            private final int to;

            Sum(int from, int to) {
                this.from = from;
                this.to = to;
            }

            @Override
            protected Integer compute() {
                if (to - from <= 10) {
                    return IntStream.range(from, to).sum();
                }
                int middle = (from + to) / 2;
                Sum left = new Sum(from, middle);
                left.fork();
                return new Sum(middle, to).compute() + left.join();
            }
        }

        assertThat(ForkJoinPool.commonPool().invoke(new Sum(0, 1_000))).isEqualTo(499_500);
        assertThat(new Sum(0, 1_000).invoke()).isEqualTo(499_500);
    }

    @Test
    @Says(
            of = ForkJoinPool.class,
            value =
                    "The common pool is used by any ForkJoinTask that is not explicitly submitted"
                            + " to a specified pool.")
    void parallelStreamsEnd() {
        assertThat(IntStream.range(0, 100_000).parallel().filter(i -> i % 3 == 0).count())
                .isEqualTo(33_334);
    }

    @Test
    @Says(of = ForkJoinPool.class, value = "Runs the given possibly blocking task.")
    void managedBlockRunsTheBlocker() throws Exception {
        AtomicInteger blocked = new AtomicInteger();
        ForkJoinPool.managedBlock(
                new ForkJoinPool.ManagedBlocker() {
                    @Override
                    public boolean block() {
                        blocked.incrementAndGet();
                        return true;
                    }

                    @Override
                    public boolean isReleasable() {
                        return blocked.get() > 0;
                    }
                });
        assertThat(blocked).hasValue(1);
    }

    @Test
    @Says(
            of = SubmissionPublisher.class,
            value =
                    "Publishes the given item to each current subscriber by asynchronously invoking"
                            + " its onNext method, blocking uninterruptibly while resources for any"
                            + " subscriber are unavailable.")
    void aPublisherOnVirtualThreadsDeliversInOrder() throws Exception {
        List<Integer> got = new ArrayList<>();
        try (var executor = Executors.newVirtualThreadPerTaskExecutor();
                var publisher = new SubmissionPublisher<Integer>(executor, 4)) {
            var done = publisher.consume(got::add);
            for (int i = 0; i < 100; i++) {
                publisher.submit(i);
            }
            publisher.close();
            done.get(20, TimeUnit.SECONDS);
        }
        assertThat(got).isEqualTo(IntStream.range(0, 100).boxed().toList());
    }
}
