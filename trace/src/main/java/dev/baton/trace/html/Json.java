package dev.baton.trace.html;

import java.util.Collection;
import java.util.Map;

/**
 * Writes JSON that may stand in a script element: there is no {@code <} in it, by which the element
 * could be ended, nor a character that is a line's end to some and none to others.
 */
final class Json {
    private static final char LINE_SEPARATOR = 0x2028;
    private static final char PARAGRAPH_SEPARATOR = 0x2029;

    private Json() {}

    /**
     * Writes a value.
     *
     * @param value null, a Boolean, a whole Number, a String, an int[], a Collection or a Map of
     *     such
     * @throws IllegalArgumentException for anything else
     */
    static String write(Object value) {
        StringBuilder out = new StringBuilder();
        append(out, value);
        return out.toString();
    }

    private static void append(StringBuilder out, Object value) {
        switch (value) {
            case null -> out.append("null");
            case Boolean b -> out.append(b.booleanValue());
            case Integer n -> out.append(n.intValue());
            case Long n -> out.append(n.longValue());
            case String s -> appendString(out, s);
            case int[] numbers -> {
                out.append('[');
                for (int i = 0; i < numbers.length; i++) {
                    out.append(i == 0 ? "" : ",").append(numbers[i]);
                }
                out.append(']');
            }
            case Collection<?> list -> {
                String separator = "";
                out.append('[');
                for (Object element : list) {
                    out.append(separator);
                    append(out, element);
                    separator = ",";
                }
                out.append(']');
            }
            case Map<?, ?> map -> {
                String separator = "";
                out.append('{');
                for (var entry : map.entrySet()) {
                    out.append(separator);
                    appendString(out, entry.getKey().toString());
                    out.append(':');
                    append(out, entry.getValue());
                    separator = ",";
                }
                out.append('}');
            }
            default -> throw new IllegalArgumentException("no JSON: " + value.getClass());
        }
    }

    private static void appendString(StringBuilder out, String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            switch (c) {
                case '"', '\\' -> out.append('\\').append(c);
                default -> {
                    if (c < ' ' || isDangerous(c) || Character.isSurrogate(c)) {
                        out.append("\\u%04x".formatted((int) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }

    private static boolean isDangerous(char c) {
        return c == '<' || c == '>' || c == '&' || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR;
    }
}
