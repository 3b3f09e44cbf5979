package dev.baton.bench;

import java.util.List;
import java.util.Map;

/** Writes JSON, on one line. */
public final class Json {
    private Json() {}

    /**
     * Writes a value.
     *
     * @param value null, a Boolean, a finite Number, a CharSequence, a List or a Map of such; a
     *     map's keys are written as strings, in its order
     * @return the text
     * @throws IllegalArgumentException for anything else, NaN and infinities among it, which JSON
     *     doesn't have
     */
    public static String write(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, Object value) {
        switch (value) {
            case null -> out.append("null");
            case Boolean b -> out.append(b.booleanValue());
            case Double d when !Double.isFinite(d) ->
                    throw new IllegalArgumentException("JSON has no " + d);
            case Number n -> out.append(n);
            case CharSequence s -> appendString(out, s);
            case List<?> list -> {
                String separator = "[";
                for (Object element : list) {
                    out.append(separator);
                    append(out, element);
                    separator = ",";
                }
                out.append(list.isEmpty() ? "[]" : "]");
            }
            case Map<?, ?> map -> {
                String separator = "{";
                for (var entry : map.entrySet()) {
                    out.append(separator);
                    appendString(out, entry.getKey().toString());
                    out.append(':');
                    append(out, entry.getValue());
                    separator = ",";
                }
                out.append(map.isEmpty() ? "{}" : "}");
            }
            default ->
                    throw new IllegalArgumentException("JSON has no " + value.getClass().getName());
        }
    }

    private static void appendString(StringBuilder out, CharSequence s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                default -> {
                    if (c < ' ') {
                        out.append(String.format("\\u%04x", (int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
