package programs.jdk;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.SplittableRandom;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Workload;

/** Sixteen threads, of which half read from a jar and half write zips, as a build does. */
public final class Jars implements Workload {
    private static final int WORKERS = 16;
    private static final int ENTRIES = 50;
    private static final int ENTRY_BYTES = 4 << 10;

    private final Path directory;
    private final Path jar;
    private final byte[] text = new byte[ENTRY_BYTES];

    private Jars(Options options) throws IOException {
        directory = options.directory();
        jar = directory.resolve("library.jar");
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < text.length; i++) {
            text[i] = (byte) ('a' + random.nextInt(8));
        }
        write(jar, ENTRIES);
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("jars", WORKERS, Jars::new, args);
    }

    @Override
    public void request(int worker) throws IOException {
        if (worker % 2 == 0) {
            read(worker);
        } else {
            write(directory.resolve("written" + worker + ".zip"), 1);
        }
    }

    private void read(int worker) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            JarEntry entry = file.getJarEntry("entry" + worker);
            try (InputStream in = file.getInputStream(entry)) {
                if (in.readAllBytes().length != ENTRY_BYTES) {
                    throw new IOException(jar + ": " + entry + " is too short");
                }
            }
        }
    }

    private void write(Path file, int entries) throws IOException {
        try (ZipOutputStream out = new ZipOutputStream(new FileOutputStream(file.toFile()))) {
            for (int i = 0; i < entries; i++) {
                out.putNextEntry(new ZipEntry("entry" + i));
                out.write(text);
                out.closeEntry();
            }
        }
    }
}
