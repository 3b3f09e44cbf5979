package programs.spring.shop;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import programs.harness.Fifo;

/**
 * A label printer as the kernel shows one: a file to write labels to, and one that says of each
 * when it is printed. Here both are named pipes, and the printer is a thread of the OS that has
 * nothing to do with the service: it takes 200 ms a label.
 */
final class Printer {
    private static final int MS_PER_LABEL = 200;
    private static final byte[] PRINTED = "printed\n".getBytes(StandardCharsets.US_ASCII);

    private final Path labels;
    private final Path answers;

    Printer(Path dir) throws IOException, InterruptedException {
        labels = pipe(dir, "labels");
        answers = pipe(dir, "answers");
        // For reading and writing, which waits for nobody, and keeps what nobody has read yet.
        RandomAccessFile in = new RandomAccessFile(labels.toFile(), "rw");
        RandomAccessFile out = new RandomAccessFile(answers.toFile(), "rw");
        Thread.ofPlatform().daemon().name("printer").start(() -> run(in, out));
    }

    private static Path pipe(Path dir, String name) throws IOException, InterruptedException {
        Path path = Fifo.make(dir.resolve(name));
        path.toFile().deleteOnExit();
        return path;
    }

    /** Returns when a label is printed. */
    void print(String text) throws IOException {
        try (OutputStream out = new FileOutputStream(labels.toFile())) {
            out.write((text.replace('\n', ' ') + "\n").getBytes(StandardCharsets.UTF_8));
        }
        try (InputStream in = new FileInputStream(answers.toFile())) {
            in.readNBytes(PRINTED.length);
        }
    }

    private static void run(RandomAccessFile labels, RandomAccessFile answers) {
        try {
            while (labels.readLine() != null) {
                Thread.sleep(MS_PER_LABEL);
                answers.write(PRINTED);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the printer stopped", e);
        }
    }
}
