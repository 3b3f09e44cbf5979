package dev.baton.cli;

import dev.baton.bench.Json;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import programs.fifos.Progress;

/**
 * What came of the two runs of a demo.
 *
 * @param setting what both were told
 * @param stock the run on the JDK's scheduler
 * @param baton the run on Baton
 */
record DemoReport(DemoSetting setting, DemoRun stock, DemoRun baton) {
    /**
     * Whether Baton made progress all along and read what was right. That it was Baton is known by
     * what it counted. How the stock run ended doesn't matter, except that there must have been
     * one.
     */
    boolean isGood() {
        return stock.outcome() != DemoRun.Outcome.FAILED
                && baton.outcome() == DemoRun.Outcome.RIGHT
                && !baton.otherLines().stats().isEmpty()
                && !wasSilentTooLong();
    }

    /** Whether Baton's heartbeat stayed away for longer than it may. */
    boolean wasSilentTooLong() {
        return baton.latest()
                .filter(last -> last.longestSilenceMs() > setting.maxSilenceMs())
                .isPresent();
    }

    /** The report on one line, without its end. */
    String json() {
        Map<String, Object> report = new LinkedHashMap<>();
        report.put("procs", setting.procs());
        report.put("readers", setting.readers());
        report.put("holdMs", setting.holdMs());
        report.put("patienceMs", setting.patienceMs());
        report.put("maxSilenceMs", setting.maxSilenceMs());
        report.put("jdk", Runtime.version().toString());
        report.put("stock", json(stock));
        report.put("baton", json(baton));
        report.put("good", isGood());
        return Json.write(report);
    }

    private static Map<String, Object> json(DemoRun run) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("command", run.command());
        json.put("outcome", run.outcome().name().toLowerCase(Locale.ROOT));
        Optional<Progress> latest = run.latest();
        if (latest.isPresent()) {
            Progress last = latest.get();
            json.put("ms", last.ms());
            json.put("beats", last.beats());
            json.put("silentMs", last.silentMs());
            json.put("longestSilenceMs", last.longestSilenceMs());
            json.put("readersNotStarted", last.notStarted());
            json.put("readersInRead", last.inRead());
            json.put("readersRight", last.right());
            json.put("readersWrong", last.wrong());
        }
        json.put("threads", run.threads());
        run.otherLines().putInto(json);
        return json;
    }
}
