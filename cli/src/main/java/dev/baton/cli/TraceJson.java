package dev.baton.cli;

import dev.baton.bench.Json;
import dev.baton.trace.report.CallSite;
import dev.baton.trace.report.Histogram;
import dev.baton.trace.report.TraceReport;
import dev.baton.trace.report.Wait;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a trace tells, as a line of JSON. Durations and times are in ns. */
final class TraceJson {
    private TraceJson() {}

    static String of(TraceReport report, boolean isWhole) {
        Map<String, Object> all = new LinkedHashMap<>();
        all.put("command", report.header().command());
        all.put("pid", report.header().pid());
        all.put("jdk", report.header().jdk());
        all.put("procs", report.header().maxProcs());
        all.put("started", report.header().wallClock().toString());
        all.put("duration_ns", report.endNs());
        all.put("whole", isWhole);
        all.put("events", report.events());
        all.put("lost", report.lost());
        all.put("most_threads", report.mostThreads());
        all.put("waits_for_threads", report.waitsForThreads());
        all.put("ps_taken", report.taken());
        all.put("stopped_ns", report.stoppedNs());
        all.put("sites", report.sites().stream().map(site -> site(report, site)).toList());
        all.put("waits_to_run", histogram(report.waits()));
        all.put("hand_offs", histogram(report.handOffs()));
        all.put("longest_waits", report.longestWaits().stream().map(TraceJson::wait).toList());
        all.put("threads", list(report.threads()));
        all.put("blocked", list(report.blocked()));
        all.put("runnable", list(report.runnable()));
        return Json.write(all);
    }

    private static Map<String, Object> site(TraceReport report, CallSite site) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("site", site.site());
        map.put("calls", site.calls());
        map.put("blocked", site.blockedCalls());
        map.put("total_ns", site.totalNs());
        map.put("without_p_ns", site.withoutPNs());
        map.put("longest_ns", site.longestNs());
        map.put("longest_from_ns", site.longestFromNs());
        map.put("longest_g", site.longestG());
        map.put("most_threads", site.mostThreads());
        map.put("kernel_function", site.kernelFunction());
        map.put("stack", report.stack(site.stack()));
        return map;
    }

    private static Map<String, Object> histogram(Histogram histogram) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("count", histogram.count());
        map.put("sum_ns", histogram.sumNs());
        map.put("p50_ns", histogram.quantileNs(0.5));
        map.put("p99_ns", histogram.quantileNs(0.99));
        map.put("longest_ns", histogram.longestNs());
        return map;
    }

    private static Map<String, Object> wait(Wait wait) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("g", wait.g());
        map.put("name", wait.name());
        map.put("from_ns", wait.fromNs());
        map.put("duration_ns", wait.durationNs());
        map.put("ran", wait.ran());
        map.put("others", wait.others());
        map.put("holders", wait.holders().stream().map(TraceJson::holder).toList());
        return map;
    }

    private static Map<String, Object> holder(Wait.Holder holder) {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("what", holder.what());
        map.put("call", holder.isCall());
        map.put("gs", holder.gs());
        map.put("ns", holder.ns());
        return map;
    }

    private static List<Integer> list(int[] values) {
        return Arrays.stream(values).boxed().toList();
    }
}
