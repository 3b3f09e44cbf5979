package programs.zstd;

import com.github.luben.zstd.Zstd;
import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import programs.harness.Measurement;
import programs.harness.Workload;

/** Compresses blocks of 8 MiB, each in one native call that computes for some 100 ms. */
public final class Compression implements Workload {
    private static final int WORKERS = 4;
    private static final int BLOCK_BYTES = 8 << 20;
    private static final int LEVEL = 6;
    private static final int WORDS = 4_096;

    private final ByteBuffer block = text();
    private final ByteBuffer[] compressed = new ByteBuffer[WORKERS];

    private Compression() {
        for (int i = 0; i < WORKERS; i++) {
            compressed[i] =
                    ByteBuffer.allocateDirect(Math.toIntExact(Zstd.compressBound(BLOCK_BYTES)));
        }
    }

    /**
     * Runs it.
     *
     * @param args of {@link programs.harness.Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("zstd", WORKERS, options -> new Compression(), args);
    }

    /** Something that compresses as a text does: words of a small vocabulary. */
    private static ByteBuffer text() {
        SplittableRandom random = new SplittableRandom(1);
        byte[][] words = new byte[WORDS][];
        for (int i = 0; i < WORDS; i++) {
            words[i] = new byte[2 + random.nextInt(9)];
            random.nextBytes(words[i]);
        }
        ByteBuffer text = ByteBuffer.allocateDirect(BLOCK_BYTES);
        while (text.hasRemaining()) {
            // The square makes the first ones frequent.
            double x = random.nextDouble();
            byte[] word = words[(int) (x * x * WORDS)];
            text.put(word, 0, Math.min(word.length, text.remaining()));
        }
        return text.flip();
    }

    @Override
    public void request(int worker) {
        compressed[worker].clear();
        Zstd.compress(compressed[worker], block.duplicate(), LEVEL);
    }
}
