import java.io.FileInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What the pictures in docs/ show: virtual threads that open a FIFO that nobody writes to, one that
 * computes, some that wait for a lock, two that wait for each other. For two minutes.
 *
 * <p>java Stalls.java FIFO
 */
class Stalls {
    private static final ReentrantLock ORDERS = new ReentrantLock();
    private static final Object STOCK = new Object();
    private static final Object PRICES = new Object();

    public static void main(String[] args) throws Exception {
        new ProcessBuilder("mkfifo", args[0]).start().waitFor();
        Thread.ofVirtual().name("has the orders").start(Stalls::holdOrders);
        while (!ORDERS.isLocked()) {
            Thread.sleep(1);
        }
        for (int i = 0; i < 4; i++) {
            Thread.ofVirtual().name("order-" + i).start(ORDERS::lock);
        }
        CountDownLatch both = new CountDownLatch(2);
        Thread.ofVirtual().name("buys").start(() -> take(STOCK, both, PRICES));
        Thread.ofVirtual().name("sells").start(() -> take(PRICES, both, STOCK));
        both.await();
        // On the JDK's scheduler with four carriers these keep all, and nothing else runs.
        for (int i = 0; i < 3; i++) {
            Thread.ofVirtual().name("reads-" + i).start(() -> read(Path.of(args[0])));
        }
        Thread.ofVirtual().name("computes").start(Stalls::compute);
        Thread.ofVirtual().name("ticks").start(Stalls::tick);
        System.out.println("ready");
        Thread.sleep(120_000);
        System.exit(0);
    }

    private static void read(Path fifo) {
        try (FileInputStream in = new FileInputStream(fifo.toFile())) {
            in.read();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static void tick() {
        try {
            for (; ; ) {
                Thread.sleep(100);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void compute() {
        for (long n = 0; n >= 0; n++) {
            Thread.onSpinWait();
        }
    }

    private static void holdOrders() {
        ORDERS.lock();
        pause();
    }

    private static void pause() {
        try {
            Thread.sleep(120_000);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static void take(Object first, CountDownLatch both, Object second) {
        synchronized (first) {
            both.countDown();
            try {
                both.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            synchronized (second) {
                throw new AssertionError("no deadlock");
            }
        }
    }
}
