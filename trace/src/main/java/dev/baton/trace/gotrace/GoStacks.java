package dev.baton.trace.gotrace;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** The stacks and strings of a trace of Go's, each written once. */
final class GoStacks {
    /** More the parser takes for damage. */
    private static final int MAX_FRAMES = 1000;

    private static final int MAX_STRING = 100_000;

    private final Map<List<String>, Integer> stacks = new LinkedHashMap<>();
    private final Map<String, Integer> frames = new HashMap<>();
    private final Map<String, Integer> strings = new LinkedHashMap<>();

    /** The number of a stack of one frame; 0 for none. */
    int of(String frame) {
        return frame.isEmpty() ? 0 : of(List.of(frame));
    }

    /** The number of a stack, the innermost frame first; 0 for none. */
    int of(List<String> stack) {
        return stack.isEmpty() ? 0 : stacks.computeIfAbsent(stack, s -> stacks.size() + 1);
    }

    /** The arguments of each. Makes the strings that {@link #forEachString} has. */
    void forEachStack(Consumer<GoFile.Varints> action) {
        stacks.forEach((stack, id) -> {
            List<String> shown = stack.subList(0, Math.min(stack.size(), MAX_FRAMES));
            GoFile.Varints args = new GoFile.Varints().put(id).put(shown.size());
            for (String frame : shown) {
                put(args, frame);
            }
            action.accept(args);
        });
    }

    /** {@code package.Class.method(File.java:12)}; anything else is a function without a place. */
    private void put(GoFile.Varints args, String frame) {
        int open = frame.lastIndexOf('(');
        int colon = frame.lastIndexOf(':');
        boolean hasPlace = open > 0 && frame.endsWith(")");
        boolean hasLine = hasPlace && colon > open;
        String line = hasLine ? frame.substring(colon + 1, frame.length() - 1) : "";
        // What stands for the address: equal for equal frames, and for no others.
        args.put(frames.computeIfAbsent(frame, f -> frames.size() + 1));
        args.put(string(hasPlace ? frame.substring(0, open) : frame));
        args.put(
                string(
                        hasPlace
                                ? frame.substring(open + 1, hasLine ? colon : frame.length() - 1)
                                : ""));
        args.put(line.matches("\\d{1,9}") ? Integer.parseInt(line) : 0);
    }

    private int string(String text) {
        String cut = text.length() > MAX_STRING ? text.substring(0, MAX_STRING) : text;
        return cut.isEmpty() ? 0 : strings.computeIfAbsent(cut, s -> strings.size() + 1);
    }

    void forEachString(BiConsumer<Integer, String> action) {
        strings.forEach((text, id) -> action.accept(id, text));
    }
}
