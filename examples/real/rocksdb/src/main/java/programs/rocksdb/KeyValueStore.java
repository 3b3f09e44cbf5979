package programs.rocksdb;

import java.nio.ByteBuffer;
import java.util.SplittableRandom;
import org.rocksdb.CompressionType;
import org.rocksdb.Options;
import org.rocksdb.RateLimiter;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;
import programs.harness.Measurement;
import programs.harness.Randoms;
import programs.harness.Workload;

/**
 * Writers that are faster than what comes after them: small memory tables, flushes and compactions
 * that may write 8 MiB a second. RocksDB then stalls each {@code put} until there is room, in
 * native code.
 */
public final class KeyValueStore implements Workload {
    private static final int WRITERS = 4;
    private static final int VALUES_PER_REQUEST = 16;
    private static final int VALUE_BYTES = 4 << 10;
    private static final int KEYS = 1 << 20;
    private static final long MEMORY_TABLE_BYTES = 1 << 20;
    private static final long BACKGROUND_BYTES_PER_S = 8 << 20;

    static {
        RocksDB.loadLibrary();
    }

    private final RateLimiter limiter = new RateLimiter(BACKGROUND_BYTES_PER_S);
    private final Options options =
            new Options()
                    .setCreateIfMissing(true)
                    .setWriteBufferSize(MEMORY_TABLE_BYTES)
                    .setMaxWriteBufferNumber(2)
                    .setLevel0FileNumCompactionTrigger(2)
                    .setLevel0SlowdownWritesTrigger(4)
                    .setLevel0StopWritesTrigger(6)
                    .setCompressionType(CompressionType.NO_COMPRESSION)
                    .setRateLimiter(limiter);
    private final WriteOptions unlogged = new WriteOptions().setDisableWAL(true);
    private final RocksDB db;
    private final Randoms randoms = new Randoms(WRITERS);

    private KeyValueStore(String directory) throws RocksDBException {
        db = RocksDB.open(options, directory);
    }

    /**
     * Runs it.
     *
     * @param args of {@link programs.harness.Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run(
                "rocksdb",
                WRITERS,
                options -> new KeyValueStore(options.directory().resolve("db").toString()),
                args);
    }

    @Override
    public void request(int worker) throws RocksDBException {
        SplittableRandom random = randoms.of(worker);
        byte[] value = new byte[VALUE_BYTES];
        try (WriteBatch batch = new WriteBatch()) {
            for (int i = 0; i < VALUES_PER_REQUEST; i++) {
                random.nextBytes(value);
                batch.put(
                        ByteBuffer.allocate(Integer.BYTES).putInt(random.nextInt(KEYS)).array(),
                        value);
            }
            db.write(unlogged, batch);
        }
    }

    @Override
    public void close() {
        db.close();
        unlogged.close();
        options.close();
        limiter.close();
    }
}
