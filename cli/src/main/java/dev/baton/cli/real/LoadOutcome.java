package dev.baton.cli.real;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What came of a load on one side.
 *
 * @param load what was asked for
 * @param side what the server ran on
 * @param figures one for each kind of request, empty when it did not run
 * @param failure why it did not run, or null
 */
public record LoadOutcome(WebLoad load, Side side, List<LoadFigures> figures, String failure) {
    /**
     * {@return whether it ran, and on Baton each request was answered as it should be; what plain
     * Java does when its carriers block is not ours to answer for}
     */
    public boolean isFaultless() {
        return failure == null
                && !figures.isEmpty()
                && (side == Side.PLAIN || figures.stream().allMatch(LoadFigures::isFaultless));
    }

    /** As JSON has it. */
    Map<String, Object> toMap() {
        Map<String, Object> map = new LinkedHashMap<>();
        map.put("load", load.id());
        map.put("on", side.title());
        map.put("requests", figures.stream().map(LoadFigures::toMap).toList());
        map.put("failure", failure);
        return map;
    }
}
