package programs.explode;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Opens FIFOs that have no name any more. Each is open for reading and for writing at once, by one
 * descriptor: Linux waits for no other side then, and a reader waits for what is written, never for
 * an end.
 */
final class Fifos {
    private Fifos() {}

    /**
     * Makes and opens some, and removes their names.
     *
     * @param n how many
     * @return them, open
     * @throws IOException when one could not be made or opened, for want of descriptors perhaps
     */
    static List<RandomAccessFile> open(int n) throws IOException, InterruptedException {
        Path dir = Files.createTempDirectory("explosion-");
        // A signal may end the program meanwhile.
        Thread hook = new Thread(() -> delete(dir));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            List<String> names = IntStream.range(0, n).mapToObj(i -> "fifo-" + i).toList();
            make(names, dir);
            List<RandomAccessFile> open = new ArrayList<>();
            for (String name : names) {
                open.add(new RandomAccessFile(dir.resolve(name).toFile(), "rw"));
            }
            return open;
        } finally {
            delete(dir);
            removeHook(hook);
        }
    }

    private static void make(List<String> names, Path dir)
            throws IOException, InterruptedException {
        List<String> mkfifo = new ArrayList<>(List.of("mkfifo", "-m", "600"));
        mkfifo.addAll(names);
        int status =
                new ProcessBuilder(mkfifo).directory(dir.toFile()).inheritIO().start().waitFor();
        if (status != 0) {
            throw new IOException("mkfifo in " + dir + " ended with " + status);
        }
    }

    private static void delete(Path dir) {
        try (Stream<Path> files = Files.list(dir)) {
            for (Path file : files.toList()) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(dir);
        } catch (NoSuchFileException e) {
            // The hook was first.
        } catch (IOException e) {
            System.err.println("removing " + dir + ": " + e);
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // It runs.
        }
    }
}
