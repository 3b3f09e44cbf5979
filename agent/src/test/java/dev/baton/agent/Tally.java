package dev.baton.agent;

import java.util.EnumMap;
import java.util.Map;
import java.util.StringJoiner;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Predicate;

/** How many lives of each kind ended as they are to end, and how many bytes went to and fro. */
final class Tally {
    private final Map<Life, LongAdder> lives = new EnumMap<>(Life.class);
    private final Map<Life, LongAdder> bytes = new EnumMap<>(Life.class);

    Tally() {
        for (Life life : Life.values()) {
            lives.put(life, new LongAdder());
            bytes.put(life, new LongAdder());
        }
    }

    /** One has ended. */
    void ended(Life life) {
        lives.get(life).increment();
    }

    /** So many bytes came back as they were sent. */
    void echoed(Life life, int n) {
        bytes.get(life).add(n);
    }

    /** In one line, and counts anew: both ends of the connections have to say the same. */
    String take(Predicate<Life> which) {
        StringJoiner line = new StringJoiner(" ");
        for (Life life : Life.values()) {
            if (which.test(life)) {
                line.add(
                        life
                                + "="
                                + lives.get(life).sumThenReset()
                                + "/"
                                + bytes.get(life).sumThenReset());
            }
        }
        return line.toString();
    }
}
