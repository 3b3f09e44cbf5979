package programs.logback;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.FileAppender;
import ch.qos.logback.core.status.Status;
import ch.qos.logback.core.status.StatusUtil;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.slf4j.LoggerFactory;
import programs.harness.Fifo;
import programs.harness.Measurement;
import programs.harness.Options;
import programs.harness.Workload;

/**
 * Four loggers that write to named pipes, as to a collector of logs, which takes 8 KiB of each
 * every 20 ms: less than is logged, so that writes block until there is room.
 */
public final class Logging implements Workload {
    private static final int WORKERS = 4;
    private static final int LINES_PER_REQUEST = 20;
    private static final int LINE_CHARS = 200;
    private static final int CHUNK_BYTES = 8 << 10;
    private static final long CHUNK_PERIOD_MS = 20;

    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    private final StatusUtil status = new StatusUtil(context);
    private final Logger[] loggers = new Logger[WORKERS];
    private final String text = "x".repeat(LINE_CHARS);

    private Logging(Options options) throws IOException, InterruptedException {
        context.reset();
        for (int i = 0; i < WORKERS; i++) {
            Path pipe = Fifo.make(options.directory().resolve("log" + i));
            // A thread of the OS: the collector is another program, and has nothing to do with us.
            Thread.ofPlatform().daemon().start(() -> collect(pipe));
            loggers[i] = logger(i, pipe);
        }
    }

    /**
     * Runs it.
     *
     * @param args of {@link Options}
     * @throws Exception when it can't begin
     */
    public static void main(String[] args) throws Exception {
        Measurement.run("logback", WORKERS, Logging::new, args);
    }

    private Logger logger(int number, Path pipe) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern("%date %-5level [%thread] %logger - %message%n");
        encoder.start();
        FileAppender<ILoggingEvent> appender = new FileAppender<>();
        appender.setContext(context);
        appender.setFile(pipe.toString());
        appender.setEncoder(encoder);
        appender.start();
        Logger logger = context.getLogger("worker" + number);
        logger.setAdditive(false);
        logger.addAppender(appender);
        return logger;
    }

    private static void collect(Path pipe) {
        try (InputStream in = new FileInputStream(pipe.toFile())) {
            while (in.readNBytes(CHUNK_BYTES).length > 0) {
                Thread.sleep(CHUNK_PERIOD_MS);
            }
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException("the collector of " + pipe, e);
        }
    }

    @Override
    public void request(int worker) {
        for (int i = 0; i < LINES_PER_REQUEST; i++) {
            loggers[worker].info("line {} {}", i, text);
        }
        // Logback doesn't throw: it notes what went wrong.
        if (status.getHighestLevel(0) >= Status.ERROR) {
            throw new IllegalStateException(
                    "an appender failed: " + context.getStatusManager().getCopyOfStatusList());
        }
    }

    @Override
    public void close() {
        context.stop();
    }
}
