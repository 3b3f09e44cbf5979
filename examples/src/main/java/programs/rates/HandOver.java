package programs.rates;

import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Exchanger;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/** One thread wakes another. */
final class HandOver {
    private static final int AT_THE_BARRIER = 4;

    /** So often a thread is away from its CPU while it holds the lock, and the others queue up. */
    private static final int YIELD_EACH = 16;

    private HandOver() {}

    static void addTo(Map<String, Case> cases) {
        cases.put("synchronous-queue", crew -> queue(crew, new SynchronousQueue<>()));
        cases.put("linked-transfer-queue", HandOver::transferQueue);
        cases.put("exchanger", HandOver::exchanger);
        cases.put("array-blocking-queue", crew -> queue(crew, new ArrayBlockingQueue<>(1)));
        cases.put("park", crew -> park(crew, false));
        cases.put("park-platform", crew -> park(crew, true));
        cases.put("completable-future", HandOver::completableFuture);
        cases.put("semaphore", HandOver::semaphore);
        cases.put("cyclic-barrier", HandOver::cyclicBarrier);
        cases.put("wait-notify", HandOver::waitNotify);
        for (int threads : new int[] {2, 8, 64}) {
            cases.put("reentrant-lock-" + threads, crew -> lock(crew, threads));
            cases.put("synchronized-" + threads, crew -> monitor(crew, threads));
        }
        cases.put(
                "yield-8",
                crew ->
                        crew.virtual(
                                8,
                                () -> {
                                    Thread.yield();
                                    return 1;
                                }));
    }

    private static void queue(Crew crew, BlockingQueue<Integer> queue) {
        crew.virtual(() -> {
            queue.take();
            return 1;
        });
        crew.virtual(() -> {
            queue.put(1);
            return 0;
        });
    }

    private static void transferQueue(Crew crew) {
        LinkedTransferQueue<Integer> queue = new LinkedTransferQueue<>();
        crew.virtual(() -> {
            queue.take();
            return 1;
        });
        crew.virtual(() -> {
            queue.transfer(1);
            return 0;
        });
    }

    private static void exchanger(Crew crew) {
        Exchanger<Integer> exchanger = new Exchanger<>();
        crew.virtual(() -> {
            exchanger.exchange(1);
            return 1;
        });
        crew.virtual(() -> {
            exchanger.exchange(2);
            return 0;
        });
    }

    /** A ball that two threads throw to and fro; a round trip counts as one. */
    private static void park(Crew crew, boolean withPlatformThread) {
        class Table {
            volatile boolean isThere;
            volatile Thread here;
            volatile Thread there;
        }
        Table table = new Table();
        Step ping =
                () -> {
                    table.here = Thread.currentThread();
                    table.isThere = true;
                    LockSupport.unpark(table.there);
                    while (table.isThere) {
                        park();
                    }
                    return 1;
                };
        Step pong =
                () -> {
                    table.there = Thread.currentThread();
                    while (!table.isThere) {
                        park();
                    }
                    table.isThere = false;
                    LockSupport.unpark(table.here);
                    return 0;
                };
        crew.virtual(ping);
        if (withPlatformThread) {
            crew.platform(pong);
        } else {
            crew.virtual(pong);
        }
    }

    private static void park() throws InterruptedException {
        LockSupport.park();
        if (Thread.interrupted()) {
            throw new InterruptedException();
        }
    }

    /** What is handed over is the future that the other waits for next. */
    private static final class Relay {
        final CompletableFuture<Relay> next = new CompletableFuture<>();
    }

    private static void completableFuture(Crew crew) {
        Relay first = new Relay();
        Relay[] own = {first};
        crew.virtual(() -> {
            Relay reply = new Relay();
            own[0].next.complete(reply);
            own[0] = reply.next.get();
            return 1;
        });
        Relay[] others = {first};
        crew.virtual(() -> {
            Relay reply = others[0].next.get();
            others[0] = new Relay();
            reply.next.complete(others[0]);
            return 0;
        });
    }

    private static void semaphore(Crew crew) {
        Semaphore ping = new Semaphore(0);
        Semaphore pong = new Semaphore(0);
        crew.virtual(() -> {
            ping.release();
            pong.acquire();
            return 1;
        });
        crew.virtual(() -> {
            ping.acquire();
            pong.release();
            return 0;
        });
    }

    private static void cyclicBarrier(Crew crew) {
        CyclicBarrier barrier = new CyclicBarrier(AT_THE_BARRIER);
        crew.virtual(
                AT_THE_BARRIER,
                () -> {
                    barrier.await();
                    return 1;
                });
    }

    private static void waitNotify(Crew crew) {
        class Monitor {
            private boolean isThere;

            synchronized void hand(boolean from) throws InterruptedException {
                while (isThere != from) {
                    wait();
                }
                isThere = !from;
                notifyAll();
            }
        }
        Monitor monitor = new Monitor();
        crew.virtual(() -> {
            monitor.hand(false);
            return 1;
        });
        crew.virtual(() -> {
            monitor.hand(true);
            return 0;
        });
    }

    /** What is done under a lock: little, but now and then the CPU is given away. */
    private static final class Guarded {
        private int n;

        void touch() {
            if (++n % YIELD_EACH == 0) {
                Thread.yield();
            }
        }
    }

    private static void lock(Crew crew, int threads) {
        ReentrantLock lock = new ReentrantLock();
        Guarded guarded = new Guarded();
        crew.virtual(
                threads,
                () -> {
                    lock.lock();
                    try {
                        guarded.touch();
                    } finally {
                        lock.unlock();
                    }
                    return 1;
                });
    }

    private static void monitor(Crew crew, int threads) {
        Guarded guarded = new Guarded();
        crew.virtual(
                threads,
                () -> {
                    synchronized (guarded) {
                        guarded.touch();
                    }
                    return 1;
                });
    }
}
