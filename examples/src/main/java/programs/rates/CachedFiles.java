package programs.rates;

import java.io.FileInputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;

/** Files are read from the page cache and written to it: no disk is waited for. */
final class CachedFiles {
    private static final int THREADS = 8;
    private static final int FILE_BYTES = 2 << 20;
    private static final int[] KIB = {1, 16, 256, 1024};

    private CachedFiles() {}

    /** What a thread does with its own file, so many bytes at a time. */
    @FunctionalInterface
    private interface Use {
        Step of(Path file, int bytes) throws IOException;
    }

    static void addTo(Map<String, Case> cases) {
        for (int kib : KIB) {
            put(cases, "file-input-stream", kib, FILE_BYTES, CachedFiles::inputStream);
            put(cases, "file-output-stream", kib, FILE_BYTES, CachedFiles::outputStream);
            put(cases, "random-access-file-read", kib, FILE_BYTES, CachedFiles::randomRead);
            put(cases, "random-access-file-write", kib, FILE_BYTES, CachedFiles::randomWrite);
            put(cases, "channel-read", kib, FILE_BYTES, CachedFiles::channelRead);
            put(cases, "channel-write", kib, FILE_BYTES, CachedFiles::channelWrite);
            put(cases, "read-string", kib, kib << 10, CachedFiles::readString);
        }
    }

    private static void put(Map<String, Case> cases, String name, int kib, int fileBytes, Use use) {
        cases.put(
                name + "-" + kib + "k",
                crew -> {
                    for (int i = 0; i < THREADS; i++) {
                        Path file = Files.createTempFile(crew.directory(), "cached-", "");
                        Files.write(file, new byte[fileBytes]);
                        crew.virtual(use.of(file, kib << 10));
                    }
                });
    }

    private static Step inputStream(Path file, int bytes) throws IOException {
        FileInputStream in = new FileInputStream(file.toFile());
        byte[] buffer = new byte[bytes];
        return () -> {
            if (in.read(buffer) < bytes) {
                in.getChannel().position(0);
            }
            return 1;
        };
    }

    private static Step outputStream(Path file, int bytes) throws IOException {
        FileOutputStream out = new FileOutputStream(file.toFile(), false);
        byte[] buffer = new byte[bytes];
        Wrap wrap = new Wrap(bytes);
        return () -> {
            if (wrap.next() == 0) {
                out.getChannel().position(0);
            }
            out.write(buffer);
            return 1;
        };
    }

    private static Step randomRead(Path file, int bytes) throws IOException {
        RandomAccessFile random = new RandomAccessFile(file.toFile(), "r");
        byte[] buffer = new byte[bytes];
        Wrap wrap = new Wrap(bytes);
        return () -> {
            random.seek(wrap.next());
            random.readFully(buffer);
            return 1;
        };
    }

    private static Step randomWrite(Path file, int bytes) throws IOException {
        RandomAccessFile random = new RandomAccessFile(file.toFile(), "rw");
        byte[] buffer = new byte[bytes];
        Wrap wrap = new Wrap(bytes);
        return () -> {
            random.seek(wrap.next());
            random.write(buffer);
            return 1;
        };
    }

    private static Step channelRead(Path file, int bytes) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        Wrap wrap = new Wrap(bytes);
        return () -> {
            channel.read(buffer.clear(), wrap.next());
            return 1;
        };
    }

    private static Step channelWrite(Path file, int bytes) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
        ByteBuffer buffer = ByteBuffer.allocateDirect(bytes);
        Wrap wrap = new Wrap(bytes);
        return () -> {
            channel.write(buffer.clear(), wrap.next());
            return 1;
        };
    }

    private static Step readString(Path file, int bytes) {
        return () -> Files.readString(file).length() == bytes ? 1 : 0;
    }

    /** Positions in a file, one after the other, and from its end to its beginning. */
    private static final class Wrap {
        private final int bytes;
        private int next;

        Wrap(int bytes) {
            this.bytes = bytes;
        }

        int next() {
            int now = next;
            next = (now + bytes) % FILE_BYTES;
            return now;
        }
    }
}
