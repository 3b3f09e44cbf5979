package dev.baton.cli;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A program whose virtual threads block in open(2), of a FIFO that nobody writes to yet: a thread
 * each, for nobody can say when that will be over. Says how many threads and how much memory that
 * takes, and lets them go.
 */
final class BlockedCalls {
    private BlockedCalls() {}

    /**
     * Runs.
     *
     * @param args a FIFO; how many calls; how many threads to wait for; a file that says how much
     *     memory is used, or -
     */
    public static void main(String[] args) throws Exception {
        Thread.startVirtualThread(() -> {}).join(); // what is there once
        System.out.println("before: " + memory(args[3]));
        List<Thread> blocked = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            blocked.add(Thread.startVirtualThread(() -> open(args[0])));
        }
        while (threads() < Integer.parseInt(args[2])) {
            Thread.sleep(10); // not to be in the way of those who start
        }
        System.out.println("threads: " + threads());
        System.out.println("blocked: " + memory(args[3]));
        try (FileOutputStream _ = new FileOutputStream(args[0])) {
            for (Thread thread : blocked) {
                thread.join();
            }
        }
        System.out.println("all came back");
    }

    private static void open(String fifo) {
        try (FileInputStream in = new FileInputStream(fifo)) {
            in.available();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long threads() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("Threads:")) {
                return Long.parseLong(line.substring("Threads:".length()).strip());
            }
        }
        throw new IOException("no Threads: in /proc/self/status");
    }

    private static long memory(String file) throws IOException {
        return file.equals("-") ? 0 : Long.parseLong(Files.readString(Path.of(file)).strip());
    }
}
