package dev.baton.cli.explode;

import dev.baton.bench.Json;
import dev.baton.cli.bench.Machine;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of all sides.
 *
 * @param setting what they were told
 * @param machine what they ran on
 * @param runs the sides, in the order in which they run
 * @param notes what a reader is to know besides: what is left out, and what to do about it
 */
public record ExplodeReport(Setting setting, Machine machine, List<Run> runs, List<String> notes) {
    /** Copies the lists. */
    public ExplodeReport {
        runs = List.copyOf(runs);
        notes = List.copyOf(notes);
    }

    /** {@return whether nothing is to be complained of} */
    public boolean isGood() {
        return runs.stream().allMatch(Run::isGood);
    }

    /**
     * The report on one line, without its end.
     *
     * @param files what was written besides
     * @return JSON
     */
    public String toJson(List<String> files) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("n", setting.n());
        json.put("procs", setting.procs());
        json.put("holdMs", setting.holdMs());
        json.put("afterMs", setting.afterMs());
        json.put("maxThreads", setting.maxThreads());
        json.put("machine", machine.toMap());
        json.put("sides", runs.stream().map(Run::toMap).toList());
        json.put("notes", notes);
        json.put("files", files);
        json.put("good", isGood());
        return Json.write(json);
    }
}
