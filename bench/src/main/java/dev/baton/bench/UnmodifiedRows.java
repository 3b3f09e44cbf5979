package dev.baton.bench;

import static dev.baton.bench.Goal.atLeast;
import static dev.baton.bench.Goal.atMost;

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

    /** The same for the first two seconds, in which there is more to compile. */
    private static final double FIRST_SECONDS = 0.9;

    /** So much longer may a short program take, into which the agent is loaded too. */
    private static final double SHORT = 1.25;

    private static final String EXAMPLES = "examples";
    private static final int[] KIB = {1, 16, 256, 1024};

    private final List<Experiment> rows = new ArrayList<>();

    private UnmodifiedRows() {}

    static List<Experiment> all() {
        UnmodifiedRows table = new UnmodifiedRows();
        table.handOver();
        table.pageCache();
        table.direct();
        table.real();
        table.brief();
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

    private void direct() {
        rates("disk", "direct-read-4k", "FileChannel.read, O_DIRECT, 4 KiB, 64 threads");
        rates("disk", "direct-write-4k", "FileChannel.write, O_DIRECT, 4 KiB, 64 threads");
    }

    private void pageCache(String name, int kib, String what) {
        rates("page-cache", name + "-" + kib + "k", what + " of " + kib + " KiB, 8 threads");
    }

    private void rates(String group, String name, String what) {
        Unmodified program =
                new Unmodified(
                        Unmodified.Kind.RATE, EXAMPLES, "programs.rates.Rates", List.of(name));
        for (int procs : PROCS) {
            String id = group + "." + name + "." + procs;
            add(
                    id,
                    procs,
                    program,
                    new Figure(id, what + ", P=" + procs, "op/s", atLeast(AS_FAST, Peer.STOCK)));
        }
    }

    private void real() {
        real("jars", "jdk", "jdk.Jars", "16 threads read jars and write zips");
        real("http", "jdk", "jdk.HttpFiles", "HttpClient and HttpServer, 8 clients, 64 KiB files");
        real("lucene", "lucene", "lucene.Finder", "Lucene, 8 threads search");
        real("h2", "h2", "h2.Database", "H2, 4 threads commit");
        real("jetty", "jetty", "jetty.WebServer", "Jetty, 64 connections, 1 KiB", "--loaded");
        real("jetty-fifos", "jetty", "jetty.WebServer", "Jetty, files and FIFOs, 8 clients");
        real("lucene-writers", "lucene", "lucene.Search", "Lucene, 2 threads index, 2 search");
        real("logback", "logback", "logback.Logging", "Logback, 4 threads log to full pipes");
        real("sqlite", "sqlite", "sqlite.Sqlite", "SQLite, 4 threads wait for locks in C");
        real("zstd", "zstd", "zstd.Compression", "zstd, 4 threads compress in C");
    }

    private void real(String name, String module, String mainClass, String what, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--timeline=true");
        Unmodified program =
                new Unmodified(Unmodified.Kind.REAL, module, "programs." + mainClass, all);
        for (int procs : PROCS) {
            String id = "real." + name + "." + procs;
            add(
                    id,
                    procs,
                    program,
                    new Figure(
                            id, what + ", warm, CPUs=" + procs, "/s", atLeast(AS_FAST, Peer.STOCK)),
                    new Figure(
                            id + ".first2s",
                            "in its first 2 s",
                            "/s",
                            atLeast(FIRST_SECONDS, Peer.STOCK)),
                    new Figure(id + ".first5s", "in its first 5 s", "/s"),
                    new Figure(id + ".first10s", "in its first 10 s", "/s"),
                    new Figure(id + ".first30s", "in its first 30 s", "/s"),
                    new Figure(id + ".heartbeat", "heartbeat of 1 ms, of alone", "", atLeast(0.8)),
                    new Figure(id + ".heartbeat.first", "before it is warm", ""),
                    new Figure(id + ".errors", "requests that failed", ""),
                    new Figure(id + ".gap", "longest gap of the heartbeat", "ms", atMost(50)),
                    new Figure(id + ".gap.first", "before it is warm", "ms"),
                    new Figure(id + ".gap.os", "of that of an OS thread", "ms"),
                    new Figure(id + ".beats.os", "beats of that", "/s"),
                    new Figure(
                            id + ".carriers",
                            "Ms that want a CPU at a time",
                            "",
                            atMost(procs + 0.3)),
                    new Figure(id + ".carriers.most", "at most", ""),
                    new Figure(id + ".sysmon", "sysmon wants a CPU", "%"),
                    new Figure(id + ".sysmon.cpu", "sysmon's share of a CPU", "%", atMost(1)),
                    new Figure(id + ".jit", "C1 and C2 until then", "s"),
                    new Figure(id + ".voluntary", "voluntary switches", "/s"),
                    new Figure(id + ".involuntary", "involuntary switches", "/s"));
        }
    }

    private void brief() {
        brief("threads-10000", "10,000 virtual threads, JVM start to end", 10_000);
        brief("hello", "no virtual threads, JVM start to end", 0);
    }

    private void brief(String name, String what, int threads) {
        Unmodified program =
                new Unmodified(
                        Unmodified.Kind.BRIEF,
                        EXAMPLES,
                        "programs.brief.Brief",
                        List.of(Integer.toString(threads)));
        for (int procs : PROCS) {
            String id = "short." + name + "." + procs;
            add(
                    id,
                    procs,
                    program,
                    new Figure(id, what + ", CPUs=" + procs, "ms", atMost(SHORT, Peer.STOCK)),
                    new Figure(id + ".cpu", "CPU time", "ms", atMost(SHORT, Peer.STOCK)),
                    new Figure(id + ".rss", "resident at most", "MB"));
        }
    }

    private void add(String id, int procs, Unmodified program, Figure... figures) {
        rows.add(new Experiment(id, procs, SIDES, List.of(), program, List.of(figures)));
    }
}
