package dev.baton.agent;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * Knows nothing of Baton. Many virtual threads block on a FIFO; as soon as as many wait parked as
 * was said, or more OS threads are there than that, it counts these, and has a heart beat. Then it
 * lets all go on.
 */
final class LimitedOpeners {
    private static final int BEATS = 20;

    private LimitedOpeners() {}

    /** How many, how many of them are to be parked, how they block, and on which FIFO. */
    public static void main(String[] args) throws Exception {
        int n = Integer.parseInt(args[0]);
        int parked = Integer.parseInt(args[1]);
        Path fifo = Path.of(args[3]);
        Callable<?> call = call(args[2], fifo);
        CountDownLatch done = new CountDownLatch(n);
        List<Thread> threads = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            Object own = new Object();
            threads.add(
                    Thread.startVirtualThread(() -> {
                        synchronized (own) { // held all the while
                            try {
                                Object _ = call.call();
                                done.countDown();
                            } catch (Exception e) {
                                System.out.println(e);
                            }
                        }
                    }));
        }
        while (parked > 0 ? parked(threads) < parked : threadsOfBaton() < n) {
            Thread.sleep(1);
        }
        Thread heart =
                Thread.startVirtualThread(() -> {
                    for (int i = 0; i < BEATS; i++) {
                        sleep();
                    }
                });
        heart.join();
        System.out.println("threads " + threadsOfBaton() + " parked " + parked(threads));
        try (FileOutputStream out = new FileOutputStream(fifo.toFile())) {
            if (args[2].equals("read")) {
                out.write(new byte[n]);
            }
            done.await();
        }
        System.out.println("done");
    }

    private static Callable<?> call(String how, Path fifo) throws IOException {
        return switch (how) {
            case "stream" ->
                    () -> {
                        Files.newInputStream(fifo).close();
                        return null;
                    };
            case "file" ->
                    () -> {
                        new java.io.FileInputStream(fifo.toFile()).close();
                        return null;
                    };
            case "channel" ->
                    () -> {
                        FileChannel.open(fifo).close();
                        return null;
                    };
            case "read" -> {
                RandomAccessFile both = new RandomAccessFile(fifo.toFile(), "rw"); // waits not
                yield both::read;
            }
            default -> throw new IllegalArgumentException(how);
        };
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static int parked(List<Thread> threads) {
        int n = 0;
        for (Thread t : threads) {
            n += t.getState() == Thread.State.WAITING ? 1 : 0;
        }
        return n;
    }

    private static long threadsOfBaton() throws IOException {
        try (Stream<Path> tasks = Files.list(Path.of("/proc/self/task"))) {
            return tasks.filter(LimitedOpeners::isOfBaton).count();
        }
    }

    private static boolean isOfBaton(Path task) {
        try {
            return Files.readString(task.resolve("comm")).startsWith("baton");
        } catch (IOException e) {
            return false; // it has ended
        }
    }
}
