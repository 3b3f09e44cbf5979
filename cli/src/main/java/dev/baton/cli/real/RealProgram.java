package dev.baton.cli.real;

import java.util.Locale;

/** The programs there are, each a Maven module of its own under {@code examples/real}. */
public enum RealProgram {
    /** Blocks in JNI. */
    SQLITE(
            "Sqlite",
            "sqlite-jdbc",
            "4 writers, each of which holds its write transaction for 20 ms; the others wait in"
                    + " SQLite's busy handler, in native code"),
    /** Blocks in JNI. */
    ROCKSDB(
            "KeyValueStore",
            "rocksdbjni",
            "4 writers into small memory tables; RocksDB stalls them while it flushes and"
                    + " compacts"),
    /** Computes in JNI. */
    ZSTD("Compression", "zstd-jni", "4 threads compress blocks of 8 MiB, each in one native call"),
    /** Computes, and waits for disks. */
    LUCENE("Search", "Lucene", "2 threads add documents and commit, 2 search what is there"),
    /** Computes, and waits for disks. */
    H2("Database", "H2", "4 threads update rows in a database on disk, 20 in a transaction"),
    /** Blocks in write(2). */
    LOGBACK("Logging", "Logback", "4 loggers write to pipes that are read more slowly than that"),
    /** Blocks in read(2). */
    JETTY(
            "WebServer",
            "Jetty, HttpClient",
            "4 clients ask for files of 256 KiB, 4 for what a handler reads from a FIFO within"
                    + " 50 ms"),
    /** Blocks in read(2). */
    SPRING(
            "WebApplication",
            "Spring Boot",
            "spring.threads.virtual.enabled=true; 4 clients ask for JSON, 4 for what a controller"
                    + " reads from a FIFO within 50 ms"),
    /** Waits on sockets. */
    POSTGRES(
            "Orders",
            "PostgreSQL's driver",
            "8 connections; transactions of 5 ms in a PostgreSQL beside it. The driver waits on"
                    + " sockets, where the JDK unmounts");

    private final String mainClass;
    private final String title;
    private final String what;

    RealProgram(String mainClass, String title, String what) {
        this.mainClass = mainClass;
        this.title = title;
        this.what = what;
    }

    /** {@return its name on the command line, also that of its module's directory} */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@return the library that it is there for} */
    public String title() {
        return title;
    }

    /** {@return what it does, for a person} */
    public String what() {
        return what;
    }

    /** The class to start. */
    String mainClass() {
        return "programs." + id() + "." + mainClass;
    }
}
