package dev.baton.bench;

import static dev.baton.bench.Goal.atLeast;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * What programs that know nothing of Baton do beside the same programs on the stock JDK, on one P
 * and on two: nothing is to be slower.
 */
final class UnmodifiedRows {
    private static final Set<Peer> SIDES = EnumSet.of(Peer.BATON, Peer.STOCK);
    private static final int[] PROCS = {1, 2};

    /** So much slower than the stock JDK may be what is as fast: noise. */
    private static final double AS_FAST = 0.97;

    private static final int[] KIB = {1, 16, 256, 1024};

    private final List<Experiment> rows = new ArrayList<>();

    private UnmodifiedRows() {}

    static List<Experiment> all() {
        UnmodifiedRows table = new UnmodifiedRows();
        table.handOver();
        table.pageCache();
        return List.copyOf(table.rows);
    }

    private void handOver() {
        handOver("synchronous-queue", "SynchronousQueue, put and take");
        handOver("linked-transfer-queue", "LinkedTransferQueue, transfer and take");
        handOver("exchanger", "Exchanger, 2 threads");
        handOver("array-blocking-queue", "ArrayBlockingQueue(1), put and take");
        handOver("park", "round trip of park and unpark");
        handOver("park-platform", "the same with a platform thread");
        handOver("completable-future", "round trip by CompletableFutures");
        handOver("semaphore", "round trip by two Semaphores");
        handOver("cyclic-barrier", "CyclicBarrier, 4 threads, await");
        handOver("wait-notify", "round trip by Object.wait and notifyAll");
        for (int threads : new int[] {2, 8, 64}) {
            handOver("reentrant-lock-" + threads, "ReentrantLock, " + threads + " threads");
            handOver("synchronized-" + threads, "synchronized, " + threads + " threads");
        }
        handOver("yield-8", "yield, 8 threads");
        handOver("spawn-by-1", "start and end, by one virtual thread");
        handOver("spawn-by-2", "by two virtual threads");
        handOver("spawn-by-platform", "by a platform thread");
        handOver("parallel-stream", "a parallel stream, called by 4");
        handOver("fork-join-pool", "a task of a ForkJoinPool, called by 4");
        handOver("timed-wait-expires", "parkNanos(200 µs), 1,000 threads");
        handOver("timed-wait-met", "poll and offer within 10 s, 2 threads");
        handOver("sleepers-100000", "sleep(100 ms), 100,000 threads");
    }

    private void handOver(String name, String what) {
        rates("hand-over", name, what);
    }

    private void pageCache() {
        for (int kib : KIB) {
            pageCache("file-input-stream", kib, "FileInputStream.read");
            pageCache("file-output-stream", kib, "FileOutputStream.write");
            pageCache("random-access-file-read", kib, "RandomAccessFile.read");
            pageCache("random-access-file-write", kib, "RandomAccessFile.write");
            pageCache("channel-read", kib, "FileChannel.read");
            pageCache("channel-write", kib, "FileChannel.write");
            pageCache("read-string", kib, "Files.readString");
        }
    }

    private void pageCache(String name, int kib, String what) {
        rates("page-cache", name + "-" + kib + "k", what + " of " + kib + " KiB, 8 threads");
    }

    private void rates(String group, String name, String what) {
        Unmodified program = new Unmodified("examples", "programs.rates.Rates", List.of(name));
        for (int procs : PROCS) {
            String id = group + "." + name + "." + procs;
            rows.add(
                    new Experiment(
                            id,
                            procs,
                            SIDES,
                            List.of(),
                            program,
                            List.of(
                                    new Figure(
                                            id,
                                            what + ", P=" + procs,
                                            "op/s",
                                            atLeast(AS_FAST, Peer.STOCK)))));
        }
    }
}
