package dev.baton.cli.process;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Threads that wait for each other for ever: two virtual ones by monitors, two by locks, and one
 * that waits for a thread of the OS, which waits for it. And one that waits for a monitor that a
 * thread of the OS has, and is in no circle. Ends when its standard input does.
 */
public final class DeadlockedProgram {
    private static final CountDownLatch NEVER = new CountDownLatch(1);

    private DeadlockedProgram() {}

    /** Begins. */
    public static void main(String[] args) throws Exception {
        List<Thread> all = new ArrayList<>();
        pair(
                all,
                Thread.ofVirtual(),
                Thread.ofVirtual(),
                "by monitor",
                new Both(new Object(), new Object()) {
                    @Override
                    void take(Object first, CountDownLatch each, Object second)
                            throws InterruptedException {
                        synchronized (first) {
                            each.countDown();
                            each.await();
                            synchronized (second) {
                                throw new AssertionError("no deadlock");
                            }
                        }
                    }
                });
        pair(
                all,
                Thread.ofVirtual(),
                Thread.ofVirtual(),
                "by lock",
                new Both(new ReentrantLock(), new ReentrantLock()) {
                    @Override
                    void take(Object first, CountDownLatch each, Object second)
                            throws InterruptedException {
                        ((ReentrantLock) first).lock();
                        each.countDown();
                        each.await();
                        ((ReentrantLock) second).lock();
                    }
                });
        pair(
                all,
                Thread.ofVirtual(),
                Thread.ofPlatform().daemon(),
                "mixed",
                new Both(new Object(), new ReentrantLock()) {
                    @Override
                    void take(Object first, CountDownLatch each, Object second)
                            throws InterruptedException {
                        if (first instanceof ReentrantLock lock) {
                            lock.lock();
                            each.countDown();
                            each.await();
                            synchronized (second) {
                                throw new AssertionError("no deadlock");
                            }
                        }
                        synchronized (first) {
                            each.countDown();
                            each.await();
                            ((ReentrantLock) second).lock();
                        }
                    }
                });
        Object monitor = new Object();
        CountDownLatch has = new CountDownLatch(1);
        Thread.ofPlatform().daemon().name("has it").start(() -> hold(monitor, has));
        has.await();
        all.add(Thread.ofVirtual().name("only waits").start(() -> hold(monitor, has)));
        for (Thread thread : all) {
            while (thread.getState() != Thread.State.WAITING
                    && thread.getState() != Thread.State.BLOCKED) {
                Thread.yield();
            }
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // until its end
        }
        System.exit(0);
    }

    /** What two threads take, each in another order. */
    private abstract static class Both {
        private final Object one;
        private final Object other;

        Both(Object one, Object other) {
            this.one = one;
            this.other = other;
        }

        abstract void take(Object first, CountDownLatch each, Object second)
                throws InterruptedException;
    }

    private static void pair(
            List<Thread> all, Thread.Builder one, Thread.Builder other, String how, Both both) {
        CountDownLatch each = new CountDownLatch(2);
        all.add(one.name("one " + how).start(() -> take(both, both.one, each, both.other)));
        all.add(other.name("other " + how).start(() -> take(both, both.other, each, both.one)));
    }

    private static void take(Both both, Object first, CountDownLatch each, Object second) {
        try {
            both.take(first, each, second);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void hold(Object monitor, CountDownLatch has) {
        synchronized (monitor) {
            has.countDown();
            try {
                NEVER.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }
}
