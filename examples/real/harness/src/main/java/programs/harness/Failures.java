package programs.harness;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** How many requests failed, and how the first of them did. Any thread may add. */
final class Failures {
    private final AtomicLong count = new AtomicLong();
    private final AtomicReference<String> first = new AtomicReference<>();

    /** Returns whether it is the first. */
    boolean add(Exception e) {
        count.incrementAndGet();
        return first.get() == null && first.compareAndSet(null, e.toString());
    }

    long count() {
        return count.get();
    }

    /** As a string of JSON, or null. */
    String firstAsJson() {
        String text = first.get();
        return text == null ? "null" : quote(text);
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                quoted.append('\\').append(c);
            } else {
                quoted.append(c < ' ' ? ' ' : c);
            }
        }
        return quoted.append('"').toString();
    }
}
