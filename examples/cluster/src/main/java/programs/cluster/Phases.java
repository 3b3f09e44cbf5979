package programs.cluster;

import java.util.ArrayList;
import java.util.List;

/** Answers a second in each part: before one was killed, without it, with it again. */
final class Phases {
    static final int COUNT = 3;

    private static final double NS_PER_SECOND = 1e9;

    private final Load load;
    private final List<Double> rates = new ArrayList<>();
    private long startNs = System.nanoTime();
    private long answered;

    /** The first begins. */
    Phases(Load load) {
        this.load = load;
    }

    /** One ends, and the next begins. */
    void next() {
        long nowNs = System.nanoTime();
        long now = load.answered().size();
        rates.add((now - answered) * NS_PER_SECOND / (nowNs - startNs));
        startNs = nowNs;
        answered = now;
    }

    List<Double> rates() {
        return rates;
    }
}
