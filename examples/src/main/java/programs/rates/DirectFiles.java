package programs.rates;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import java.util.SplittableRandom;

/** Random blocks of one file are read, or written, past the page cache: the disk is waited for. */
final class DirectFiles {
    private static final int THREADS = 64;
    private static final int FILE_BYTES = 64 << 20;
    private static final int BLOCK_BYTES = 4096;

    private DirectFiles() {}

    static void addTo(Map<String, Case> cases) {
        cases.put(
                "direct-read-4k",
                crew -> useBlocks(crew, StandardOpenOption.READ, FileChannel::read));
        cases.put(
                "direct-write-4k",
                crew -> useBlocks(crew, StandardOpenOption.WRITE, FileChannel::write));
    }

    /** What is done with a block at a place. */
    @FunctionalInterface
    private interface CallAt {
        int make(FileChannel channel, ByteBuffer block, long place) throws IOException;
    }

    private static void useBlocks(Crew crew, OpenOption how, CallAt call) throws Exception {
        FileChannel channel = open(crew, how);
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random = new SplittableRandom(i);
            ByteBuffer block = block();
            crew.virtual(() -> call.make(channel, block.clear(), place(random)) / BLOCK_BYTES);
        }
    }

    private static FileChannel open(Crew crew, OpenOption how) throws Exception {
        Path file = Files.createTempFile(crew.directory(), "direct-", "");
        Files.write(file, new byte[FILE_BYTES]);
        return FileChannel.open(file, how, direct());
    }

    private static ByteBuffer block() {
        return ByteBuffer.allocateDirect(2 * BLOCK_BYTES)
                .alignedSlice(BLOCK_BYTES)
                .slice(0, BLOCK_BYTES);
    }

    private static long place(SplittableRandom random) {
        return (long) random.nextInt(FILE_BYTES / BLOCK_BYTES) * BLOCK_BYTES;
    }

    /** By its name: javac warns of the class, and can't be told not to. */
    private static OpenOption direct() throws ClassNotFoundException, IOException {
        Class<?> options = Class.forName("com.sun.nio.file.ExtendedOpenOption");
        for (Object option : options.getEnumConstants()) {
            if (option.toString().equals("DIRECT")) {
                return (OpenOption) option;
            }
        }
        throw new IOException(options + " has no DIRECT: run this on JDK 25 or later");
    }
}
