package dev.baton.agent.live;

import java.util.ArrayDeque;
import java.util.Deque;

/** JSON, written from left to right. The agent has no library for that. */
public final class JsonText {
    private final StringBuilder out = new StringBuilder(1024);

    /** What closes those that are open. */
    private final Deque<Character> open = new ArrayDeque<>();

    /** Something stands before the next value, at this level. */
    private boolean after;

    /** Nothing yet. */
    public JsonText() {}

    /**
     * Begins an object: names and values follow, in turns.
     *
     * @return this
     */
    public JsonText object() {
        return begin('{', '}');
    }

    /**
     * Begins an array.
     *
     * @return this
     */
    public JsonText array() {
        return begin('[', ']');
    }

    private JsonText begin(char first, char last) {
        comma();
        out.append(first);
        open.push(last);
        after = false;
        return this;
    }

    /**
     * Ends the innermost object or array.
     *
     * @return this
     */
    public JsonText end() {
        out.append(open.pop().charValue());
        after = true;
        return this;
    }

    /**
     * Names the next value of an object.
     *
     * @param name of it
     * @return this
     */
    public JsonText name(String name) {
        comma();
        string(name);
        out.append(':');
        after = false;
        return this;
    }

    /**
     * A number.
     *
     * @param n the value
     * @return this
     */
    public JsonText value(long n) {
        comma();
        out.append(n);
        after = true;
        return this;
    }

    /**
     * True or false.
     *
     * @param b the value
     * @return this
     */
    public JsonText value(boolean b) {
        comma();
        out.append(b);
        after = true;
        return this;
    }

    /**
     * A string.
     *
     * @param s the value
     * @return this
     */
    public JsonText value(String s) {
        comma();
        string(s);
        after = true;
        return this;
    }

    private void comma() {
        if (after) {
            out.append(',');
        }
    }

    private void string(String s) {
        out.append('"');
        for (int i = 0; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append("\\u").append(Character.forDigit(c >> 12, 16));
                out.append(Character.forDigit(c >> 8 & 15, 16));
                out.append(Character.forDigit(c >> 4 & 15, 16));
                out.append(Character.forDigit(c & 15, 16));
            } else {
                out.append(c);
            }
        }
        out.append('"');
    }

    @Override
    public String toString() {
        return out.toString();
    }
}
