package dev.baton.trace;

import com.sun.management.OperatingSystemMXBean;
import dev.baton.trace.gotrace.GoTrace;
import dev.baton.trace.html.TracePage;
import dev.baton.trace.perfetto.PerfettoTrace;
import dev.baton.trace.report.TraceReport;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** A process of its own, with a heap of its own: makes all that there is of a trace. */
public final class MillionEvents {
    private static final double NS_PER_S = 1e9;

    private MillionEvents() {}

    /** The trace, and a directory for what is made of it. */
    public static void main(String[] args) throws IOException {
        Path directory = Path.of(args[1]);
        long startNs = System.nanoTime();
        try (Trace trace = Trace.open(Path.of(args[0]))) {
            TraceReport report = TraceReport.of(trace);
            System.out.printf(
                    "%,d events read in %.2f s, %.2f s of a CPU%n",
                    report.events(), (System.nanoTime() - startNs) / NS_PER_S, cpuSeconds());
            try (Writer out = Files.newBufferedWriter(directory.resolve("page"))) {
                TracePage.write(trace, report, out);
            }
            try (OutputStream out = buffered(directory.resolve("perfetto"))) {
                PerfettoTrace.write(trace, out, 20);
            }
            try (OutputStream out = buffered(directory.resolve("go"))) {
                GoTrace.write(trace, out);
            }
        }
        System.out.printf(
                "all made in %.2f s, %.2f s of a CPU%n",
                (System.nanoTime() - startNs) / NS_PER_S, cpuSeconds());
    }

    /**
     * Of the whole process, its compilers and collectors too: what is the same on a busy machine.
     */
    private static double cpuSeconds() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
                / NS_PER_S;
    }

    private static OutputStream buffered(Path file) throws IOException {
        return new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
    }
}
